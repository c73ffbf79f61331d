"""Meetings that lose their time find others, as far as there are any: the most wanted choose first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.meetings.availability import options
from app.meetings.board import Board, Party
from app.meetings.placing import Seat

ORDER: Final = ("must", "want", "open")


@dataclass(frozen=True, slots=True)
class Losing:
    """A meeting whose time is given up; ``people``: who sits there."""

    meeting_id: int
    parties: tuple[int, int]
    priority: str
    length: int
    people: tuple[int, ...]


def replaced(
    board: Board, parties: Mapping[int, Party], losing: Iterable[Losing], slot_ids: Collection[int], *, now: datetime
) -> dict[int, Seat | None]:
    """Where each sits from now on, None where there is no time for it. The board is used up.

    Nobody has more meetings by it, so no firm's most is asked; ``slot_ids``, which are given up, are no choice.
    """
    ordered = sorted(losing, key=lambda one: (ORDER.index(one.priority), one.meeting_id))
    for one in ordered:
        _leave(board, one)
    found: dict[int, Seat | None] = {}
    given_up = frozenset(slot_ids)
    for one in ordered:
        pair = [replace(parties[party], meetings_left=None) for party in one.parties]
        free = options(board, pair[0], pair[1], now=now, length=one.length)
        seat = next(
            (each.seat for each in free if each.seat is not None and not given_up.intersection(each.seat.slot_ids)),
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
    for person in one.people:
        held = board.meetings[person]
        for slot in [slot for slot, meeting in held.items() if meeting == one.meeting_id]:
            del held[slot]
