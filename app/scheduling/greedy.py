"""A first timetable: the requests in an order, each where it fits best, else by chains."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.scheduling.board import Board
from app.scheduling.chains import place_by_chains
from app.scheduling.compiled import NOWHERE, Way


def place_fixed(board: Board, order: Iterable[int]) -> list[int]:
    """Places what is fixed; returns what of it cannot be placed."""
    lacking = []
    for one in order:
        spot = next(board.spots(one), None)
        if spot is None:
            lacking.append(one)
        else:
            board.place(one, *spot)
    return lacking


def place_standing(board: Board) -> None:
    """What stands stays, as far as it can; the most valuable first."""
    for one, (slot, way) in sorted(board.of.stays.items(), key=lambda each: -board.of.weight[each[0]]):
        if board.where[one] == NOWHERE and board.fits(one, slot, way):
            board.place(one, slot, way)


def fill(board: Board, order: Iterable[int], stop: Callable[[], bool], *, chains: bool = True) -> list[int]:
    """Places what it can of ``order``; returns the rest of it, in the same order."""
    rest, stopped = [], False
    for number, one in enumerate(order):
        stopped = stopped or (number % 64 == 0 and stop())
        if board.where[one] != NOWHERE:
            continue
        if stopped or not _placed(board, one, chains=chains):
            rest.append(one)
    return rest


def _placed(board: Board, one: int, *, chains: bool) -> bool:
    spot = best_spot(board, one)
    if spot is not None:
        board.place(one, *spot)
        return True
    return chains and board.of.length[one] == 1 and _by_chains(board, one)


def best_spot(board: Board, one: int) -> tuple[int, Way] | None:
    """Where most tables are left, lest a slot fill up before the others."""
    best, most = None, -1
    for slot, way in board.spots(one):
        left = board.room[way[1]][slot] if way[1] >= 0 else 0
        if left > most:
            best, most = (slot, way), left
    return best


def _by_chains(board: Board, one: int) -> bool:
    if not board.of.begin[one]:
        return False
    return any(place_by_chains(board, one, way) for _, way in zip(range(4), board.of.ways(one), strict=False))


def scarcity(board: Board, one: int) -> int:
    """How many slots two people have in common: those with few come first."""
    pairs = board.of.pairs[one]
    if not pairs:
        return 0
    first, second = pairs[0]
    return (board.of.usable[first] & board.of.usable[second] & board.of.begin[one]).bit_count()
