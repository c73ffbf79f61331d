"""Who could interpret at a meeting in another's place: somebody who is free, or who could change places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.meetings.board import Board, Party
from app.meetings.displaced import Sitting
from app.meetings.placing import voice_comes, voices_for
from app.meetings.relieving import needs_at


@dataclass(frozen=True, slots=True)
class Served:
    """A booked meeting with who interprets at it, if anybody."""

    sitting: Sitting
    interpreter_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """``interpreter_id`` comes; ``other_id``: from this meeting, whose interpreter the one before becomes, None where
    they are free."""

    interpreter_id: int
    other_id: int | None = None


def changes_for(board: Board, parties: Mapping[int, Party], mine: Served, others: Iterable[Served]) -> list[Change]:
    """All that can be, who is free first. ``others``: the meetings in the same slots. The board is left as it was."""
    busy = [one for one in others if one.interpreter_id is not None and one.sitting != mine.sitting]
    _release(board, mine)
    free = [Change(one) for one in _able(board, parties, mine) if one != mine.interpreter_id]
    swaps = [
        Change(one.interpreter_id, one.sitting.meeting_id)
        for one in busy
        if one.interpreter_id is not None and _exchange(board, parties, mine, one)
    ]
    _engage(board, mine)
    return [*free, *swaps]


def _exchange(board: Board, parties: Mapping[int, Party], mine: Served, other: Served) -> bool:
    """Whether each could work at the other's meeting, in exactly the same slots."""
    if mine.interpreter_id is None or mine.sitting.slot_ids != other.sitting.slot_ids:
        return False
    _release(board, other)
    can = other.interpreter_id in _able(board, parties, mine) and mine.interpreter_id in _able(board, parties, other)
    _engage(board, other)
    return can


def _able(board: Board, parties: Mapping[int, Party], served: Served) -> list[int]:
    """Whoever can stand between all who sit there, the first choice first; nobody where nobody is needed."""
    one = served.sitting
    firms = [parties[party] for party in one.parties]
    stretch = [slot for slot in board.slots if slot.id in one.slot_ids]
    needs = needs_at(firms, one.people)
    if not needs or not stretch:
        return []
    return [
        voice.id for voice in voices_for(board, firms, needs) if voice_comes(board, voice, one.table_id or 0, stretch)
    ]


def _release(board: Board, served: Served) -> None:
    if served.interpreter_id is not None:
        board.release_voice(served.interpreter_id, served.sitting.slot_ids)


def _engage(board: Board, served: Served) -> None:
    if served.interpreter_id is not None:
        board.engage_voice(served.interpreter_id, served.sitting.slot_ids, served.sitting.meeting_id)
