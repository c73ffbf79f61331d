"""Two meetings exchange their times and tables: what each would hold from then on, or that it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from app.meetings.availability import SlotNotFree, pick
from app.meetings.board import Board, Party
from app.meetings.placing import Seat, stays_in_run, voice_comes
from app.meetings.runs import SlotTime
from app.meetings.seating import at_table


@dataclass(frozen=True, slots=True)
class Sits:
    """A booked meeting of two as it sits: ``slot_ids`` in order of time, ``people`` one of each side."""

    meeting_id: int
    parties: tuple[int, int]
    slot_ids: tuple[int, ...]
    table_id: int
    people: tuple[int, ...]
    interpreter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Swap:
    """What ``one`` and ``other`` would hold."""

    one: Sits
    other: Sits
    ones: Seat
    others: Seat


def swap_of(board: Board, parties: Mapping[int, Party], one: Sits, other: Sits, *, now: datetime) -> Swap | None:
    """None where one of the four firms, a person or an interpreter cannot be there then, or nothing would change. The
    board is left as it was."""
    if one.meeting_id == other.meeting_id or (one.slot_ids, one.table_id) == (other.slot_ids, other.table_id):
        return None
    if len(one.slot_ids) != len(other.slot_ids):
        return None
    with _lifted(board, one), _lifted(board, other):
        ones = _seat(board, parties, one, other, now)
        if ones is None:
            return None
        there = Sits(
            one.meeting_id, one.parties, ones.slot_ids, ones.table_id, _people(ones), interpreter_id=ones.interpreter_id
        )
        _put(board, there)
        others = _seat(board, parties, other, one, now)
        _lift(board, there)
        return Swap(one, other, ones, others) if others is not None else None


def swaps_of(
    board: Board, parties: Mapping[int, Party], one: Sits, others: Iterable[Sits], *, now: datetime
) -> list[Swap]:
    """With which of the others it can be done, in their order."""
    return [found for other in others if (found := swap_of(board, parties, one, other, now=now)) is not None]


def goes_back(board: Board, parties: Mapping[int, Party], held: tuple[Sits, Sits], before: tuple[Sits, Sits]) -> bool:
    """Whether two meetings that changed places can sit as ``before``: everybody is there and free, gets there in time
    and has its pause, interpreters too. The board is left as it was."""
    one, other = before
    with _lifted(board, held[0]), _lifted(board, held[1]):
        if not _fits(board, parties, one):
            return False
        _put(board, one)
        fits = _fits(board, parties, other)
        _lift(board, one)
        return fits


def _fits(board: Board, parties: Mapping[int, Party], sits: Sits) -> bool:
    stretch = [slot for slot in board.slots if slot.id in sits.slot_ids]
    firms = [parties[number] for number in sits.parties]
    if not all(_comes(board, firms, person, sits.table_id, stretch) for person in sits.people):
        return False
    voice = next((one for one in board.voices if one.id == sits.interpreter_id), None)
    return sits.interpreter_id is None or (voice is not None and voice_comes(board, voice, sits.table_id, stretch))


def _comes(board: Board, firms: Iterable[Party], person: int, table_id: int, stretch: Sequence[SlotTime]) -> bool:
    in_time = board.is_free(person, stretch) and board.within_reach(board.meetings_of(person), [table_id], stretch)
    stands_for = (firm for firm in firms if person in firm.representatives)
    return bool(in_time) and any(stays_in_run(board, firm, person, stretch) for firm in stands_for)


def _seat(board: Board, parties: Mapping[int, Party], who: Sits, where: Sits, now: datetime) -> Seat | None:
    """Who sits there now comes first; nobody has more meetings by it, so no firm's most is asked."""
    pair = [
        replace(party, meetings_left=None, representatives=_first(party, who.people))
        for party in (parties[number] for number in who.parties)
    ]
    try:
        return pick(
            at_table(board, where.table_id), pair[0], pair[1], where.slot_ids[0], now=now, length=len(who.slot_ids)
        )
    except SlotNotFree:
        return None


def _first(party: Party, people: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(party.representatives, key=lambda one: one not in people))


def _people(seat: Seat) -> tuple[int, int]:
    return seat.representative_id, seat.their_representative_id


@contextmanager
def _lifted(board: Board, sits: Sits) -> Iterator[None]:
    _lift(board, sits)
    try:
        yield
    finally:
        _put(board, sits)


def _lift(board: Board, sits: Sits) -> None:
    for person in sits.people:
        for slot in sits.slot_ids:
            board.meetings[person].pop(slot, None)
    board.vacate(sits.table_id, sits.slot_ids)
    board.table_uses[sits.table_id] -= len(sits.slot_ids)
    board.table_of.pop(sits.meeting_id, None)
    if sits.interpreter_id is not None:
        board.release_voice(sits.interpreter_id, sits.slot_ids)


def _put(board: Board, sits: Sits) -> None:
    board.hold(sits.meeting_id, sits.slot_ids, sits.people, sits.table_id)
    if sits.interpreter_id is not None:
        board.engage_voice(sits.interpreter_id, sits.slot_ids, sits.meeting_id)
