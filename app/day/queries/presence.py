"""Who is in the hall."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.day.models import CheckIn
from app.db import db
from app.registrations.models import Registration, Representation
from app.registrations.states import RegistrationState


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of the approved firms and guests of an event there are, and how many of them came."""

    expected: int
    here: int

    @property
    def missing(self) -> int:
        return self.expected - self.here


def tally_of(event_id: int) -> Tally:
    people = (
        select(Representation.representative_id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Representation.event_id == event_id, Registration.state == RegistrationState.APPROVED)
        .distinct()
        .subquery()
    )
    counted = select(func.count(), func.count(CheckIn.id)).select_from(people)
    live = (CheckIn.representative_id == people.c.representative_id) & CheckIn.undone_at.is_(None)
    expected, here = db.session.execute(counted.outerjoin(CheckIn, live)).one()
    return Tally(expected, here)
