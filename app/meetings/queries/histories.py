"""The log of one meeting, and who may be named in it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Organisation
from app.core.db import db
from app.core.localized import Localized
from app.core.models import Notice
from app.events.models import Slot, Table
from app.meetings.history import Entry
from app.meetings.models import Meeting


def log_of(meeting_id: int) -> list[Entry]:
    """All that happened to a meeting, oldest first."""
    rows = (
        select(Notice.kind, Notice.at, Notice.organisation_id, Notice.details)
        .where(Notice.subject == Meeting.__tablename__, Notice.subject_id == meeting_id)
        .order_by(Notice.id)
    )
    return [Entry(*row) for row in db.session.execute(rows)]


def times_of(slot_ids: Collection[int]) -> dict[int, datetime]:
    """When these slots begin, as far as they are still there."""
    rows = select(Slot.id, Slot.starts_at).where(Slot.id.in_(slot_ids))
    return {row[0]: row[1] for row in db.session.execute(rows)}


def labels_of(table_ids: Collection[int]) -> dict[int, str]:
    """What these tables are called, also those that stand no more."""
    rows = select(Table.id, Table.label).where(Table.id.in_(table_ids))
    return {row[0]: row[1] for row in db.session.execute(rows)}


def bodies_called(organisation_ids: Collection[int | None]) -> dict[int, Localized]:
    """What the organisations are called that acted; no query where none did."""
    wanted = {one for one in organisation_ids if one is not None}
    if not wanted:
        return {}
    rows = select(Organisation).where(Organisation.id.in_(wanted))
    return {one.id: one.name for one in db.session.scalars(rows)}
