"""What a board shows: the times of an event, its tables, and who sits where at two of these times."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.companies.names.spellings import display_names
from app.core.clock import Span
from app.core.db import db
from app.core.localized import Localized
from app.day.hall_pages import Seat
from app.day.spoken_names import spoken_apart
from app.day.stages import Time
from app.events.calendar import SlotKind
from app.events.models import Group, Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Claim, Meeting
from app.registrations.models import Registration

SHOWN = (State.BOOKED, State.HELD)


@dataclass(frozen=True, slots=True)
class Called:
    """A firm by its two names, as a company has them."""

    name: str
    name_zh: str | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits at a table: two firms, or the host of a group meeting alone."""

    firms: tuple[int, ...]
    is_group: bool


@dataclass(frozen=True)
class Seated:
    """Who sits where: (table, slot) → sitting, and what the firms are called in each language."""

    at: Mapping[tuple[int, int], Sitting]
    firms: Mapping[int, Called]

    def called(self, language: str) -> dict[int, str]:
        """Short names by registration."""
        return spoken_apart({number: display_names(firm, language).first for number, firm in self.firms.items()})


def times_of(event_id: int) -> list[Time]:
    rows = select(Slot).where(Slot.event_id == event_id).order_by(Slot.starts_at)
    return [
        Time(slot.id, Span(slot.starts_at, slot.ends_at), SlotKind(slot.kind), slot.label)
        for slot in db.session.scalars(rows)
    ]


def seats_of(event_id: int) -> list[Seat]:
    """The tables in use, in their order."""
    rows = (
        select(Table.id, Table.label, Table.zone_en, Table.zone_zh, Table.zone_fr)
        .where(Table.event_id == event_id, Table.retired_at.is_(None))
        .order_by(Table.position, Table.id)
    )
    return [
        Seat(number, label, Localized(en or "", zh or "", fr or ""))
        for number, label, en, zh, fr in db.session.execute(rows)
    ]


def seated_at(slots: Collection[int]) -> Seated:
    """In one query; nothing of what is said between the firms, nor who sits there for them."""
    one, other = aliased(Registration), aliased(Registration)
    house, house_of_other = aliased(Company), aliased(Company)
    side, side_of_other = aliased(Group), aliased(Group)
    rows = (
        select(
            *(Claim.table_id, Claim.slot_id, Meeting.kind),
            *(one.id, house.name, house.name_zh, side.position),
            *(other.id, house_of_other.name, house_of_other.name_zh, side_of_other.position),
        )
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(one, one.id == Meeting.asker_id)
        .join(house, house.id == one.company_id)
        .outerjoin(side, side.id == one.group_id)
        .outerjoin(other, and_(other.id != one.id, or_(other.id == Meeting.low_id, other.id == Meeting.high_id)))
        .outerjoin(house_of_other, house_of_other.id == other.company_id)
        .outerjoin(side_of_other, side_of_other.id == other.group_id)
        .where(Claim.slot_id.in_(slots), Claim.table_id.is_not(None), Meeting.state.in_(SHOWN))
    )
    at: dict[tuple[int, int], Sitting] = {}
    firms: dict[int, Called] = {}
    for table, slot, kind, *rest in db.session.execute(rows):
        parties = _in_order(rest)
        firms |= dict(parties)
        at[int(table or 0), slot] = Sitting(tuple(number for number, _called in parties), kind == GROUP)
    return Seated(at, firms)


def _in_order(rest: list[Any]) -> list[tuple[int, Called]]:
    """The firm of the first side first, so that a column reads the same all the way down."""
    found = [(rest[3] or 0, rest[0], Called(rest[1], rest[2]))]
    if rest[4] is not None:
        found.append((rest[7] or 0, rest[4], Called(rest[5], rest[6])))
    return [(number, called) for _side, number, called in sorted(found, key=lambda firm: firm[:2])]
