"""More of what an event has, by one act: a table. Nothing else of it changes."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import db, transaction
from app.events.models import Event, Table
from app.events.phases import Act, BookingMode, Phase, require
from app.events.services.changing import locked
from app.events.table_labels import MOST_TABLES, next_label
from app.floor import notices
from app.kernel.errors import Invalid, NotFound


def add_table(event_id: int, *, beside: int, by: int | None) -> Table:
    """One more like another and in its zone, with the next label that is free. Raises NotFound, PhaseForbids, Invalid
    where no event may have so many."""
    with transaction() as session:
        event = _locked(session, event_id)
        known = session.scalars(select(Table).where(Table.event_id == event_id)).all()
        like = next((one for one in known if one.id == beside and one.retired_at is None), None)
        if like is None:
            raise NotFound
        if len(known) >= MOST_TABLES:
            raise Invalid
        made = _another(like, next_label(like.label, (one.label for one in known)))
        made.position = (session.scalar(select(func.max(Table.position)).where(Table.event_id == event_id)) or 0) + 1
        session.add(made)
        _changed(event, "tables", by)
        return made


def _locked(session: Session, event_id: int) -> Event:
    version = session.scalar(select(Event.version).where(Event.id == event_id))
    event = locked(session, event_id, version or 0)
    require(Phase(event.phase), Act.CHANGE_TIMES, BookingMode(event.booking_mode))
    return event


def _another(like: Table, label: str) -> Table:
    same = ("event_id", "zone_en", "zone_zh", "zone_fr", "seats", "has_interpreter_chair", "group_id")
    return Table(label=label, **{name: getattr(like, name) for name in same})


def _changed(event: Event, part: str, by: int | None) -> None:
    event.version += 1
    db.session.flush()
    notices.write("event.changed", event, event_id=event.id, by=by, fields=[part], version=event.version)
