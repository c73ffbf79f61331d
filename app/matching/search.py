"""The best places of all firms out of all pairs, tile by tile.

Firms are cut into blocks of one group each, and pairs into tiles of two blocks. A tile is computed once and serves
both sides, since what one firm gets from the other is what the other gives. Each tile leaves its best places, which
are merged as they come: memory grows with the firms and not with the pairs.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations_with_replacement, pairwise
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.matching.nodes import Floats, Ints
from app.matching.places import NOBODY, Candidates, Turns, best, candidates
from app.matching.tiles import Block, block, fits, score
from app.matching.vectors import Vectors

FIRMS_IN_BLOCK: Final = 256  # the arrays of a tile then stay in a core's cache
WORKERS: Final = 2
Cells = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may be shown to whom. ``group`` of each firm; ``allowed[group, other group]``; ``barred`` pairs of rows."""

    group: Ints
    allowed: NDArray[np.bool_]
    barred: Sequence[tuple[int, int]]


def best_places(firms: Vectors, turns: Turns, rules: Rules, count: int) -> Candidates:
    """Firms × count: the best of the allowed others of each firm, best first, NOBODY at the end of a short list.

    The firms of a group must stand together.
    """
    cut = list(runs(rules.group))
    barred = _cells(cut, rules.barred)
    found = np.full((len(firms), count), NOBODY, dtype=np.int64)
    lock = Lock()

    def keep(rows: slice, scores: Floats, others: slice) -> None:
        turn = turns.of(np.arange(rows.start, rows.stop), np.arange(others.start, others.stop))
        part = best(candidates(scores, turn), count)
        with lock:
            found[rows] = best(np.concatenate((found[rows], part), axis=1), count)

    def play(tile: tuple[int, int]) -> None:
        left, right = (blocks[each] for each in tile)
        scores = _scores(firms, left, right, barred.get(tile))
        if _may(rules, left, right):
            keep(left.rows, scores, right.rows)
        if left is not right and _may(rules, right, left):
            keep(right.rows, scores.T, left.rows)

    with ThreadPoolExecutor(WORKERS) as pool:
        blocks = list(pool.map(lambda rows: block(firms, rows), cut))
        tiles = [
            (low, high)
            for low, high in combinations_with_replacement(range(len(cut)), 2)
            if _may(rules, blocks[low], blocks[high]) or _may(rules, blocks[high], blocks[low])
        ]
        list(pool.map(play, tiles))
    return np.sort(found, axis=1)[:, ::-1]


def runs(group: Ints) -> Iterable[slice]:
    """Cut the firms, of which each has the number of its group, into blocks, none across two groups."""
    borders = [0, *(np.flatnonzero(np.diff(group)) + 1).tolist(), len(group)]
    for start, stop in pairwise(borders):
        for first in range(start, stop, FIRMS_IN_BLOCK):
            yield slice(first, min(first + FIRMS_IN_BLOCK, stop))


def _may(rules: Rules, left: Block, right: Block) -> bool:
    return bool(rules.allowed[rules.group[left.rows.start], rules.group[right.rows.start]])


def _cells(cut: Sequence[slice], barred: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], Cells]:
    """The barred pairs by tile, as rows and columns of it."""
    starts = [run.start for run in cut]
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for pair in barred:
        low, high = sorted(pair)
        tile = tuple(int(np.searchsorted(starts, each, side="right")) - 1 for each in (low, high))
        cells.setdefault((tile[0], tile[1]), []).append((low - starts[tile[0]], high - starts[tile[1]]))
    return {tile: (np.array(each).T[0], np.array(each).T[1]) for tile, each in cells.items()}


def _scores(firms: Vectors, left: Block, right: Block, barred: Cells | None) -> Floats:
    """The scores of a tile, 0 for a firm with itself and for barred pairs."""
    scores = score(*fits(firms, left, right))
    if barred:
        scores[barred] = 0
        if left is right:
            scores[barred[::-1]] = 0
    if left is right:
        np.fill_diagonal(scores, 0)
    return scores
