"""Which firms wait for a seat at a full group meeting."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.meetings.lifecycle import State
from app.meetings.models import Meeting, SeatWait
from app.registrations.models import Registration
from app.registrations.states import RegistrationState


def waits_of(registration_id: int) -> frozenset[int]:
    """The group meetings for a seat at which a firm waits."""
    rows = select(SeatWait.meeting_id).where(SeatWait.registration_id == registration_id)
    return frozenset(db.session.scalars(rows))


def waiting_at(meeting_id: int) -> list[Registration]:
    """Who waits for a seat at a group meeting, while it stands and they take part, in the order in which they came."""
    rows = (
        select(Registration)
        .join(SeatWait, SeatWait.registration_id == Registration.id)
        .join(Meeting, Meeting.id == SeatWait.meeting_id)
        .where(
            SeatWait.meeting_id == meeting_id,
            Meeting.state == State.BOOKED,
            Registration.state == RegistrationState.APPROVED,
        )
        .order_by(SeatWait.id)
    )
    return list(db.session.scalars(rows))


def count_waiting(meeting_id: int) -> int:
    """How many these are."""
    return len(waiting_at(meeting_id))
