"""Who is in the hall, and which desk let them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core.db import db
from app.day.models import CheckIn
from app.day.queries.people import Person, today_at
from app.registrations.models import Delegation


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of the approved firms and guests of an event there are, and how many of them came."""

    expected: int
    here: int
    vips_missing: int

    @property
    def missing(self) -> int:
        return self.expected - self.here


def tally_of(people: Sequence[Person]) -> Tally:
    here = sum(one.here is not None for one in people)
    return Tally(len(people), here, sum(one.vip and one.here is None for one in people))


@dataclass(frozen=True, slots=True)
class DeskTally:
    """How many a desk let in today, and when it was last heard of."""

    name: str
    count: int
    last: datetime


def desks_of(event_id: int) -> list[DeskTally]:
    live = CheckIn.event_id == event_id, CheckIn.day == today_at(event_id), CheckIn.undone_at.is_(None)
    counted = select(CheckIn.desk, func.count(), func.max(CheckIn.received_at)).where(*live).group_by(CheckIn.desk)
    rows = db.session.execute(counted.order_by(CheckIn.desk)).all()
    return [DeskTally(desk or "", count, last) for desk, count, last in rows]


def delegations_at(event_id: int) -> Sequence[Delegation]:
    chosen = select(Delegation).where(Delegation.event_id == event_id)
    return db.session.scalars(chosen.order_by(Delegation.name_en, Delegation.id)).all()
