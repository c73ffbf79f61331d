"""Chosen pairs, computed exactly and put in order: what is shown of a pool."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.matching.explain import Lines, joined, lines_of
from app.matching.nodes import Floats, Ints
from app.matching.parameters import FIRST
from app.matching.places import NOBODY, STEPS, Turns, steps
from app.matching.search import WORKERS, Pool, Rules
from app.matching.terms import pairs
from app.matching.vectors import Vectors

FIRMS_AT_A_TIME: Final = 1_000
"""Whose pairs are taken apart at once; smaller, where there are fewer, so that each worker has some."""
CODES_AT_A_TIME: Final = 40_000
"""So many codes these firms name at most, as long as all name about as many."""
NEAR: Final = np.float32(3e-6)
"""Scores in single precision that are closer than this may stand the other way round."""
MOST_ANEW: Final = 1_000_000
"""Pairs that are computed anew for lists whose end is a crowd within NEAR of each other; beyond, single precision
decides. Scores that are equal in single precision are no crowd: turns decide."""


Both = tuple[Ints, Ints]  # pairs: who looks, who is seen


@dataclass(frozen=True, slots=True)
class Chosen:
    """The places of all lists, one list after another, the best first.

    ``numbers``: places × (score, fit for the looking firm, fit for the seen one), in [0, 1]; ``displaces``: whether
    somebody who scores higher is left out for it, or stands behind the first places for it; ``pinned``: whether it was
    to stand first; ``lines``: the reasons, if asked for.
    """

    looking: Ints
    seen: Ints
    numbers: Floats
    displaces: NDArray[np.bool_]
    pinned: NDArray[np.bool_]
    lines: Lines | None


@dataclass(frozen=True, slots=True)
class Question:
    """``places``: how long the lists are at most; ``limit``: how many reasons of each place are told, None for none;
    ``pinned``: who stands first in whose list, as looking · firms + seen; ``early``: who stands in its FIRST places,
    whatever those score that stand behind."""

    firms: Vectors
    turns: Turns
    rules: Rules
    pool: Pool
    places: int
    limit: int | None
    pinned: Ints
    early: Ints


def best(asked: Question, besides: Sequence[Sequence[int]]) -> Chosen:
    """The places with the highest scores, and those of ``besides``: who stands first, or fills a short list."""
    return _in_parts(asked, besides, whole=False)


def given(asked: Question, lists: Sequence[Sequence[int]]) -> Chosen:
    """The places of these lists, and what the pool tells of those that score higher."""
    return _in_parts(asked, lists, whole=True)


def _in_parts(asked: Question, lists: Sequence[Sequence[int]], *, whole: bool) -> Chosen:
    firms = len(asked.firms)
    sizes = np.fromiter(map(len, lists), dtype=np.intp, count=len(lists))
    starts = np.concatenate(([0], np.cumsum(sizes)))
    seen = np.fromiter(chain.from_iterable(lists), dtype=np.intp, count=int(starts[-1]))

    def work(rows: slice) -> Chosen:
        looking = np.repeat(np.arange(rows.start, rows.stop), sizes[rows])
        wanted = looking, seen[starts[rows.start] : starts[rows.stop]]
        return _chosen(asked, _near_top(asked, rows), wanted, whole=whole)

    size = min(FIRMS_AT_A_TIME, max(CODES_AT_A_TIME * firms // max(_codes(asked.firms), 1), 1))
    if firms <= min(size, FIRMS_AT_A_TIME // 2):
        return work(slice(0, firms))
    size = min(size, -(-firms // WORKERS))
    cut = [slice(first, min(first + size, firms)) for first in range(0, firms, size)]
    with ThreadPoolExecutor(WORKERS) as workers:
        return _together(list(workers.map(work, cut)))


def _codes(firms: Vectors) -> int:
    return int(firms.offered.sizes.sum() + firms.sought.sizes.sum())


def _near_top(asked: Question, rows: slice) -> Both:
    """The pairs of the pool that may be among the first places once they are computed exactly."""
    seen, scores = asked.pool.seen[rows], asked.pool.scores[rows]
    width = seen.shape[1]
    least = scores[:, asked.places - 1] if asked.places <= width else np.zeros(len(scores), dtype=np.float32)
    near = (scores >= (least - NEAR)[:, None]) & (seen != NOBODY)
    row, column = near.nonzero()
    looking, others = row + rows.start, seen[row, column]
    crowded = np.flatnonzero(near[:, -1] & (scores[:, -1] < least)) if width else np.empty(0, dtype=np.intp)
    crowded = crowded[: MOST_ANEW // max(len(asked.firms), 1)]
    for each in crowded.tolist():  # so many are nearly as good that the pool may not hold all of them
        more = _everybody(asked.rules, each + rows.start)
        looking, others = np.append(looking, np.full_like(more, each + rows.start)), np.append(others, more)
    if len(crowded):
        both = np.unique(np.column_stack((looking, others)), axis=0)
        looking, others = both[:, 0], both[:, 1]
    return looking, others


def _everybody(rules: Rules, row: int) -> Ints:
    """All who may stand in the list of a firm."""
    may = rules.allowed[rules.group[row]][rules.group]
    may[row] = False
    looking, seen = rules.barred.T
    may[seen[looking == row]] = False
    return np.flatnonzero(may)


def _chosen(asked: Question, near: Both, wanted: Both, *, whole: bool) -> Chosen:
    """``whole``: the wanted pairs and no others are shown."""
    looking, seen, is_near, is_wanted = _united(near, wanted, len(asked.firms))
    taken = pairs(asked.firms, looking, seen)
    numbers = np.column_stack(taken.fits())
    exact = steps(numbers[:, 0])
    pinned, early = (np.isin(looking * len(asked.firms) + seen, those) for those in (asked.pinned, asked.early))
    order = np.lexsort((asked.turns.of(looking, seen), -exact, ~pinned, looking))
    ranked = order[((is_near & (exact > 0)) | pinned)[order]]
    place = np.arange(len(ranked)) - np.searchsorted(looking[ranked], looking[ranked])
    shown = is_wanted.copy()
    if not whole:
        shown[ranked[place < asked.places]] = True
    kept = order[shown[order]]
    kept = kept[np.lexsort((~early[kept], ~pinned[kept], looking[kept]))]  # the rest as it was
    kept = kept[np.arange(len(kept)) - np.searchsorted(looking[kept], looking[kept]) < asked.places]
    numbers = numbers[kept]
    numbers[:, 0] = exact[kept] / STEPS
    lines = lines_of(taken.take(kept), asked.limit).small() if asked.limit is not None else None
    least = np.zeros((2, len(asked.firms)), dtype=np.int64)
    for places, of_part in zip((asked.places, min(FIRST, asked.places)), least, strict=True):
        last = ranked[place == places - 1]
        of_part[looking[last]] = exact[last]
    displaces = (exact[kept] < least[early[kept].astype(np.intp), looking[kept]]) & ~pinned[kept]
    return Chosen(looking[kept], seen[kept], numbers, displaces, pinned[kept], lines)


def _united(near: Both, wanted: Both, firms: int) -> tuple[Ints, Ints, NDArray[np.bool_], NDArray[np.bool_]]:
    """Pairs of either kind once, by looking firm, and of which kind each is."""
    first, second = (looking * firms + seen for looking, seen in (near, wanted))
    both = np.sort(np.concatenate((first, second)))
    key = both[np.flatnonzero(np.diff(both, prepend=-1))]
    kinds = [np.zeros(len(key), dtype=np.bool_) for _ in range(2)]
    for kind, each in zip(kinds, (first, second), strict=True):
        kind[np.searchsorted(key, each)] = True
    return key // max(firms, 1), key % max(firms, 1), kinds[0], kinds[1]


def _together(parts: Sequence[Chosen]) -> Chosen:
    if len(parts) == 1:
        return parts[0]
    lines = [part.lines for part in parts if part.lines is not None]
    ends = np.cumsum([0, *(len(part.looking) for part in parts)]).tolist()
    shifted = [each.from_pair(start) for each, start in zip(lines, ends, strict=False)]
    looking, seen, displaces, pinned = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("looking", "seen", "displaces", "pinned")
    )
    numbers = np.concatenate([part.numbers for part in parts])
    return Chosen(looking, seen, numbers, displaces, pinned, joined(*shifted) if lines else None)
