"""Lines of the organizer's list of meetings, in five queries for any number of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from json import loads
from typing import Any

from sqlalchemy import Row, Select, String, bindparam, case, cast, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.core.db import db, now
from app.events.models import Slot, Table
from app.meetings.interpreting import Speech, need_of
from app.meetings.lapsing import stands
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting
from app.meetings.queries.said import Given, reasons_of
from app.registrations.models import Registration

SILENT = Speech()


@dataclass(frozen=True, slots=True)
class Side:
    registration_id: int
    name: str
    name_zh: str | None
    speech: Speech = SILENT


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """``starts_at`` None, ``table`` "": it has no time, no table yet. ``since``: when it last changed; of a request
    that is since when somebody must answer; ``awaiting_id``: who; ``why``: what was said when it was declined
    or called off, ``reply`` the last words that one side wrote to the other, or to who arranged it."""

    id: int
    state: State
    priority: str
    starts_at: datetime | None
    since: datetime
    expires_at: datetime | None
    awaiting_id: int | None
    sequence: int
    arranged: bool
    table: str
    clashes: bool
    asker: Side
    asked: Side
    why: Given | None = None
    reply: str = ""

    @property
    def lost_time(self) -> bool:
        """Whether it was booked before and lost its time."""
        return self.state == State.AGREED and self.sequence > 0

    @property
    def awaiting(self) -> Side | None:
        """Who must answer."""
        return next((one for one in (self.asker, self.asked) if one.registration_id == self.awaiting_id), None)

    @property
    def needs_interpreter(self) -> bool:
        return need_of(self.asker.speech, self.asked.speech) is not None


def pairs_in_need(event_id: int) -> Callable[[int, int], bool]:
    """Tells of two firms of the event whether they need an interpreter."""
    languages = cast(Registration.languages, String).label("languages")
    rows = select(Registration.id, languages, Registration.needs_interpreter)
    found = db.session.execute(rows.where(Registration.event_id == event_id))
    said: dict[int, tuple[str | None, bool | None]] = {row[0]: (row[1], row[2]) for row in found}
    nothing = (None, None)

    @cache  # an event knows few ways to speak, and thousands of pairs
    def of(one: tuple[str | None, bool | None], other: tuple[str | None, bool | None]) -> bool:
        return need_of(_speech(*one), _speech(*other)) is not None

    def need(low: int, high: int) -> bool:
        return of(said.get(low, nothing), said.get(high, nothing))

    return need


def _speech(languages: str | None, needs_interpreter: bool | None) -> Speech:
    """``languages``: as the database keeps them, in JSON."""
    return Speech(frozenset(loads(languages or "[]") or ()), bool(needs_interpreter))


def lines_of(event_id: int, ids: Sequence[int], clashes: Collection[int] = ()) -> list[MeetingLine]:
    """The lines of these meetings of the event, in their order, without any that is of another; ``clashes``: those of
    all that clash."""
    if not ids:
        return []
    rows = {row[0]: row for row in db.session.execute(_rows(), {"event_id": event_id, "ids": list(ids)})}
    tables = _tables(list(rows))
    reasons = reasons_of([number for number, row in rows.items() if row[1] in (State.DECLINED, State.CANCELLED)])
    return [
        replace(_line(rows[one], tables.get(one, ""), one in clashes), why=reasons.get(one))
        for one in ids
        if one in rows
    ]


@cache
def _rows() -> Select[Any]:
    """Made once: making it takes longer than asking."""
    asker, asked = aliased(Company), aliased(Company)
    one, other = aliased(Registration), aliased(Registration)
    asked_id = case((Meeting.asker_id == Meeting.low_id, Meeting.high_id), else_=Meeting.low_id)
    said = (Meeting.id, Meeting.state, Meeting.priority, Slot.starts_at, Meeting.changed_at, Meeting.expires_at)
    more: tuple[Any, ...] = (Meeting.awaiting_id, Meeting.sequence, Meeting.arranged_by, Meeting.reply)
    sides: tuple[Any, ...] = (
        *(one.id, asker.name, asker.name_zh, one.languages, one.needs_interpreter),
        *(other.id, asked.name, asked.name_zh, other.languages, other.needs_interpreter),
    )
    return (
        select(*said, *more, *sides)
        .join(one, one.id == Meeting.asker_id)
        .join(asker, asker.id == one.company_id)
        .join(other, other.id == asked_id)
        .join(asked, asked.id == other.company_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .where(Meeting.event_id == bindparam("event_id"), Meeting.id.in_(bindparam("ids", expanding=True)))
    )


def _line(row: Row[*tuple[Any, ...]], table: str, clashes: bool) -> MeetingLine:
    number, state, priority, starts_at, since, expires_at, awaiting, sequence, arranged_by, reply, *sides = row
    asker, asked = _side(sides[:5]), _side(sides[5:])
    told = (starts_at, since, expires_at, awaiting, sequence, arranged_by is not None)
    state = stands(State(state), expires_at, now=now())
    return MeetingLine(number, state, priority, *told, table, clashes, asker, asked, reply=reply or "")


def _side(told: Sequence[Any]) -> Side:
    return Side(told[0], told[1], told[2], Speech(frozenset(told[3] or ()), bool(told[4])))


def _tables(meeting_ids: Sequence[int]) -> dict[int, str]:
    """The label of the table that each meeting holds."""
    held = (
        select(Claim.meeting_id, Table.label)
        .join(Table, Table.id == Claim.table_id)
        .where(Claim.meeting_id.in_(meeting_ids))
        .order_by(Claim.id)
    )
    return {row[0]: row[1] for row in db.session.execute(held)}
