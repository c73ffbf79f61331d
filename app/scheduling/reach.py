"""Rules that reach over several slots or meetings: runs, walks, limits, precedences. Asked only where there are any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.scheduling.compiled import NOWHERE, Way

if TYPE_CHECKING:
    from app.scheduling.board import Board


def hindrances(board: Board, one: int, slot: int, way: Way) -> Iterator[list[int]]:
    """Lists of meetings; one of each must go before this one can be placed. An empty list never comes."""
    if board.has_most:
        yield from _full_firms(board, one)
    if board.of.before or board.of.after:
        yield from _out_of_order(board, one, slot)
    last = slot + board.of.length[one] - 1
    for resource in way[0]:
        if board.of.run[resource] is not None:
            yield from _tired(board, resource, slot, last)
        if board.far and resource not in board.of.table_zone:
            yield from _far_away(board, resource, slot, last, board.zone(way))


def hindrance(board: Board, one: int, slot: int, way: Way) -> str:
    """Which rule that reaches further it would break there: precedence, run, walking; else ``fits``."""
    if next(_out_of_order(board, one, slot), None):
        return "precedence"
    last = slot + board.of.length[one] - 1
    if any(next(_tired(board, each, slot, last), None) for each in way[0] if board.of.run[each] is not None):
        return "run"
    walkers = (each for each in way[0] if board.far and each not in board.of.table_zone)
    zone = board.zone(way)
    return "walking" if any(next(_far_away(board, each, slot, last, zone), None) for each in walkers) else "fits"


def _full_firms(board: Board, one: int) -> Iterator[list[int]]:
    for firm in board.of.firms[one]:
        most = board.of.most[firm]
        if most is not None and board.count[firm] >= most:
            yield [each for each in board.of.of_firm[firm] if board.where[each] != NOWHERE] or [one]


def _out_of_order(board: Board, one: int, slot: int) -> Iterator[list[int]]:
    for other in board.of.before.get(one, ()):
        if board.where[other] != NOWHERE and board.where[other] + board.of.length[other] > slot:
            yield [other]
    for other in board.of.after.get(one, ()):
        if board.where[other] != NOWHERE and board.where[other] < slot + board.of.length[one]:
            yield [other]


def _tired(board: Board, resource: int, slot: int, last: int) -> Iterator[list[int]]:
    """What runs into it for longer than the resource bears; itself if it is too long alone."""
    row, joins, most = board.at[resource], board.of.joins, board.of.run[resource]
    first, end = slot, last
    while first > 0 and joins[first] and row[first - 1] != NOWHERE:
        first -= 1
    while end + 1 < board.of.slots and joins[end + 1] and row[end + 1] != NOWHERE:
        end += 1
    if most is not None and end - first + 1 > most:
        yield [row[each] for each in range(first, end + 1) if row[each] != NOWHERE] or [NOWHERE]


def _far_away(board: Board, resource: int, slot: int, last: int, zone: str) -> Iterator[list[int]]:
    for other, minutes in _neighbours(board, resource, slot, last):
        if minutes < board.of.walks.get((zone, board.zone(board.way[other])), 0):
            yield [other]


def _neighbours(board: Board, resource: int, slot: int, last: int) -> Iterator[tuple[int, int]]:
    """The meetings before and after, nearer than the longest walk, and the minutes between."""
    row, gap, lasts = board.at[resource], board.of.gap, board.of.lasts
    minutes = gap[slot]
    while slot > 0 and minutes < board.far and row[slot - 1] == NOWHERE:
        slot -= 1
        minutes += lasts[slot] + gap[slot]
    if slot > 0 and minutes < board.far:
        yield row[slot - 1], minutes
    after = last + 1
    minutes = gap[after] if after < board.of.slots else board.far
    while after < board.of.slots and minutes < board.far and row[after] == NOWHERE:
        minutes += lasts[after]
        after += 1
        minutes += gap[after] if after < board.of.slots else board.far
    if after < board.of.slots and minutes < board.far:
        yield row[after], minutes
