"""Out of those who come into question: whom each list shows."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from app.matching.exposure import Exposure, shares, spread
from app.matching.floor import Bars, Lists, fill, least_of, raise_to
from app.matching.nodes import Ints
from app.matching.places import NOBODY, Turns
from app.matching.search import Pool, Rules

Held = Sequence[Sequence[int]]
FIRST_LOOK: Final = 64


def shown_lists(pool: Pool, rules: Rules, turns: Turns, places: int, exposure: Exposure, *, whole: bool) -> Held:
    """Whom each firm is shown, in no order that matters; ``whole`` as in ``rank``."""
    known = shares(rules, places)
    taken = spread(pool, known, _alike(rules, turns), exposure)
    some = taken != NOBODY
    seen = np.take_along_axis(pool.seen, np.where(some, taken, 0), axis=1) if taken.size else taken
    ends = [0, *np.cumsum(some.sum(axis=1)).tolist()]
    shown = np.bincount(seen[some], minlength=len(pool.seen))
    flat = seen[some].tolist()
    held = [flat[start:stop] for start, stop in pairwise(ends)]
    lists = Lists(held, shown.tolist(), known.places.tolist(), Bars.of(rules))
    order = turns.order.tolist()
    if whole:
        fill(lists, order)
    raise_to(lists, least_of(known, exposure), pool, exposure, order)
    return lists.held


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
