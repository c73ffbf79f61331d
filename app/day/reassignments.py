"""Another time, table or interpreter for booked meetings: whose slot was dropped, two that swap, one that needs
another interpreter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from app.meetings.availability import SlotNotFree, pick_seat
from app.meetings.displacement import BookedMeeting
from app.meetings.interpreter_assignment import list_needs_at
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.runs import SlotTime
from app.meetings.seating import (
    MeetingSeating,
    can_interpret_at,
    is_within_run,
    list_interpreters_for,
    restrict_to_table,
)


@dataclass(frozen=True, slots=True)
class BookedPair:
    """A booked meeting of two as it sits: ``slot_ids`` in order of time, ``people`` one of each side."""

    meeting_id: int
    parties: tuple[int, int]
    slot_ids: tuple[int, ...]
    table_id: int
    people: tuple[int, ...]
    interpreter_id: int | None = None


@dataclass(frozen=True, slots=True)
class MeetingSwap:
    """What ``first`` and ``other`` would hold."""

    first: BookedPair
    other: BookedPair
    ones: MeetingSeating
    others: MeetingSeating


def find_swap(
    board: Occupancy, parties: Mapping[int, BookingParty], booked_pair: BookedPair, other: BookedPair, *, now: datetime
) -> MeetingSwap | None:
    """None where one of the four companies, a person or an interpreter cannot be there then, or nothing would change.
    The board is left as it was."""
    if booked_pair.meeting_id == other.meeting_id or (booked_pair.slot_ids, booked_pair.table_id) == (
        other.slot_ids,
        other.table_id,
    ):
        return None
    if len(booked_pair.slot_ids) != len(other.slot_ids):
        return None
    with _off_board(board, booked_pair), _off_board(board, other):
        ones = _find_seat(board, parties, booked_pair, other, now)
        if ones is None:
            return None
        there = BookedPair(
            booked_pair.meeting_id,
            booked_pair.parties,
            ones.slot_ids,
            ones.table_id,
            _get_people(ones),
            interpreter_id=ones.interpreter_id,
        )
        _put_on_board(board, there)
        others = _find_seat(board, parties, other, booked_pair, now)
        _take_off_board(board, there)
        return MeetingSwap(booked_pair, other, ones, others) if others is not None else None


def list_swaps(
    board: Occupancy,
    parties: Mapping[int, BookingParty],
    booked_pair: BookedPair,
    others: Iterable[BookedPair],
    *,
    now: datetime,
) -> list[MeetingSwap]:
    """With which of the others it can be done, in their order."""
    return [swap for other in others if (swap := find_swap(board, parties, booked_pair, other, now=now)) is not None]


def can_go_back(
    board: Occupancy,
    parties: Mapping[int, BookingParty],
    current: tuple[BookedPair, BookedPair],
    before: tuple[BookedPair, BookedPair],
) -> bool:
    """Whether two meetings that changed places can sit as ``before``: everybody is there and free, gets there in time
    and has its pause, interpreters too. The board is left as it was."""
    pair, other = before
    with _off_board(board, current[0]), _off_board(board, current[1]):
        if not _can_sit(board, parties, pair):
            return False
        _put_on_board(board, pair)
        fits = _can_sit(board, parties, other)
        _take_off_board(board, pair)
        return fits


def _can_sit(board: Occupancy, parties: Mapping[int, BookingParty], sits: BookedPair) -> bool:
    stretch = [slot for slot in board.slots if slot.id in sits.slot_ids]
    companies = [parties[number] for number in sits.parties]
    if not all(_can_attend(board, companies, person, sits.table_id, stretch) for person in sits.people):
        return False
    interpreter = next(
        (interpreter for interpreter in board.interpreters if interpreter.id == sits.interpreter_id), None
    )
    return sits.interpreter_id is None or (
        interpreter is not None and can_interpret_at(board, interpreter, sits.table_id, stretch)
    )


def _can_attend(
    board: Occupancy, companies: Iterable[BookingParty], person: int, table_id: int, stretch: Sequence[SlotTime]
) -> bool:
    in_time = board.is_free(person, stretch) and board.within_reach(board.meetings_of(person), [table_id], stretch)
    stands_for = (company for company in companies if person in company.representatives)
    return bool(in_time) and any(is_within_run(board, company, person, stretch) for company in stands_for)


def _find_seat(
    board: Occupancy, parties: Mapping[int, BookingParty], who: BookedPair, where: BookedPair, now: datetime
) -> MeetingSeating | None:
    """Who sits there now comes first; nobody has more meetings by it, so no firm's most is asked."""
    pair = [
        replace(party, meetings_left=None, representatives=_prefer_people(party, who.people))
        for party in (parties[number] for number in who.parties)
    ]
    try:
        return pick_seat(
            restrict_to_table(board, where.table_id),
            pair[0],
            pair[1],
            where.slot_ids[0],
            now=now,
            length=len(who.slot_ids),
        )
    except SlotNotFree:
        return None


def _prefer_people(party: BookingParty, people: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(party.representatives, key=lambda person: person not in people))


def _get_people(seat: MeetingSeating) -> tuple[int, int]:
    return seat.representative_id, seat.their_representative_id


@contextmanager
def _off_board(board: Occupancy, sits: BookedPair) -> Iterator[None]:
    _take_off_board(board, sits)
    try:
        yield
    finally:
        _put_on_board(board, sits)


def _take_off_board(board: Occupancy, sits: BookedPair) -> None:
    for person in sits.people:
        for slot in sits.slot_ids:
            board.meetings[person].pop(slot, None)
    board.vacate(sits.table_id, sits.slot_ids)
    board.table_uses[sits.table_id] -= len(sits.slot_ids)
    board.table_of.pop(sits.meeting_id, None)
    if sits.interpreter_id is not None:
        board.release_interpreter(sits.interpreter_id, sits.slot_ids)


def _put_on_board(board: Occupancy, sits: BookedPair) -> None:
    board.hold(sits.meeting_id, sits.slot_ids, sits.people, sits.table_id)
    if sits.interpreter_id is not None:
        board.engage_interpreter(sits.interpreter_id, sits.slot_ids, sits.meeting_id)


@dataclass(frozen=True, slots=True)
class InterpretedMeeting:
    """A booked meeting with who interprets at it, if anybody."""

    sitting: BookedMeeting
    interpreter_id: int | None


@dataclass(frozen=True, slots=True)
class DeskInterpreterChange:
    """``interpreter_id`` comes; ``other_id``: from this meeting, whose interpreter the one before becomes, None where
    they are free."""

    interpreter_id: int
    other_id: int | None = None


def list_interpreter_changes(
    board: Occupancy,
    parties: Mapping[int, BookingParty],
    mine: InterpretedMeeting,
    others: Iterable[InterpretedMeeting],
) -> list[DeskInterpreterChange]:
    """All that can be, who is free first. ``others``: the meetings in the same slots. The board is left as it was."""
    busy = [other for other in others if other.interpreter_id is not None and other.sitting != mine.sitting]
    _release_interpreter(board, mine)
    free = [DeskInterpreterChange(item) for item in _list_able(board, parties, mine) if item != mine.interpreter_id]
    swaps = [
        DeskInterpreterChange(item.interpreter_id, item.sitting.meeting_id)
        for item in busy
        if item.interpreter_id is not None and _can_exchange(board, parties, mine, item)
    ]
    _engage_interpreter(board, mine)
    return [*free, *swaps]


def _can_exchange(
    board: Occupancy, parties: Mapping[int, BookingParty], mine: InterpretedMeeting, other: InterpretedMeeting
) -> bool:
    """Whether each could work at the other's meeting, in exactly the same slots."""
    if mine.interpreter_id is None or mine.sitting.slot_ids != other.sitting.slot_ids:
        return False
    _release_interpreter(board, other)
    can = other.interpreter_id in _list_able(board, parties, mine) and mine.interpreter_id in _list_able(
        board, parties, other
    )
    _engage_interpreter(board, other)
    return can


def _list_able(board: Occupancy, parties: Mapping[int, BookingParty], served: InterpretedMeeting) -> list[int]:
    """Whoever can stand between all who sit there, the first choice first; nobody where nobody is needed."""
    sitting = served.sitting
    companies = [parties[party] for party in sitting.parties]
    stretch = [slot for slot in board.slots if slot.id in sitting.slot_ids]
    needs = list_needs_at(companies, sitting.people)
    if not needs or not stretch:
        return []
    return [
        interpreter.id
        for interpreter in list_interpreters_for(board, companies, needs)
        if can_interpret_at(board, interpreter, sitting.table_id or 0, stretch)
    ]


def _release_interpreter(board: Occupancy, served: InterpretedMeeting) -> None:
    if served.interpreter_id is not None:
        board.release_interpreter(served.interpreter_id, served.sitting.slot_ids)


def _engage_interpreter(board: Occupancy, served: InterpretedMeeting) -> None:
    if served.interpreter_id is not None:
        board.engage_interpreter(served.interpreter_id, served.sitting.slot_ids, served.sitting.meeting_id)
