"""The meetings of an event as its organizer looks them over: a page at a time, cut in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Row, Select, bindparam, case, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.db import db
from app.events.models import Slot, Table
from app.kernel.paging import Page, clip_page
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting
from app.meetings.queries.clashes import clashing
from app.meetings.queries.lists import counts_by_state
from app.registrations.models import Registration

SIZE = 50
BY_TIME = (Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)


@dataclass(frozen=True, slots=True)
class Side:
    registration_id: int
    name: str
    name_zh: str | None


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """``starts_at`` None, ``table`` "": it has no time, no table yet."""

    state: State
    priority: str
    starts_at: datetime | None
    table: str
    clashes: bool
    asker: Side
    asked: Side


@dataclass(frozen=True, slots=True)
class Overview:
    """``counts``: how many meetings of the event are in each state, whatever the page is narrowed to; ``clashes``: how
    many are booked at a time at which one of the two is elsewhere.
    """

    counts: dict[str, int]
    page: Page[MeetingLine]
    clashes: int


def overview_of(event_id: int, states: Sequence[State], *, clash: bool = False, page: int) -> Overview:
    """Meetings in these states (none given: in any), by time, those without one last; with ``clash`` those alone that
    are booked at a time at which one of the two is elsewhere.
    """
    counts, clashes = counts_by_state(event_id), clashing(event_id)
    total = len(clashes) if clash else sum(count for state, count in counts.items() if not states or state in states)
    number = clip_page(page, size=SIZE, total=total)
    lines = _lines(event_id, (State.BOOKED,) if clash else states, number, clashes, only=clash)
    return Overview(counts, Page(lines, number, SIZE, total), len(clashes))


def _lines(
    event_id: int, states: Sequence[State], number: int, clashes: Collection[int], *, only: bool
) -> list[MeetingLine]:
    asked: dict[str, Any] = {"event_id": event_id, "skipped": (number - 1) * SIZE}
    if states:
        asked["states"] = list(states)
    if only:
        asked["clashes"] = list(clashes)
    rows = db.session.execute(_found(narrowed=bool(states), only=only), asked).all()
    tables = _tables([row[0] for row in rows])
    return [_line(row, tables.get(row[0], ""), row[0] in clashes) for row in rows]


@cache
def _found(*, narrowed: bool, only: bool) -> Select[Any]:
    """A page of meetings, ``narrowed`` to some states, or ``only`` to those that clash. Made once of each kind: making
    it takes longer than asking."""
    shown = select(Meeting.id).outerjoin(Slot, Slot.id == Meeting.slot_id)
    shown = shown.where(Meeting.event_id == bindparam("event_id"))
    if narrowed:
        shown = shown.where(Meeting.state.in_(bindparam("states", expanding=True)))
    if only:
        shown = shown.where(Meeting.id.in_(bindparam("clashes", expanding=True)))
    cut = shown.order_by(*BY_TIME).limit(SIZE).offset(bindparam("skipped", type_=Integer)).subquery()
    asker, asked = aliased(Company), aliased(Company)
    one, other = aliased(Registration), aliased(Registration)
    asked_id = case((Meeting.asker_id == Meeting.low_id, Meeting.high_id), else_=Meeting.low_id)
    said = (Meeting.id, Meeting.state, Meeting.priority, Slot.starts_at)
    sides: tuple[Any, ...] = (one.id, asker.name, asker.name_zh, other.id, asked.name, asked.name_zh)
    return (
        select(*said, *sides)
        .join(cut, cut.c.id == Meeting.id)
        .join(one, one.id == Meeting.asker_id)
        .join(asker, asker.id == one.company_id)
        .join(other, other.id == asked_id)
        .join(asked, asked.id == other.company_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .order_by(*BY_TIME)
    )


def _line(row: Row[*tuple[Any, ...]], table: str, clashes: bool) -> MeetingLine:
    _id, state, priority, starts_at, *sides = row
    return MeetingLine(State(state), priority, starts_at, table, clashes, Side(*sides[:3]), Side(*sides[3:]))


def _tables(meeting_ids: Sequence[int]) -> dict[int, str]:
    """The label of the table that each meeting holds."""
    held = (
        select(Claim.meeting_id, Table.label)
        .join(Table, Table.id == Claim.table_id)
        .where(Claim.meeting_id.in_(meeting_ids))
        .order_by(Claim.id)
    )
    return {row[0]: row[1] for row in db.session.execute(held)}
