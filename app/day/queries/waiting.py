"""Who waits at the door, and who these may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select

from app.core.db import db, now
from app.day.models import Arrival
from app.day.queries.people import Person
from app.day.typed import ends_so

PATIENCE: Final = timedelta(hours=8)
"""So long nobody waits at a door."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """``people``: all whose phone ends so; nobody where the digits are no guest's."""

    id: int
    number: int
    digits: str
    at: datetime
    people: list[Person]


def still_waits() -> ColumnElement[bool]:
    """Of arrivals: nobody has seen to them, and they did not go home last night."""
    return Arrival.settled_at.is_(None) & (Arrival.at > now() - PATIENCE)


def waiting_at(event_id: int, people: Sequence[Person]) -> list[Waiting]:
    """First come, first seen."""
    chosen = select(Arrival).where(Arrival.event_id == event_id, still_waits()).order_by(Arrival.number)
    return [_waiting(one, people) for one in db.session.scalars(chosen)]


def _waiting(one: Arrival, people: Sequence[Person]) -> Waiting:
    digits = one.digits or ""
    theirs = [each for each in people if digits and ends_so(each.phone, digits)]
    return Waiting(one.id, one.number, digits, one.at, theirs)
