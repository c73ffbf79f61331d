"""Whether more of what is lacking would place a request: a higher limit, one more table, interpreter or free time.

The board is left as it was; what it is asked is what would be so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.scheduling.board import Board
from app.scheduling.compiled import NO_POOL, Way
from app.scheduling.reach import hindrances


def at_their_most(board: Board, one: int) -> list[int]:
    """Which of its two firms have all the meetings that they may have."""
    most = board.of.most
    return [firm for firm in board.of.firms[one] if (limit := most[firm]) is not None and board.count[firm] >= limit]


def with_higher_limit(board: Board, one: int) -> int | None:
    """The first slot where it fits if those of its firms that have their most may have one meeting more."""
    of, most, full = board.of, board.of.most, at_their_most(board, one)
    of.most = [each + 1 if each is not None and firm in full else each for firm, each in enumerate(most)]
    try:
        return next((slot for slot, _way in board.spots(one)), None)
    finally:
        of.most = most


def with_one_more_table(board: Board, one: int, slot: int) -> bool:
    """Whether it fits then if some zone has one table more."""
    for pool in dict.fromkeys(pool for _taken, pool in board.of.seats[one] if pool != NO_POOL):
        with _roomier(board, pool, board.of.span(one, slot)):
            if any(way[1] == pool and board.fits(one, slot, way) for way in board.of.ways(one)):
                return True
    return False


@contextmanager
def _roomier(board: Board, pool: int, span: int) -> Iterator[None]:
    opened, chairs = board.open[pool], board.open_chairs[pool]
    board.open[pool], board.open_chairs[pool] = opened | span, chairs | span
    try:
        yield
    finally:
        board.open[pool], board.open_chairs[pool] = opened, chairs


def with_person_there(board: Board, one: int, slot: int, person: int) -> bool:
    """Whether it fits then if somebody is there too who is not."""
    free, span = board.free[person], board.of.span(one, slot)
    board.free[person] = free | span & ~board.of.usable[person]
    try:
        return any(person in way[0] and board.fits(one, slot, way) for way in board.of.ways(one))
    finally:
        board.free[person] = free


def with_one_more_interpreter(board: Board, one: int, slot: int) -> bool:
    """Whether it fits then if somebody more can interpret."""
    return any(not next(hindrances(board, one, slot, way), None) for way in _unhelped(board, one, slot))


def _unhelped(board: Board, one: int, slot: int) -> Iterator[Way]:
    """Ways without an interpreter in which everybody and everything else is free then."""
    of, span = board.of, board.of.span(one, slot)
    for pair in of.pairs[one]:
        for taken, pool in of.seats[one]:
            room = -1 if pool == NO_POOL else board.open[pool] & board.open_chairs[pool]
            if room & span == span and all(board.free[each] & span == span for each in (*pair, *taken)):
                yield (*pair, *taken), pool
