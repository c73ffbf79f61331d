"""Giving firms their numbers on wish lists."""

from __future__ import annotations

from sqlalchemy import select

from app.core import audit
from app.core.db import db, transaction
from app.events.models import Event
from app.registrations.models import WishNumber
from app.registrations.queries.wishes import NUMBERED, last_number, without_number


def number_firms(event_id: int, *, by: int | None) -> int:
    """Give each firm that takes part and has none the next number of the event; how many were given."""
    with transaction() as session:
        event = session.scalars(select(Event).where(Event.id == event_id).with_for_update(key_share=True)).one()
        last, firms = last_number(event_id), without_number(event_id)
        for number, registration_id in enumerate(firms, last + 1):
            db.session.add(WishNumber(event_id=event_id, registration_id=registration_id, number=number))
        if firms:
            audit.log_action(NUMBERED, event, event_id=event_id, by=by, up_to=last + len(firms))
    return len(firms)
