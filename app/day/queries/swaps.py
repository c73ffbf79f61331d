"""Which booked meetings could swap their times and tables, and which swaps can still be undone."""

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
from app.day.queries.reassignments import is_place_occupied
from app.day.reassignments import BookedPair, MeetingSwap, can_go_back, find_swap, list_swaps
from app.events.models import Event, Interpreter, Slot, Table
from app.meetings.availability import get_free_slots
from app.meetings.lifecycle import MeetingState
from app.meetings.models import ONE_TO_ONE, Claim, Meeting
from app.meetings.queries.availability import load_availability, load_company_availability
from app.meetings.queries.lists import MeetingCompany, get_company_names
from app.meetings.queries.occupancy import list_event_slots
from app.meetings.seating import MeetingSeating
from app.meetings.services.scheduled_bookings import ScheduledSeating
from app.registrations.models import Representative
from app.registrations.queries.delegation_members import RepresentedCompany

SWAP_ACTION: Final = "meetings.swapped"
UNDO_WINDOW: Final = timedelta(hours=12)


class CannotSwap(Conflict):
    """The two cannot exchange their times, or not any more."""

    code = "swap_not_free"


@dataclass(frozen=True, slots=True)
class SwapSide:
    """A meeting before and after: when, where, who sits, who interprets ("" for nobody)."""

    meeting_id: int
    companies: tuple[MeetingCompany, MeetingCompany]
    before: datetime
    after: datetime
    table: str
    new_table: str
    people: tuple[str, ...]
    new_people: tuple[str, ...]
    interpreter: str
    new_interpreter: str


@dataclass(frozen=True, slots=True)
class SwapPreview:
    """``sides``: of the meeting that was asked about, and of the other; ``token`` stands for exactly this."""

    swap: MeetingSwap
    sides: tuple[SwapSide, SwapSide]
    token: str

    @property
    def companies(self) -> int:
        return len({*self.swap.first.parties, *self.swap.other.parties})


def list_booked_pairs(event_id: int, now: datetime, only: Collection[int] | None = None) -> list[BookedPair]:
    """The booked meetings of two that are still to begin, by time; those at no table are left out."""
    rows = (
        select(Meeting.id, Meeting.low_id, Meeting.high_id, Claim)
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Claim.slot_id)
        .where(Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state == MeetingState.BOOKED)
        .order_by(Slot.starts_at, Meeting.id, Claim.id)
    )
    if only is not None:
        rows = rows.where(Meeting.id.in_(only))
    claims: dict[int, list[Claim]] = defaultdict(list)
    parties: dict[int, tuple[int, int]] = {}
    for meeting_id, low, high, claim in db.session.execute(rows):
        claims[meeting_id].append(claim)
        parties[meeting_id] = (low, high)
    starts = _get_slot_starts(event_id)
    pairs = [_build_booked_pair(number, parties[number], pair_claims) for number, pair_claims in claims.items()]
    return [pair for pair in pairs if pair.table_id and len(pair.people) > 1 and starts[pair.slot_ids[0]] > now]


def get_swap_preview(event: Event, meeting_id: int, other_id: int, now: datetime) -> SwapPreview:
    """Raises CannotSwap."""
    two = {
        booked_pair.meeting_id: booked_pair for booked_pair in list_booked_pairs(event.id, now, {meeting_id, other_id})
    }
    if len(two) < 2:
        raise CannotSwap
    hall = load_availability(event, {party for pair in two.values() for party in pair.parties})
    swap = find_swap(hall.board, hall.parties, two[meeting_id], two[other_id], now=now)
    if swap is None:
        raise CannotSwap
    return describe_swaps(event.id, [swap])[0]


class SwapUndoRefusal(StrEnum):
    """Why a swap cannot be undone: another meeting holds some of what the two held before, or who interpreted was
    changed; or what was arranged since leaves somebody no pause, or no time to get there."""

    TAKEN = "taken"
    NO_WAY = "no_way"


def find_undo_refusal(event: Event, notice: Notice, now: datetime) -> SwapUndoRefusal | None:
    """Of one after which nobody has acted on either meeting."""
    before, two = get_former_seatings(notice), notice.details["meetings"]
    if any(
        is_place_occupied(
            seating.slot_ids, seating.people, seating.table_id, seating.interpreter_id, besides=two, since=notice.at
        )
        for seating in before
    ):
        return SwapUndoRefusal.TAKEN
    return None if _can_sit_as_before(event, before, now) else SwapUndoRefusal.NO_WAY


def get_former_seatings(notice: Notice) -> tuple[ScheduledSeating, ScheduledSeating]:
    """What the two held before a swap."""
    details, (meeting_id, other) = notice.details, notice.details["meetings"]
    return _build_former_seating(meeting_id, details["one_slots"], details["one_held"]), _build_former_seating(
        other, details["other_slots"], details["other_held"]
    )


def _build_former_seating(meeting_id: int, slots: list[int], numbers: list[int]) -> ScheduledSeating:
    table, interpreter, person_id, other = numbers
    return ScheduledSeating(meeting_id, tuple(slots), (person_id, other), table, interpreter or None)


def _can_sit_as_before(event: Event, before: Sequence[ScheduledSeating], now: datetime) -> bool:
    """Whether two meetings that changed places can still sit as they did before, with the same people."""
    two = {
        booked_pair.meeting_id: booked_pair
        for booked_pair in list_booked_pairs(event.id, now, [seating.meeting_id for seating in before])
    }
    if len(two) < 2:
        return False
    seating, other = (
        replace(
            two[each.meeting_id],
            slot_ids=each.slot_ids,
            table_id=each.table_id or 0,
            people=each.people,
            interpreter_id=each.interpreter_id,
        )
        for each in before
    )
    hall = load_availability(event, {party for each in two.values() for party in each.parties})
    return can_go_back(hall.board, hall.parties, (two[seating.meeting_id], two[other.meeting_id]), (seating, other))


@dataclass(frozen=True, slots=True)
class UndoableSwap:
    """A swap that can be undone ``until`` the first of the two times begins, by its ``notice``; ``meetings``: their
    ids, each of a pair of companies."""

    notice: Notice
    until: datetime
    meetings: tuple[int, int]
    pairs: tuple[tuple[MeetingCompany, MeetingCompany], ...]

    @property
    def notice_id(self) -> int:
        return self.notice.id


@dataclass(frozen=True, slots=True)
class SwapUndoOption:
    """Of a swap: why it cannot be undone (None: it can), and whether the two can be exchanged ``again`` nevertheless,
    with other people or another interpreter."""

    done: UndoableSwap
    bar: SwapUndoRefusal | None
    again: bool


def list_swap_undo_options(event: Event, now: datetime) -> list[SwapUndoOption]:
    """Of all swaps that nobody has acted upon, the newest first; each costs a look at the firms concerned."""
    swap_undo_options = []
    for done in list_undoable_swaps(event.id, now):
        bar = find_undo_refusal(event, done.notice, now)
        swap_undo_options.append(SwapUndoOption(done, bar, bar is not None and _can_swap_again(event, done, now)))
    return swap_undo_options


def _can_swap_again(event: Event, done: UndoableSwap, now: datetime) -> bool:
    try:
        get_swap_preview(event, done.meetings[0], done.meetings[1], now)
    except CannotSwap:
        return False
    return True


def list_undoable_swaps(event_id: int, now: datetime) -> list[UndoableSwap]:
    """The newest first; those alone after which nobody has acted on either meeting."""
    rows = select(Notice).where(Notice.event_id == event_id, Notice.kind == SWAP_ACTION, Notice.at > now - UNDO_WINDOW)
    notices = db.session.scalars(rows.order_by(Notice.id.desc())).all()
    ids = {number for notice in notices for number in notice.details["meetings"]}
    meetings = {meeting.id: meeting for meeting in db.session.scalars(select(Meeting).where(Meeting.id.in_(ids)))}
    names = get_company_names({party for item in meetings.values() for party in (item.low_id, item.high_id)})
    starts = _get_slot_starts(event_id) if notices else {}
    undoable_swaps = []
    for item in notices:
        two = [meetings[number] for number in item.details["meetings"]]
        until = min(starts[slot] for slot in (*item.details["one_slots"], *item.details["other_slots"]))
        if [each.version for each in two] == item.details["versions"] and until > now:
            pairs = tuple((names[each.low_id], names[each.high_id]) for each in two)
            undoable_swaps.append(UndoableSwap(item, until, (two[0].id, two[1].id), pairs))
    return undoable_swaps


def _get_slot_starts(event_id: int) -> dict[int, datetime]:
    return {slot.id: slot.span.start for slot in list_event_slots(event_id)}


def _build_booked_pair(number: int, parties: tuple[int, int], claims: list[Claim]) -> BookedPair:
    return BookedPair(
        number,
        parties,
        tuple(dict.fromkeys(claim.slot_id for claim in claims)),
        next((claim.table_id for claim in claims if claim.table_id is not None), 0),
        tuple(dict.fromkeys(claim.representative_id for claim in claims if claim.representative_id is not None)),
        next((claim.interpreter_id for claim in claims if claim.interpreter_id is not None), None),
    )


def describe_swaps(event_id: int, swaps: list[MeetingSwap]) -> list[SwapPreview]:
    """With names, in a constant number of queries."""
    sits = [each for swap in swaps for each in (swap.first, swap.other)]
    names = get_company_names({party for sit in sits for party in sit.parties})
    starts = _get_slot_starts(event_id)
    labels = _get_labels(Table.id, Table.label, Table.event_id == event_id)
    interpreters = _get_labels(Interpreter.id, Interpreter.name, Interpreter.event_id == event_id)
    persons = (Representative.id, Representative.display_name, Representative.name_zh)
    concerned = {number for item in swaps for seat in (item.ones, item.others) for number in _get_people(seat)}
    concerned.update(number for item in sits for number in item.people)
    rows = db.session.execute(select(*persons).where(Representative.id.in_(concerned)))
    people = {number: company_label(RepresentedCompany(name, name_zh)) for number, name, name_zh in rows}

    def side(booked_pair: BookedPair, seat: MeetingSeating) -> SwapSide:
        new = _get_people(seat)
        return SwapSide(
            booked_pair.meeting_id,
            (names[booked_pair.parties[0]], names[booked_pair.parties[1]]),
            starts[booked_pair.slot_ids[0]],
            starts[seat.slot_ids[0]],
            labels.get(booked_pair.table_id, ""),
            labels.get(seat.table_id, ""),
            tuple(people[number] for number in sorted(booked_pair.people)),
            tuple(people[number] for number in sorted(new)),
            interpreters.get(booked_pair.interpreter_id or 0, ""),
            interpreters.get(seat.interpreter_id or 0, ""),
        )

    return [
        SwapPreview(item, (side(item.first, item.ones), side(item.other, item.others)), _token(item)) for item in swaps
    ]


def _get_people(seat: MeetingSeating) -> tuple[int, int]:
    return seat.representative_id, seat.their_representative_id


def _get_labels(*said: object) -> dict[int, str]:
    key, name, where = said
    return {row[0]: row[1] for row in db.session.execute(select(key, name).where(where))}  # type: ignore[call-overload]


def _token(swap: MeetingSwap) -> str:
    return hashlib.sha256(repr(swap).encode()).hexdigest()[:32]


MAX_SWAP_OPTIONS: Final = 60
"""So many are listed, the next ones first: a page of them is enough to choose from."""
SWAPS_CHECKED_FIRST: Final = 2 * MAX_SWAP_OPTIONS
"""So many are looked at first: of the next ones most can be had."""


@dataclass(frozen=True, slots=True)
class SwapOption:
    """Another meeting with which one could change places, as it stands."""

    meeting_id: int
    companies: tuple[MeetingCompany, MeetingCompany]
    starts_at: datetime
    table: str


def list_swap_options(event: Event, meeting_id: int, now: datetime) -> list[SwapOption]:
    """With which others a booked meeting could change places, the next ones first."""
    mine = next(iter(list_booked_pairs(event.id, now, {meeting_id})), None)
    if mine is None:
        return []
    meeting_swaps: list[MeetingSwap] = []
    others = _list_candidates(event, mine, now)
    for part in (others[:SWAPS_CHECKED_FIRST], others[SWAPS_CHECKED_FIRST:]):
        if part and len(meeting_swaps) < MAX_SWAP_OPTIONS:
            some = list_booked_pairs(event.id, now, part)
            hall = load_availability(event, {party for pair in (mine, *some) for party in pair.parties})
            meeting_swaps += list_swaps(hall.board, hall.parties, mine, some, now=now)
    return _describe_options(event, [swap.other for swap in meeting_swaps[:MAX_SWAP_OPTIONS]])


def _describe_options(event: Event, sits: list[BookedPair]) -> list[SwapOption]:
    names = get_company_names({party for sit in sits for party in sit.parties})
    starts = {slot.id: slot.span.start for slot in list_event_slots(event.id)}
    rows = select(Table.id, Table.label).where(Table.event_id == event.id)
    labels = {row[0]: row[1] for row in db.session.execute(rows)}
    return [
        SwapOption(
            pair.meeting_id,
            (names[pair.parties[0]], names[pair.parties[1]]),
            starts[pair.slot_ids[0]],
            labels.get(pair.table_id, ""),
        )
        for pair in sits
    ]


def _list_candidates(event: Event, mine: BookedPair, now: datetime) -> list[int]:
    """The booked meetings of two still to begin whose time both companies of this one have, or that one of them has
    part in; by time. Of a big event that leaves few to look at in full."""
    hall = load_company_availability(event, mine.parties, ignoring=mine.meeting_id)
    free_slots, other = (
        get_free_slots(hall.board, replace(hall.parties[party], meetings_left=None), now=now) for party in mine.parties
    )
    rows = (
        select(Meeting.id, Meeting.slot_id, Meeting.low_id, Meeting.high_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Meeting.event_id == event.id, Meeting.kind == ONE_TO_ONE, Meeting.state == MeetingState.BOOKED)
        .where(Meeting.id != mine.meeting_id, Slot.starts_at > now)
        .order_by(Slot.starts_at, Meeting.id)
    )
    free = free_slots & other
    return [
        number
        for number, slot_id, low, high in db.session.execute(rows)
        if slot_id in free or not {low, high}.isdisjoint(mine.parties)
    ]
