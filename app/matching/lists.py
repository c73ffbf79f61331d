"""Out of those who come into question: whom each list shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Final

import numpy as np

from app.matching.exposure import Exposure, shares, spread
from app.matching.floor import Bars, Lists, fill, least_of, raise_to
from app.matching.nodes import Ints
from app.matching.parameters import FIRST
from app.matching.pins import keys_of
from app.matching.places import NOBODY, Turns
from app.matching.search import Pool, Rules

Held = Sequence[Sequence[int]]
FIRST_LOOK: Final = 64


@dataclass(frozen=True, slots=True)
class Composition:
    """Lists that see to it that everybody is seen; ``whole`` as in ``rank``."""

    pool: Pool
    rules: Rules
    turns: Turns
    exposure: Exposure
    whole: bool

    def lists(self, places: int, pinned: Mapping[int, Sequence[int]]) -> tuple[Held, Held]:
        """Whom each list holds in its first places, and whom in the others; in no order that matters.

        The first ones are for who is ``pinned`` there and who scores best, but for the floor. The others make up, by
        their prices, for how unevenly that shows firms.
        """
        stands_first = [pinned.get(row, ()) for row in range(len(self.pool.seen))]
        best = self._added(stands_first, min(FIRST, places), replace(self.exposure, rounds=0))
        early = [[*first, *rest] for first, rest in zip(stands_first, best, strict=True)]
        return early, self._added(early, places, self.exposure)

    def _added(self, held: Held, places: int, exposure: Exposure) -> Held:
        """Who is added to lists that hold these, until there are so many."""
        known, order = shares(self.rules, places), self.turns.order.tolist()
        room = np.maximum(known.places - np.fromiter(map(len, held), dtype=np.intp, count=len(held)), 0)
        shown = np.bincount(np.fromiter(chain.from_iterable(held), dtype=np.intp), minlength=len(held))
        left = self.pool.without(keys_of(dict(enumerate(held)), len(held)))
        taken = spread(left, replace(known, places=room), shown, _alike(self.rules, self.turns), exposure)
        lists = Lists(_by_list(left, taken), held, room.tolist(), Bars.of(self.rules))
        if self.whole:
            fill(lists, order)
        raise_to(lists, least_of(known, exposure), left, exposure, order)
        return lists.held


def _by_list(pool: Pool, taken: Ints) -> list[list[int]]:
    some = taken != NOBODY
    seen = np.take_along_axis(pool.seen, np.where(some, taken, 0), axis=1) if taken.size else taken
    flat = seen[some].tolist()
    return [flat[start:stop] for start, stop in pairwise([0, *np.cumsum(some.sum(axis=1)).tolist()])]


def without_common_ground(pool: Pool, rules: Rules, turns: Turns, places: int) -> Held:
    """For each firm whose list is short, those who fill it: others whom it may see, as their turn comes."""
    known, bars = shares(rules, places), Bars.of(rules)
    counts = (pool.seen != NOBODY).sum(axis=1)
    lacks = np.maximum(known.places - counts, 0).tolist()
    return [_next(row, lack, pool, bars, turns) if lack else () for row, lack in enumerate(lacks)]


def _next(row: int, lack: int, pool: Pool, bars: Bars, turns: Turns) -> Sequence[int]:
    known, found, first = set(pool.seen[row].tolist()), list[int](), 0
    while len(found) < lack:
        some = turns.who(np.array(row), np.arange(first, min(first + FIRST_LOOK, len(turns.order))))
        found += [each for each in some.tolist() if each not in known and bars.may(row, each)]
        first += FIRST_LOOK
    return found[:lack]


def _alike(rules: Rules, turns: Turns) -> Ints:
    """Firms of one side that say the same share a number."""
    number: Ints = np.unique(turns.first * len(rules.allowed) + rules.group, return_inverse=True)[1]
    return number.reshape(-1)
