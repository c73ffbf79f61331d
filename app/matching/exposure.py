"""Nobody is invisible: who is shown much gets dearer, and who is shown too little is given a place.

Each firm has a price. Lists take whom they gain most by, less the price; who stands in more lists than 1.25 times its
share gets dearer, others cheaper, round by round. What is left over then goes to a floor (see ``floor``).

What counts for being seen is the first places of a list. They are composed first and by themselves (see ``lists``).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.core.errors import Invalid
from app.matching.nodes import Floats, Ints
from app.matching.places import NOBODY, Singles
from app.matching.search import Pool, Rules

NEVER: Final = np.float32(-9)


class ExposureOutOfRange(Invalid):
    """A constant of the exposure lies outside its range."""

    code = "exposure_out_of_range"


@dataclass(frozen=True, slots=True)
class Exposure:
    """How far lists are widened.

    floor: lists that each firm stands in at least, where there are places enough, from 0. last: how many places at the
    end of a list are given away first, from 1. rounds: of prices, from 0. step: what a price moves by for a firm that
    is shown twice its share too often, a part of the score's 1. allowance: times its share that a firm is shown before
    it gets dearer, from 1. dearest: the highest price, in [0, 1].

    Chosen on simulated events: 80 rounds of .02 above 1.5 leave a Gini of .22 in lists of twenty, these .16, for a
    quarter of a percent of nDCG; more rounds change nothing.
    """

    floor: int = 3
    last: int = 3
    rounds: int = 30
    step: float = 0.01
    allowance: float = 1.25
    dearest: float = 0.25

    def __post_init__(self) -> None:
        if min(self.floor, self.rounds) < 0 or min(self.last, self.allowance) < 1 or self.step <= 0:
            raise ExposureOutOfRange
        if not 0 <= self.dearest <= 1:
            raise ExposureOutOfRange


DEFAULT: Final = Exposure()


@dataclass(frozen=True, slots=True)
class Shares:
    """``places``: how long each firm's list is; ``lookers``: how many lists may hold it; ``share``: in how many it
    would stand if all places were drawn by lot."""

    places: Ints
    lookers: Ints
    share: Floats


def shares(rules: Rules, places: int) -> Shares:
    """Of firms under these rules, with lists of at most so many places."""
    group, allowed = rules.group, rules.allowed
    sizes = np.bincount(group, minlength=len(allowed))
    alone = allowed.diagonal()[group].astype(np.int64)
    one, other = np.unique(rules.barred, axis=0).T
    one, other = (each[(one != other) & allowed[group[one], group[other]]] for each in (one, other))
    others = (allowed @ sizes)[group] - alone - np.bincount(one, minlength=len(group))
    lookers = (allowed.T @ sizes)[group] - alone - np.bincount(other, minlength=len(group))
    length = np.minimum(others, places)
    drawn = length / np.maximum(others, 1)
    by_group = np.bincount(group, drawn, minlength=len(allowed))
    share = (allowed.T @ by_group)[group] - alone * drawn - np.bincount(other, drawn[one], minlength=len(group))
    return Shares(length, lookers, share)


def spread(pool: Pool, known: Shares, shown: Ints, alike: Ints, exposure: Exposure) -> Ints:
    """Firms × places of the longest list: whom each list takes out of its pool, by place in the pool and NOBODY.

    ``shown``: in how many lists each firm stands already, in places that are not given here. ``alike`` numbers the
    firms so that those of one side that say the same share a number, and so a price.
    """
    most = int(known.places.max(initial=0))
    prices = _prices(pool, known, shown, alike, exposure)
    worth = np.where(pool.seen == NOBODY, NEVER, pool.scores - np.append(prices, 0)[pool.seen].astype(np.float32))
    taken = np.argsort(-worth, axis=1, kind="stable")[:, :most]
    there = np.take_along_axis(pool.seen, taken, axis=1) != NOBODY
    return np.where(there & (np.arange(taken.shape[1]) < known.places[:, None]), taken, NOBODY)


def _prices(pool: Pool, known: Shares, shown: Ints, alike: Ints, exposure: Exposure) -> Floats:
    """By firm, in [0, dearest]."""
    firms = len(pool.seen)
    some, takes = pool.seen != NOBODY, known.places > 0
    is_free = takes & (some.sum(axis=1) > known.places)
    always = shown + np.bincount(pool.seen[some & (takes & ~is_free)[:, None]], minlength=firms)
    free = np.flatnonzero(is_free)
    seen, scores, last = pool.seen[free], pool.scores[free], known.places[free]
    prices = np.zeros(firms + 1, dtype=np.float32)
    share = np.bincount(alike, known.share)[alike]
    if not len(free):
        return prices[:-1].astype(np.float64)
    for _ in range(exposure.rounds):
        worth = np.where(seen == NOBODY, NEVER, scores - prices[seen])
        stands = always + np.bincount(seen[worth >= _least(worth, last)], minlength=firms)
        stands = np.bincount(alike, stands)[alike]
        over = (stands - exposure.allowance * share) / np.maximum(share, 1e-9)
        prices[:-1] = np.clip(prices[:-1] + exposure.step * over, 0, exposure.dearest)
    return prices[:-1].astype(np.float64)


def _least(worth: Singles, places: Ints) -> Singles:
    """What the last that is taken of each row is worth; a column."""
    width = worth.shape[1]
    if (places == places[0]).all():
        at = width - int(places[0])
        return np.partition(worth, at, axis=1)[:, at : at + 1]
    ordered = np.sort(worth, axis=1)
    return np.take_along_axis(ordered, width - places[:, None], axis=1)
