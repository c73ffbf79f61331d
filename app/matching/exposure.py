"""Nobody is invisible: who is shown much gets dearer, and who is shown too little is given a place."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import chain, islice
from typing import Final

import numpy as np

from app.core.errors import Invalid
from app.matching.candidates import NOBODY, CandidatePool, ShowingRules, Singles
from app.matching.sector_arrays import Floats, Ints

NEVER_WORTH: Final = np.float32(-9)


class ExposureOutOfRange(Invalid):
    """A constant of the exposure lies outside its range."""

    code = "exposure_out_of_range"


@dataclass(frozen=True, slots=True)
class ExposureSettings:
    """How far lists are widened.

    floor: lists that each company stands in at least, where there are places enough, from 0. last: how many places at
    the end of a list are given away first, from 1. rounds: of prices, from 0. step: what a price moves by for a
    company that is shown twice its share too often, a part of the score's 1. allowance: times its share that a
    company is shown before it gets dearer, from 1. dearest: the highest price, in [0, 1].

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


DEFAULT_EXPOSURE: Final = ExposureSettings()


@dataclass(frozen=True, slots=True)
class ListShares:
    """``places``: how long each company's list is; ``lookers``: how many lists may hold it; ``share``: in how many it
    would stand if all places were drawn by lot."""

    places: Ints
    lookers: Ints
    share: Floats


def list_shares(rules: ShowingRules, places: int) -> ListShares:
    """Of firms under these rules, with lists of at most so many places."""
    group, allowed = rules.group, rules.allowed
    sizes = np.bincount(group, minlength=len(allowed))
    alone = allowed.diagonal()[group].astype(np.int64)
    looking, other = np.unique(rules.barred, axis=0).T
    looking, other = (each[(looking != other) & allowed[group[looking], group[other]]] for each in (looking, other))
    others = (allowed @ sizes)[group] - alone - np.bincount(looking, minlength=len(group))
    lookers = (allowed.T @ sizes)[group] - alone - np.bincount(other, minlength=len(group))
    length = np.minimum(others, places)
    drawn = length / np.maximum(others, 1)
    by_group = np.bincount(group, drawn, minlength=len(allowed))
    share = (allowed.T @ by_group)[group] - alone * drawn - np.bincount(other, drawn[looking], minlength=len(group))
    return ListShares(length, lookers, share)


def spread_places(pool: CandidatePool, known: ListShares, shown: Ints, alike: Ints, exposure: ExposureSettings) -> Ints:
    """Companies × places of the longest list: whom each list takes out of its pool, by place in the pool and NOBODY.

    ``shown``: in how many lists each company stands already, in places that are not given here. ``alike`` numbers the
    companies so that those of one side that say the same share a number, and so a price.
    """
    most = int(known.places.max(initial=0))
    prices = _company_prices(pool, known, shown, alike, exposure)
    worth = np.where(pool.seen == NOBODY, NEVER_WORTH, pool.scores - np.append(prices, 0)[pool.seen].astype(np.float32))
    taken = np.argsort(-worth, axis=1, kind="stable")[:, :most]
    there = np.take_along_axis(pool.seen, taken, axis=1) != NOBODY
    return np.where(there & (np.arange(taken.shape[1]) < known.places[:, None]), taken, NOBODY)


def _company_prices(
    pool: CandidatePool, known: ListShares, shown: Ints, alike: Ints, exposure: ExposureSettings
) -> Floats:
    """By firm, in [0, dearest]."""
    companies = len(pool.seen)
    some, takes = pool.seen != NOBODY, known.places > 0
    is_free = takes & (some.sum(axis=1) > known.places)
    always = shown + np.bincount(pool.seen[some & (takes & ~is_free)[:, None]], minlength=companies)
    free = np.flatnonzero(is_free)
    seen, scores, last = pool.seen[free], pool.scores[free], known.places[free]
    prices = np.zeros(companies + 1, dtype=np.float32)
    share = np.bincount(alike, known.share)[alike]
    if not len(free):
        return prices[:-1].astype(np.float64)
    for _ in range(exposure.rounds):
        worth = np.where(seen == NOBODY, NEVER_WORTH, scores - prices[seen])
        shown_counts = always + np.bincount(seen[worth >= _least_worth(worth, last)], minlength=companies)
        shown_counts = np.bincount(alike, shown_counts)[alike]
        over = (shown_counts - exposure.allowance * share) / np.maximum(share, 1e-9)
        prices[:-1] = np.clip(prices[:-1] + exposure.step * over, 0, exposure.dearest)
    return prices[:-1].astype(np.float64)


def _least_worth(worth: Singles, places: Ints) -> Singles:
    """What the last that is taken of each row is worth; a column."""
    width = worth.shape[1]
    if (places == places[0]).all():
        at = width - int(places[0])
        return np.partition(worth, at, axis=1)[:, at : at + 1]
    ordered = np.sort(worth, axis=1)
    return np.take_along_axis(ordered, width - places[:, None], axis=1)


MAX_LOOKS: Final = 4_000_000
"""At so many lists chains of places look for one goal; what is not found by then is as good as not there."""


@dataclass
class OpenLists:
    """``filled``: company → whom its list holds, the best first; ``besides``: whom its other places hold, which nobody
    takes any more; ``places``: how many ``filled`` may be; ``shown``: in how many lists each stands, wherever;
    ``least``: in how many each shall stand, once that is asked for."""

    filled: list[list[int]]
    besides: Sequence[Sequence[int]]
    places: Sequence[int]
    rules: ShowingRules
    least: Sequence[int] = ()
    shown: list[int] = field(init=False)
    sets: list[set[int]] = field(init=False)

    def __post_init__(self) -> None:
        everybody = list(zip(self.filled, self.besides, strict=True))
        self.sets = [{*listed, *besides} for listed, besides in everybody]
        counts = Counter(chain.from_iterable(chain(*each) for each in everybody))
        self.shown = [counts[row] for row in range(len(self.filled))]

    def give(self, looking: int, seen: int) -> None:
        self.filled[looking].append(seen)
        self.sets[looking].add(seen)
        self.shown[seen] += 1

    def swap(self, looking: int, place: int, seen: int) -> None:
        """Who stands at the place goes, ``seen`` comes last."""
        removed = self.filled[looking].pop(place)
        self.sets[looking].remove(removed)
        self.shown[removed] -= 1
        self.give(looking, seen)

    def has_room(self, looking: int) -> bool:
        return len(self.filled[looking]) < self.places[looking]

    def can_take(self, looking: int, seen: int) -> bool:
        return seen not in self.sets[looking] and self.rules.may(looking, seen)

    def spare(self, looking: int, first: int) -> int | None:
        """The last place, from ``first`` on, whose firm stands in more lists than it must."""
        listed = self.filled[looking]
        for place in range(len(listed) - 1, max(first, 0) - 1, -1):
            if self.shown[listed[place]] > self.least[listed[place]]:
                return place
        return None


def exposure_goals(known: ListShares, exposure: ExposureSettings) -> Iterator[Ints]:
    """In how many lists each company shall stand, goal by goal: first the floor, or the whole number of places that
    there are for it by lot, which all can have at once; then one list for everybody, two, up to the floor, as numbers
    allow.
    """
    whole = np.floor(known.share + 1e-9).astype(np.int64)
    sure = np.minimum(np.minimum(exposure.floor, whole), known.lookers)
    yield sure
    for level in range(1, exposure.floor + 1):
        yield np.maximum(sure, np.minimum(level, known.lookers))


def fill_short_lists(lists: OpenLists, order: Sequence[int]) -> None:
    """Give the places for which nobody has anything in common with the company to those who are shown least.

    ``order``: the companies as their turn comes.
    """
    short = [row for row in order if lists.has_room(row)]
    if not short:
        return
    group, allowed = lists.rules.group.tolist(), lists.rules.allowed
    heaps: list[list[tuple[int, int, int]]] = [[] for _ in allowed]
    for turn, row in enumerate(order):
        heaps[group[row]].append((lists.shown[row], turn, row))
    for heap in heaps:
        heapify(heap)
    for row in short:
        open_heaps = [heap for heap, may in zip(heaps, allowed[group[row]], strict=True) if may]
        passed = []
        while lists.has_room(row):
            heap = min((each for each in open_heaps if each), key=lambda each: each[0])
            count, turn, seen = heappop(heap)
            if lists.can_take(row, seen):
                lists.give(row, seen)
                count += 1
            passed.append((heap, (count, turn, seen)))
        for heap, entry in passed:
            heappush(heap, entry)


def raise_exposure(
    lists: OpenLists, least: Iterable[Ints], pool: CandidatePool, exposure: ExposureSettings, order: Sequence[int]
) -> None:
    """Bring each company into so many lists as it shall stand in, goal by goal, as far as rules let it.

    It takes a place where it scores best, of a company that can spare it: one of the last, and only where none of
    these is to spare, one further up; at the very end by a chain of companies of which each hands a place on.
    """
    turn = {row: place for place, row in enumerate(order)}
    for goal in least:
        lists.least = goal.tolist()
        needy = sorted((row for row in order if lists.shown[row] < lists.least[row]), key=lists.shown.__getitem__)
        givers = _GivingLists(lists.rules, order)
        for row in needy:
            among = givers.to(row)
            start = bisect_left(among, turn[row], key=turn.__getitem__)  # so that not all ask the same first
            suited = [each for each in pool.seen[row].tolist() if each != NOBODY and each not in givers.dry]
            for first in (-exposure.last, None):
                _take_places(lists, row, chain(suited, islice(among, start, None), islice(among, start)), first)
            while lists.shown[row] < lists.least[row] and _hand_on_place(lists, row, givers):
                pass


class _GivingLists:
    """The lists that may still have a place to give, while companies are brought to one goal.

    ``dry``: lists without: all whom they hold are needed there, and can take no place elsewhere that is to spare. As
    places only go to companies that lack one, such a list stays so. ``looks``: at so many lists chains may look yet.
    """

    def __init__(self, rules: ShowingRules, order: Sequence[int]) -> None:
        self.rules, self.order = rules, order
        self.dry: set[int] = set()
        self.looks = MAX_LOOKS
        self._of_side: dict[int, list[int]] = {}

    def to(self, row: int) -> Sequence[int]:
        """Those that may show this firm's side, as their turn comes."""
        side = int(self.rules.group[row])
        if side not in self._of_side:
            show = self.rules.allowed[self.rules.group, side]
            self._of_side[side] = [each for each in self.order if show[each] and each not in self.dry]
        return self._of_side[side]

    def mark_dry(self, lists: Iterable[int]) -> None:
        self.dry.update(lists)
        self._of_side.clear()


def _take_places(lists: OpenLists, row: int, among: Iterable[int], first: int | None) -> None:
    """Take spare places in these lists until there are enough; None: any place, else from ``first`` on (negative)."""
    for looking in among:
        if lists.shown[row] >= lists.least[row]:
            return
        if not lists.can_take(looking, row):
            continue
        if lists.has_room(looking):
            lists.give(looking, row)
        else:
            start = 0 if first is None else len(lists.filled[looking]) + first
            if (place := lists.spare(looking, start)) is not None:
                lists.swap(looking, place, row)


def _hand_on_place(lists: OpenLists, row: int, givers: _GivingLists) -> bool:
    """The shortest chain: the company takes another's place, that one takes the next one's, the last has one to spare.

    Whether there was one, as far as chains may look.
    """
    came: dict[int, tuple[int, int]] = {}
    queue, reached = deque([row]), set[int]()
    while queue and givers.looks > 0:
        asking = queue.popleft()
        among = givers.to(asking)
        givers.looks -= len(among)
        for looking in among:
            if looking in reached or not lists.can_take(looking, asking):
                continue
            reached.add(looking)
            for holder in lists.filled[looking]:
                if holder not in came and holder != row:
                    came[holder] = (looking, asking)
                    if lists.shown[holder] > lists.least[holder]:
                        while holder != row:
                            looking, asking = came[holder]
                            lists.swap(looking, lists.filled[looking].index(holder), asking)
                            holder = asking
                        return True
                    queue.append(holder)
    if not queue:
        givers.mark_dry(reached)
    return False
