"""What is offered to two firms that are left alone: when, at which table, and who of each is here to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.day.queries.people import Person
from app.events.models import Event
from app.meetings.queries.boards import hall_at
from app.meetings.queries.parties import names_of
from app.meetings.services.arranging import require_may_arrange
from app.meetings.services.requirements import slot_of
from app.meetings.services.steps import seat_at
from app.registrations.models import Registration
from app.registrations.queries.party import Firm


@dataclass(frozen=True, slots=True)
class Side:
    """A firm with those of its people who are in the hall."""

    id: int
    firm: Firm
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A time that both have free, and the table that they would sit at; ``table`` is "" for a meeting online."""

    sides: tuple[Side, Side]
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    table: str


def offered(event: Event, one_id: int, other_id: int, slot_id: int, people: Sequence[Person]) -> Offered:
    """Nothing is written and nothing held. Raises what ``arrange`` would: NotFound, SlotTaken, AlreadyMeeting, …"""
    firms = [_firm(event, number) for number in (one_id, other_id)]
    require_may_arrange(event, *firms)
    slot = slot_of(event, slot_id)
    seat = seat_at(hall_at(event, (one_id, other_id), slot_id), one_id, other_id, slot_id)
    table = next((one.label for one in event.tables if one.id == seat.table_id), "")
    return Offered(_sides(one_id, other_id, people), slot_id, slot.starts_at, slot.ends_at, table)


def _firm(event: Event, number: int) -> Registration:
    found = db.session.get(Registration, number)
    if found is None or found.event_id != event.id:
        raise NotFound
    return found


def _sides(one_id: int, other_id: int, people: Sequence[Person]) -> tuple[Side, Side]:
    names = names_of((one_id, other_id))
    if not {one_id, other_id} <= set(names):  # a guest stands for no firm that could meet
        raise Invalid
    found = [
        Side(
            number,
            Firm(names[number].name, names[number].name_zh or None),
            tuple(one for one in people if one.here and number in {firm for firm, _name in one.firms}),
        )
        for number in (one_id, other_id)
    ]
    return found[0], found[1]
