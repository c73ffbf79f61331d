"""Which booked meetings could exchange their times and tables, and which swaps can still be undone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from app.companies.wording import company_label
from app.core.db import db
from app.core.errors import Conflict
from app.core.models import Notice
from app.day.queries.keeping import is_taken
from app.day.swapping import Sits, Swap, goes_back, swap_of
from app.events.models import Event, Interpreter, Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Claim, Meeting
from app.meetings.placing import Seat
from app.meetings.queries.boards import hall_of
from app.meetings.queries.lists import Firm
from app.meetings.queries.parties import names_of
from app.meetings.queries.taken import slots_of
from app.meetings.services.timetables import Seating
from app.registrations.models import Representative
from app.registrations.queries.party import Firm as Person

SWAPPED: Final = "meetings.swapped"
LATELY: Final = timedelta(hours=12)


class CannotSwap(Conflict):
    """The two cannot exchange their times, or not any more."""

    code = "swap_not_free"


@dataclass(frozen=True, slots=True)
class Side:
    """A meeting before and after: when, where, who sits, who interprets ("" for nobody)."""

    meeting_id: int
    firms: tuple[Firm, Firm]
    before: datetime
    after: datetime
    table: str
    new_table: str
    people: tuple[str, ...]
    new_people: tuple[str, ...]
    interpreter: str
    new_interpreter: str


@dataclass(frozen=True, slots=True)
class Seen:
    """``sides``: of the meeting that was asked about, and of the other; ``token`` stands for exactly this."""

    swap: Swap
    sides: tuple[Side, Side]
    token: str

    @property
    def firms(self) -> int:
        return len({*self.swap.one.parties, *self.swap.other.parties})


def sits_in(event_id: int, now: datetime, only: Collection[int] | None = None) -> list[Sits]:
    """The booked meetings of two that are still to begin, by time; those at no table are left out."""
    rows = (
        select(Meeting.id, Meeting.low_id, Meeting.high_id, Claim)
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Claim.slot_id)
        .where(Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state == State.BOOKED)
        .order_by(Slot.starts_at, Meeting.id, Claim.id)
    )
    if only is not None:
        rows = rows.where(Meeting.id.in_(only))
    claims: dict[int, list[Claim]] = defaultdict(list)
    parties: dict[int, tuple[int, int]] = {}
    for meeting_id, low, high, claim in db.session.execute(rows):
        claims[meeting_id].append(claim)
        parties[meeting_id] = (low, high)
    starts = _starts(event_id)
    found = [_sits(number, parties[number], held) for number, held in claims.items()]
    return [one for one in found if one.table_id and len(one.people) > 1 and starts[one.slot_ids[0]] > now]


def swap_between(event: Event, meeting_id: int, other_id: int, now: datetime) -> Seen:
    """Raises CannotSwap."""
    two = {one.meeting_id: one for one in sits_in(event.id, now, {meeting_id, other_id})}
    if len(two) < 2:
        raise CannotSwap
    hall = hall_of(event, {party for one in two.values() for party in one.parties})
    found = swap_of(hall.board, hall.parties, two[meeting_id], two[other_id], now=now)
    if found is None:
        raise CannotSwap
    return told(event.id, [found])[0]


class Bar(StrEnum):
    """Why a swap cannot be undone: another meeting holds some of what the two held before, or who interpreted was
    changed; or what was arranged since leaves somebody no pause, or no time to get there."""

    TAKEN = "taken"
    NO_WAY = "no_way"


def bar_to_undoing(event: Event, notice: Notice, now: datetime) -> Bar | None:
    """Of one after which nobody has acted on either meeting."""
    before, two = before_of(notice), notice.details["meetings"]
    if any(
        is_taken(one.slot_ids, one.people, one.table_id, one.interpreter_id, besides=two, since=notice.at)
        for one in before
    ):
        return Bar.TAKEN
    return None if _has_way_back(event, before, now) else Bar.NO_WAY


def before_of(notice: Notice) -> tuple[Seating, Seating]:
    """What the two held before a swap."""
    told, (one, other) = notice.details, notice.details["meetings"]
    return _as_it_was(one, told["one_slots"], told["one_held"]), _as_it_was(
        other, told["other_slots"], told["other_held"]
    )


def _as_it_was(meeting_id: int, slots: list[int], held: list[int]) -> Seating:
    table, voice, one, other = held
    return Seating(meeting_id, tuple(slots), (one, other), table, voice or None)


def _has_way_back(event: Event, before: Sequence[Seating], now: datetime) -> bool:
    """Whether two meetings that changed places can still sit as they did before, with the same people."""
    two = {one.meeting_id: one for one in sits_in(event.id, now, [one.meeting_id for one in before])}
    if len(two) < 2:
        return False
    one, other = (
        replace(
            two[each.meeting_id],
            slot_ids=each.slot_ids,
            table_id=each.table_id or 0,
            people=each.people,
            interpreter_id=each.interpreter_id,
        )
        for each in before
    )
    hall = hall_of(event, {party for each in two.values() for party in each.parties})
    return goes_back(hall.board, hall.parties, (two[one.meeting_id], two[other.meeting_id]), (one, other))


@dataclass(frozen=True, slots=True)
class Done:
    """A swap that can be undone ``until`` the first of the two times begins, by its ``notice``; ``meetings``: their
    ids, each of a pair of firms."""

    notice: Notice
    until: datetime
    meetings: tuple[int, int]
    pairs: tuple[tuple[Firm, Firm], ...]

    @property
    def notice_id(self) -> int:
        return self.notice.id


@dataclass(frozen=True, slots=True)
class WayBack:
    """Of a swap: why it cannot be undone (None: it can), and whether the two can be exchanged ``again`` nevertheless,
    with other people or another interpreter."""

    done: Done
    bar: Bar | None
    again: bool


def ways_back(event: Event, now: datetime) -> list[WayBack]:
    """Of all swaps that nobody has acted upon, the newest first; each costs a look at the firms concerned."""
    found = []
    for done in swaps_to_undo(event.id, now):
        bar = bar_to_undoing(event, done.notice, now)
        found.append(WayBack(done, bar, bar is not None and _goes_again(event, done, now)))
    return found


def _goes_again(event: Event, done: Done, now: datetime) -> bool:
    try:
        swap_between(event, done.meetings[0], done.meetings[1], now)
    except CannotSwap:
        return False
    return True


def swaps_to_undo(event_id: int, now: datetime) -> list[Done]:
    """The newest first; those alone after which nobody has acted on either meeting."""
    rows = select(Notice).where(Notice.event_id == event_id, Notice.kind == SWAPPED, Notice.at > now - LATELY)
    notices = db.session.scalars(rows.order_by(Notice.id.desc())).all()
    ids = {number for one in notices for number in one.details["meetings"]}
    meetings = {one.id: one for one in db.session.scalars(select(Meeting).where(Meeting.id.in_(ids)))}
    names = names_of({party for one in meetings.values() for party in (one.low_id, one.high_id)})
    starts = _starts(event_id) if notices else {}
    found = []
    for one in notices:
        two = [meetings[number] for number in one.details["meetings"]]
        until = min(starts[slot] for slot in (*one.details["one_slots"], *one.details["other_slots"]))
        if [each.version for each in two] == one.details["versions"] and until > now:
            pairs = tuple((names[each.low_id], names[each.high_id]) for each in two)
            found.append(Done(one, until, (two[0].id, two[1].id), pairs))
    return found


def _starts(event_id: int) -> dict[int, datetime]:
    return {slot.id: slot.span.start for slot in slots_of(event_id)}


def _sits(number: int, parties: tuple[int, int], held: list[Claim]) -> Sits:
    return Sits(
        number,
        parties,
        tuple(dict.fromkeys(one.slot_id for one in held)),
        next((one.table_id for one in held if one.table_id is not None), 0),
        tuple(dict.fromkeys(one.representative_id for one in held if one.representative_id is not None)),
        next((one.interpreter_id for one in held if one.interpreter_id is not None), None),
    )


def told(event_id: int, swaps: list[Swap]) -> list[Seen]:
    """With names, in a constant number of queries."""
    sits = [each for one in swaps for each in (one.one, one.other)]
    names = names_of({party for one in sits for party in one.parties})
    starts = _starts(event_id)
    labels = _named(Table.id, Table.label, Table.event_id == event_id)
    voices = _named(Interpreter.id, Interpreter.name, Interpreter.event_id == event_id)
    persons = (Representative.id, Representative.display_name, Representative.name_zh)
    concerned = {number for one in swaps for seat in (one.ones, one.others) for number in _people_of(seat)}
    concerned.update(number for one in sits for number in one.people)
    rows = db.session.execute(select(*persons).where(Representative.id.in_(concerned)))
    people = {number: company_label(Person(name, name_zh)) for number, name, name_zh in rows}

    def side(one: Sits, seat: Seat) -> Side:
        new = _people_of(seat)
        return Side(
            one.meeting_id,
            (names[one.parties[0]], names[one.parties[1]]),
            starts[one.slot_ids[0]],
            starts[seat.slot_ids[0]],
            labels.get(one.table_id, ""),
            labels.get(seat.table_id, ""),
            tuple(people[number] for number in sorted(one.people)),
            tuple(people[number] for number in sorted(new)),
            voices.get(one.interpreter_id or 0, ""),
            voices.get(seat.interpreter_id or 0, ""),
        )

    return [Seen(one, (side(one.one, one.ones), side(one.other, one.others)), _token(one)) for one in swaps]


def _people_of(seat: Seat) -> tuple[int, int]:
    return seat.representative_id, seat.their_representative_id


def _named(*said: object) -> dict[int, str]:
    key, name, where = said
    return {row[0]: row[1] for row in db.session.execute(select(key, name).where(where))}  # type: ignore[call-overload]


def _token(swap: Swap) -> str:
    return hashlib.sha256(repr(swap).encode()).hexdigest()[:32]
