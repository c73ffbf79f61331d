"""Meetings that lose their time find others, as far as there are any: the most wanted choose first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.meetings.availability import options
from app.meetings.board import Board, Party
from app.meetings.placing import Seat
from app.meetings.round_seating import RoundSeat, round_options

ORDER: Final = ("must", "want", "open")


@dataclass(frozen=True, slots=True)
class Losing:
    """A meeting whose time is given up; ``people``: who sits there."""

    meeting_id: int
    parties: tuple[int, int]
    priority: str
    length: int
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LosingGroup:
    """A group meeting whose time is given up; ``guests``: who has a seat, ``seats``: of guests, in all."""

    meeting_id: int
    host: int
    guests: tuple[int, ...]
    seats: int
    length: int
    people: tuple[int, ...]


def regrouped(
    board: Board,
    parties: Mapping[int, Party],
    losing: Iterable[LosingGroup],
    open_slots: Collection[int],
    *,
    now: datetime,
) -> dict[int, RoundSeat | None]:
    """Where each group sits from now on with all who have a seat, None where there is no time for all of them. The
    board is used up; groups come before pairs, as they find a time less easily. ``open_slots``: the only choices."""
    allowed, found = frozenset(open_slots), dict[int, RoundSeat | None]()
    for one in losing:
        _lift(board, one.meeting_id, one.people)
        host, *guests = (replace(parties[party], meetings_left=None) for party in (one.host, *one.guests))
        free = round_options(board, host, guests, one.seats, now=now, length=one.length)
        seats = (each.seat for each in free if each.seat is not None and not each.seat.lost)
        seat = next((each for each in seats if allowed.issuperset(each.slot_ids)), None)
        found[one.meeting_id] = seat
        if seat is not None:
            board.hold(one.meeting_id, seat.slot_ids, [person for _firm, person in seat.people], seat.table_id)
            if seat.interpreter_id is not None:
                board.engage_voice(seat.interpreter_id, seat.slot_ids, one.meeting_id)
    return found


def replaced(
    board: Board, parties: Mapping[int, Party], losing: Iterable[Losing], open_slots: Collection[int], *, now: datetime
) -> dict[int, Seat | None]:
    """Where each sits from now on, None where there is no time for it. The board is used up.

    Nobody has more meetings by it, so no firm's most is asked; ``open_slots``: the only choices.
    """
    ordered = sorted(losing, key=lambda one: (ORDER.index(one.priority), one.meeting_id))
    for one in ordered:
        _leave(board, one)
    found: dict[int, Seat | None] = {}
    allowed = frozenset(open_slots)
    for one in ordered:
        pair = [replace(parties[party], meetings_left=None) for party in one.parties]
        free = options(board, pair[0], pair[1], now=now, length=one.length)
        seat = next(
            (each.seat for each in free if each.seat is not None and allowed.issuperset(each.seat.slot_ids)),
            None,
        )
        found[one.meeting_id] = seat
        if seat is not None:
            people = (seat.representative_id, seat.their_representative_id)
            board.hold(one.meeting_id, seat.slot_ids, people, seat.table_id)
            if seat.interpreter_id is not None:
                board.engage_voice(seat.interpreter_id, seat.slot_ids, one.meeting_id)
    return found


def _leave(board: Board, one: Losing) -> None:
    _lift(board, one.meeting_id, one.people)


def _lift(board: Board, meeting_id: int, people: Iterable[int]) -> None:
    for person in people:
        held = board.meetings[person]
        for slot in [slot for slot, meeting in held.items() if meeting == meeting_id]:
            del held[slot]
