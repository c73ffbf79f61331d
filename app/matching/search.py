"""Who comes into question for each firm, out of all pairs, tile by tile.

Firms are cut into strips of one group each, and pairs into tiles of two strips. A tile is computed once and serves
both sides, since what one firm gets from the other is what the other gives. Each tile leaves what is better than what
was found before: memory grows with the firms and not with the pairs.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations_with_replacement, pairwise
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.matching.nodes import Ints
from app.matching.places import NOBODY, Candidates, Singles, Turns, candidates, scores_of, turns_of
from app.matching.sketch import scores, strip
from app.matching.vectors import Vectors

FIRMS_IN_STRIP: Final = 256  # the arrays of a tile then stay in a core's cache
WORKERS: Final = 2
FEW_TILES: Final = 3
KEPT_BYTES: Final = 31 << 20  # the most that glibc takes as a hint
Cells = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may be shown to whom. ``group`` of each firm, firms of one standing together; ``allowed[group, other]``;
    ``barred``: rows of firms, n × 2: the first is not shown the second."""

    group: Ints
    allowed: NDArray[np.bool_]
    barred: Ints


@dataclass(frozen=True, slots=True)
class Pool:
    """Firms × so many: the best of the allowed others of each firm with a score above 0, the best first, equals by
    turn. ``seen`` is NOBODY and the score 0 where a firm has no more, or another is taken out."""

    seen: Ints
    scores: Singles

    def without(self, pairs: Ints) -> "Pool":
        """Without these, given as looking · firms + seen."""
        gone = np.isin(np.arange(len(self.seen))[:, None] * len(self.seen) + self.seen, pairs)
        return Pool(np.where(gone, NOBODY, self.seen), np.where(gone, np.float32(0), self.scores))


def pool(firms: Vectors, turns: Turns, rules: Rules, count: int) -> Pool:
    """Those who come into question for each firm, at most ``count``."""
    cut = list(runs(rules.group))
    barred = _cells(cut, rules.barred)
    found = _Found(turns, [np.full((run.stop - run.start, count), NOBODY, dtype=np.int64) for run in cut])

    near = firms.near.single()

    def play(tile: tuple[int, int]) -> None:
        left, right = (strips[each] for each in tile)
        tile_scores = scores(firms, left, right)
        if left is right:
            np.fill_diagonal(tile_scores, 0)  # nobody is shown to himself
        if may(tile[0], tile[1]):
            found.keep(tile[0], left.rows.start, right.rows.start, _without(tile_scores, barred.get(tile)))
        if left is not right and may(tile[1], tile[0]):
            found.keep(tile[1], right.rows.start, left.rows.start, _without(tile_scores.T, barred.get(tile[::-1])))

    def may(looking: int, seen: int) -> bool:
        return bool(rules.allowed[rules.group[cut[looking].start], rules.group[cut[seen].start]])

    tiles = [
        (low, high)
        for low, high in combinations_with_replacement(range(len(cut)), 2)
        if may(low, high) or may(high, low)
    ]
    _keep_memory()
    if len(tiles) <= FEW_TILES:  # others would take longer to begin than these take
        strips = [strip(firms, rows, near) for rows in cut]
        for tile in tiles:
            play(tile)
    else:
        with ThreadPoolExecutor(WORKERS) as workers:
            strips = list(workers.map(lambda rows: strip(firms, rows, near), cut))
            list(workers.map(play, tiles))
    return found.pool(count)


def _keep_memory() -> None:
    """Freeing a large array that nobody touched tells glibc to keep what smaller ones free, which is a third faster
    than to give it back and fetch it anew for each tile."""
    np.empty(KEPT_BYTES, dtype=np.uint8)


def runs(group: Ints) -> Iterable[slice]:
    """Cut the firms, of which each has the number of its group, into strips, none across two groups."""
    borders = [0, *(np.flatnonzero(np.diff(group)) + 1).tolist(), len(group)]
    for start, stop in pairwise(borders):
        for first in range(start, stop, FIRMS_IN_STRIP):
            yield slice(first, min(first + FIRMS_IN_STRIP, stop))


class _Found:
    """The best so far of each strip, as candidates, in no order."""

    def __init__(self, turns: Turns, best: list[Candidates]) -> None:
        self.turns, self.best = turns, best
        self.least = [np.full(len(each), np.nextafter(np.float32(0), np.float32(1))) for each in best]
        self.locks = [Lock() for _ in best]

    def keep(self, which: int, first: int, first_seen: int, tile_scores: Singles) -> None:
        """Take what is as good as the worst that is held."""
        row, column = _cells_of(tile_scores >= self.least[which][:, None])
        if not len(row):
            return
        new = candidates(
            np.ascontiguousarray(tile_scores[row, column]), self.turns.of(row + first, column + first_seen)
        )
        counts = np.bincount(row, minlength=len(tile_scores))
        rows = np.flatnonzero(counts)
        place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        padded = np.full((len(rows), int(counts.max())), NOBODY, dtype=np.int64)
        padded[np.searchsorted(rows, row), place] = new
        with self.locks[which]:
            self._merge(which, rows, padded)

    def _merge(self, which: int, rows: Ints, new: Candidates) -> None:
        best = self.best[which]
        count = best.shape[1]
        both = np.concatenate((best[rows], new), axis=1)
        both = np.partition(both, both.shape[1] - count, axis=1)[:, -count:]
        best[rows] = both
        full = both[:, 0] != NOBODY  # what partition leaves first is the least
        self.least[which][rows[full]] = scores_of(both[full, 0])

    def pool(self, count: int) -> Pool:
        best = np.sort(np.concatenate([np.empty((0, count), dtype=np.int64), *self.best]), axis=1)[:, ::-1]
        looking = np.arange(len(best))[:, None]
        some = best != NOBODY
        seen = np.where(some, self.turns.who(looking, np.where(some, turns_of(best), 0)), NOBODY) if best.size else best
        return Pool(seen.astype(np.intp), scores_of(best))


def _cells_of(mask: NDArray[np.bool_]) -> Cells:
    """Rows and columns of what is true, by row; also of a transposed tile without walking it the slow way."""
    if mask.flags.c_contiguous:
        return np.divmod(np.flatnonzero(mask), mask.shape[1])
    column, row = np.divmod(np.flatnonzero(mask.T), mask.shape[0])
    order = np.argsort(row, kind="stable")
    return row[order], column[order]


def _cells(cut: Sequence[slice], barred: Ints) -> Mapping[tuple[int, int], Cells]:
    """The barred pairs by strip of who looks and strip of who is seen, as rows and columns of that tile."""
    starts = np.array([run.start for run in cut], dtype=np.intp)
    strips = np.searchsorted(starts, barred, side="right") - 1
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (strip_looking, strip_seen), (looking, seen) in zip(strips.tolist(), barred.tolist(), strict=True):
        cell = looking - cut[strip_looking].start, seen - cut[strip_seen].start
        cells.setdefault((strip_looking, strip_seen), []).append(cell)
    return {tile: (np.array(each).T[0], np.array(each).T[1]) for tile, each in cells.items()}


def _without(tile_scores: Singles, barred: Cells | None) -> Singles:
    """0 for who is not shown; the scores themselves stay, as they serve the other side too."""
    if barred is None:
        return tile_scores
    shown = tile_scores.copy()
    shown[barred] = 0
    return shown
