"""In a repair, what stands and cannot stay as it is keeps at least its time, where that costs nothing.

Its people or its table must change, and the search does not care when it is held then. Firm by firm: its meetings that
lost their times, and its new ones that may have taken them, are placed anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.scheduling.board import Board
from app.scheduling.compiled import NOWHERE, Way
from app.scheduling.problem import Held


def keep_times(board: Board) -> None:
    """Nothing is worth less by it."""
    of = board.of
    numbers = {request.id: number for number, request in enumerate(of.problem.requests)}
    place = {slot.id: number for number, slot in enumerate(of.problem.slots)}
    stood = {numbers[held.request]: (place[held.slot], held) for held in of.problem.standing}
    moved = [one for one, (then, _held) in stood.items() if _may_return(board, one, then)]
    for firm in dict.fromkeys(firm for one in moved for firm in of.firms[one]):
        theirs = [one for one in of.of_firm[firm] if board.where[one] != NOWHERE and one not in of.fixed]
        wanted = {one: stood[one] for one in theirs if one in stood and _may_return(board, one, stood[one][0])}
        if wanted:
            _placed_anew(board, wanted, [one for one in theirs if one not in stood])


def _may_return(board: Board, one: int, then: int) -> bool:
    here = board.where[one]
    return here not in (NOWHERE, then) and one not in board.of.fixed and bool(board.of.begin[one] >> then & 1)


def _placed_anew(board: Board, wanted: Mapping[int, tuple[int, Held]], new: list[int]) -> None:
    """Those that are ``wanted`` at their times first, then all others where they were, or elsewhere."""
    kept, before = board.snapshot(), board.value
    were = {one: (board.where[one], board.way[one]) for one in (*wanted, *new)}
    for one in were:
        board.remove(one)
    for one, (then, held) in sorted(wanted.items(), key=lambda each: -board.of.weight[each[0]]):
        if (way := _way_then(board, one, then, held)) is not None:
            board.place(one, then, way)
    returned = sum(board.where[one] != NOWHERE for one in wanted)
    for one, (here, way) in were.items():
        if board.where[one] == NOWHERE:
            spot = (here, way) if board.fits(one, here, way) else next(board.spots(one), None)
            if spot is not None:
                board.place(one, *spot)
    if board.value < before or not returned:
        board.load(kept)


def _way_then(board: Board, one: int, then: int, held: Held) -> Way | None:
    """With its people if that goes."""
    names = board.of.names
    ways = [way for way in board.of.ways(one) if board.fits(one, then, way)]
    same = (way for way in ways if tuple(names[person] for person in way[0][:2]) == held.people)
    return next(same, ways[0] if ways else None)
