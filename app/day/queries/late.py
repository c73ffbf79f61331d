"""Whose meeting has begun, or is about to, and who has not come through the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Date, Integer, Select, bindparam, func, select

from app.core.db import db
from app.day.models import CheckIn
from app.day.queries.people import Person, today_at
from app.events.models import Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Claim, Meeting, MeetingParty
from app.meetings.queries.round_parties import SITS
from app.registrations.models import Representation
from app.registrations.queries.party import Firm

SOON: Final = timedelta(minutes=15)
LATELY: Final = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Late:
    """``missing``: who should sit at it and is not here; ``waiting``: firms whose people are. ``begun``: it may be
    noted as missed."""

    meeting_id: int
    starts_at: datetime
    table: str
    begun: bool
    missing: tuple[Person, ...]
    waiting: tuple[Firm, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """A firm that is here and whose meeting was missed a while ago."""

    registration_id: int
    firm: Firm
    meeting_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """A meeting of two that was noted as missed a while ago, which may have been a slip."""

    meeting_id: int
    starts_at: datetime
    table: str
    firms: tuple[Firm, ...]


def late_at(event_id: int, people: Sequence[Person], now: datetime) -> list[Late]:
    """Of booked meetings of two that run now or begin soon, those that lack somebody; the first to begin first."""
    by_id = {one.id: one for one in people}
    rows = _rows(event_id, State.BOOKED, Slot.starts_at <= now + SOON, still_running(event_id, now))
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return [late for rows in found.values() if (late := _late(rows, by_id, now)) is not None]


def lacking(event_id: int, now: datetime) -> int:
    """How many booked meetings run now without somebody who should sit there; 0 on a day on which nobody has been
    checked in, as then nobody knows. For pages that only count."""
    asked = {"event_id": event_id, "today": today_at(event_id), "moment": now}
    return int(db.session.execute(_lacking(), asked).scalar_one())


_EVENT = bindparam("event_id", type_=Integer)
_HERE = (CheckIn.event_id == _EVENT, CheckIn.day == bindparam("today", type_=Date), CheckIn.undone_at.is_(None))


@cache
def _lacking() -> Select[int]:
    """Made once: making it takes longer than asking."""
    here, moment = select(CheckIn.representative_id).where(*_HERE), bindparam("moment", type_=Slot.starts_at.type)
    awaited = (
        select(MeetingParty.id)
        .join(Representation, Representation.registration_id == MeetingParty.registration_id)
        .where(MeetingParty.meeting_id == Meeting.id, SITS, MeetingParty.missed.is_(False))
        .where(Representation.representative_id == Claim.representative_id)
    )
    return (
        select(func.count(Meeting.id.distinct()))
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & (Claim.slot_id == Slot.id))
        .where(Meeting.event_id == _EVENT, Meeting.state == State.BOOKED)
        .where(Slot.starts_at <= moment, still_running(_EVENT, moment))
        .where(here.exists(), Claim.representative_id.is_not(None), Claim.representative_id.not_in(here))
        .where((Meeting.kind == ONE_TO_ONE) | awaited.exists())
    )


def still_running(event_id: int | BindParameter[int], now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Of meetings: some of their time is not over."""
    ahead = select(Claim.meeting_id).join(Slot, Slot.id == Claim.slot_id)
    return Meeting.id.in_(ahead.where(Claim.event_id == event_id, Slot.ends_at > now))


def alone_at(event_id: int, people: Sequence[Person], now: datetime) -> list[Alone]:
    """Each firm once, the newest missed meeting first."""
    here: dict[int, Firm] = {number: firm for one in people if one.here for number, firm in one.firms}
    found: dict[int, Alone] = {}
    for row in reversed(_rows(event_id, State.MISSED, Slot.starts_at <= now, Slot.starts_at > now - LATELY)):
        for number in (row.low_id, row.high_id):
            if number in here:
                found.setdefault(number, Alone(number, here[number], row.id, row.starts_at))
    return list(found.values())


def missed_lately(event_id: int, people: Sequence[Person], now: datetime) -> list[Missed]:
    """All of the last hour, the newest first."""
    firms = {number: firm for one in people for number, firm in one.firms}
    found: dict[int, Missed] = {}
    for row in reversed(_rows(event_id, State.MISSED, Slot.starts_at <= now, Slot.starts_at > now - LATELY)):
        if row.id not in found or row.label:
            both = tuple(firms[number] for number in (row.low_id, row.high_id) if number in firms)
            found[row.id] = Missed(row.id, row.starts_at, row.label or "", both)
    return list(found.values())


def _rows(event_id: int, state: State, *when: Any) -> Sequence[Any]:
    """A row for each person and each table of a meeting."""
    columns: tuple[Any, ...] = (Meeting.id, Meeting.low_id, Meeting.high_id, Slot.starts_at)
    chosen = (
        select(*columns, Claim.representative_id, Table.label)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & (Claim.slot_id == Slot.id))
        .outerjoin(Table, Table.id == Claim.table_id)
        .where(Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state == state, *when)
        .order_by(Slot.starts_at, Meeting.id, Claim.id)
    )
    return db.session.execute(chosen).all()


def _late(rows: Sequence[Any], people: dict[int, Person], now: datetime) -> Late | None:
    sitting = [people[row.representative_id] for row in rows if row.representative_id in people]
    missing = tuple(one for one in sitting if one.here is None)
    if not missing:
        return None
    first, parties = rows[0], {rows[0].low_id, rows[0].high_id}
    waiting = tuple(_firm_of(one, parties) for one in sitting if one.here is not None)
    table = next((row.label for row in rows if row.label), "")
    return Late(first.id, first.starts_at, table, first.starts_at <= now, missing, waiting)


def _firm_of(person: Person, parties: set[int]) -> Firm:
    """For whom the person sits there."""
    return next((firm for number, firm in person.firms if number in parties), person.firm)
