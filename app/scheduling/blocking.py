"""What stands in the way of a meeting on a board: who would have to go for it to be placed."""

from __future__ import annotations

from app.scheduling.board import Board
from app.scheduling.compiled import NO_POOL, NOWHERE, Way
from app.scheduling.reach import hindrances


def blockers_of(board: Board, one: int, slot: int, way: Way) -> set[int] | None:
    """The cheapest meetings found that must go for it to be placed there; None if it cannot be."""
    found = takers_of(board, one, slot, way)
    if found is None or not board.ruled:
        return found
    return hindered(board, one, slot, way, found)


def hindered(board: Board, one: int, slot: int, way: Way, takers: set[int]) -> set[int] | None:
    """``takers`` and who else must go by rules that reach further."""
    found: set[int] | None = takers
    aside = [(each, board.where[each], board.way[each]) for each in takers]
    for each in takers:
        board.remove(each)
    while hindrance := next(hindrances(board, one, slot, way), None):
        able = [each for each in hindrance if each not in (NOWHERE, one) and each not in board.of.fixed]
        if not able:
            found = None
            break
        removed = min(able, key=lambda each: (board.loss(each), each))
        aside.append((removed, board.where[removed], board.way[removed]))
        board.remove(removed)
    for each, at, taken in reversed(aside):
        board.place(each, at, taken)
    return found if found is None else {each for each, _, _ in aside}


def takers_of(board: Board, one: int, slot: int, way: Way) -> set[int] | None:
    """Who takes what it takes; None if somebody cannot make way."""
    resources, pool = way
    span = range(slot, slot + board.of.length[one])
    found = {row[each] for row in (board.at[resource] for resource in resources) for each in span}
    found.discard(NOWHERE)
    if pool != NO_POOL:
        for each in span:
            _make_room(board, one, pool, each, found)
    usable = all(board.of.usable[resource] >> each & 1 for resource in resources for each in span)
    return None if not usable or found & board.of.fixed or NOWHERE in found else found


def _make_room(board: Board, one: int, pool: int, slot: int, found: set[int]) -> None:
    """Adds who has to leave a table of the pool; NOWHERE if nobody can."""
    needs = board.of.needs
    for full, chair in ((board.room[pool][slot] < 1, False), (needs[one] and board.chairs[pool][slot] < 1, True)):
        theirs = [each for each in board.seated[pool][slot] if needs[each] or not chair] if full else []
        if full and not found & set(theirs):
            able = [each for each in theirs if each not in board.of.fixed]
            found.add(min(able, key=lambda each: (board.loss(each), each), default=NOWHERE))
