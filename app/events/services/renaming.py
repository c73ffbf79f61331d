"""Which tables of an event may be the same under the names that its description now gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.drafts import EventDraft
from app.events.models import Event, Table
from app.events.preview import Preview
from app.events.queries import tables_in_use
from app.events.services.rows import used_ids
from app.events.table_renames import Rename, possible_renames
from app.kernel.localized import Localized


def renames_of(session: Session, event: Event, values: EventDraft, preview: Preview) -> tuple[Rename, ...]:
    """The zones where it matters: something (a meeting, a firm that keeps its table) refers to a table that goes."""
    tables = tables_in_use(event)
    before: dict[Localized, list[str]] = defaultdict(list)
    for table in tables:
        before[table.zone].append(table.label)
    after: dict[Localized, list[str]] = defaultdict(list)
    for zone, labels in zip(values.tables, preview.labels, strict=True):
        after[zone.name].extend(labels)
    retired = select(Table.label).where(Table.event_id == event.id, Table.retired_at.is_not(None))
    found = possible_renames(before, after, taken=session.scalars(retired).all())
    return tuple(one for one in found if _matters(session, tables, one))


def _matters(session: Session, tables: Sequence[Table], rename: Rename) -> bool:
    return bool(used_ids(session, Table, [table.id for table in tables if table.label in rename.old]))
