"""Kempe chains: the meetings of two slots that hang together change places, so that somebody gets free."""

from __future__ import annotations

from app.scheduling.board import Board, bits
from app.scheduling.compiled import NO_POOL, NOWHERE, Way

LONGEST = 400


def chain(board: Board, first: int, here: int, there: int) -> list[int] | None:
    """The meetings of the slots ``here`` and ``there`` that share somebody, from ``first`` on; None if one cannot move.

    Meetings of several slots, fixed ones and such as may not begin at the other slot do not move.
    """
    of, at, where, both = board.of, board.at, board.where, here + there
    found, seen = [first], {first}
    for one in found:
        to = both - where[one]
        if of.length[one] > 1 or not of.begin[one] >> to & 1 or one in of.fixed:
            return None
        for resource in board.way[one][0]:
            if not of.usable[resource] >> to & 1:
                return None
            other = at[resource][to]
            if other != NOWHERE and other not in seen:
                if len(found) > LONGEST:
                    return None
                seen.add(other)
                found.append(other)
    return found


def swap(board: Board, moving: list[int], here: int, there: int) -> bool:
    """Whether the chain could change places; if not, nothing has changed."""
    if not has_room(board, moving, here, there):
        return False
    if board.plain and board.journal is None:
        board.exchange(moving, here, there)
        return True
    both = here + there
    as_it_was = [(one, board.where[one], board.way[one]) for one in moving]
    for one in moving:
        board.remove(one)
    placed = 0
    for one, slot, way in as_it_was:
        if not board.fits(one, both - slot, way):
            break
        board.place(one, both - slot, way)
        placed += 1
    if placed == len(moving):
        return True
    for one, _, _ in as_it_was[:placed]:
        board.remove(one)
    for one, slot, way in as_it_was:
        board.place(one, slot, way)
    return False


def has_room(board: Board, moving: list[int], here: int, there: int) -> bool:
    """Whether the tables of both slots last, by the numbers alone."""
    if len(board.room) != 1:
        return True
    return -board.room[0][here] <= surplus(board, moving, here) <= board.room[0][there]


def surplus(board: Board, moving: list[int], here: int) -> int:
    """How many tables fewer are taken ``here`` after the exchange."""
    pooled = [one for one in moving if board.way[one][1] != NO_POOL]
    at_here = sum(board.where[one] == here for one in pooled)
    return 2 * at_here - len(pooled)


def free_at(board: Board, resource: int, slot: int, kept: tuple[int, ...]) -> bool:
    """Frees a resource at ``slot`` by moving a chain that touches none of ``kept`` there."""
    first = board.at[resource][slot]
    if first == NOWHERE or first in board.of.fixed or board.of.length[first] > 1:
        return first == NOWHERE
    way = board.way[first][0]
    for other in bits(board.free[resource] & board.of.begin[first]):
        moving = chain(board, first, slot, other)
        if moving is None or any(one in board.way[each][0] for each in moving for one in kept):
            continue
        if resource in way and swap(board, moving, slot, other):
            return True
    return False


def place_by_chains(board: Board, one: int, way: Way) -> bool:
    """Places a meeting of one slot where there is room, after up to one chain for each whom it takes."""
    resources, pool = way
    usable = board.of.begin[one]
    for resource in resources:
        usable &= board.of.usable[resource]
    if pool != NO_POOL:
        usable &= board.open[pool]
    spots = sorted(bits(usable), key=lambda slot: sum(not board.free[each] >> slot & 1 for each in resources))
    for slot in spots:
        for resource in resources:
            kept = tuple(each for each in resources if each != resource and board.free[each] >> slot & 1)
            if not board.free[resource] >> slot & 1 and not free_at(board, resource, slot, kept):
                break
        if board.fits(one, slot, way):
            board.place(one, slot, way)
            return True
    return False
