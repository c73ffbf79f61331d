"""Places for those who stand in too few lists, out of the places of those who stand in many."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import chain, islice
from typing import Final

import numpy as np

from app.matching.exposure import Exposure, Shares
from app.matching.nodes import Ints
from app.matching.places import NOBODY
from app.matching.search import Pool, Rules

MOST_LOOKS: Final = 1_000_000
"""At so many lists one firm's chain of places looks; what is not found by then is as good as not there."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Who may stand in whose list."""

    rules: Rules
    apart: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, rules: Rules) -> "Bars":
        pairs = rules.barred.tolist()
        return cls(rules, frozenset((*map(tuple, pairs), *((other, one) for one, other in pairs))))

    def may(self, looking: int, seen: int) -> bool:
        group = self.rules.group
        allowed = bool(self.rules.allowed[group[looking], group[seen]])
        return allowed and looking != seen and (looking, seen) not in self.apart


@dataclass
class Lists:
    """``held``: firm → whom its list holds, the best first; ``shown``: in how many lists each stands;
    ``places``: how long each list may be; ``least``: in how many each shall stand."""

    held: list[list[int]]
    shown: list[int]
    places: Sequence[int]
    least: Sequence[int]
    bars: Bars
    sets: list[set[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.sets = [set(each) for each in self.held]

    def give(self, looking: int, seen: int) -> None:
        self.held[looking].append(seen)
        self.sets[looking].add(seen)
        self.shown[seen] += 1

    def swap(self, looking: int, place: int, seen: int) -> None:
        """Who stands at the place goes, ``seen`` comes last."""
        gone = self.held[looking].pop(place)
        self.sets[looking].remove(gone)
        self.shown[gone] -= 1
        self.give(looking, seen)

    def has_room(self, looking: int) -> bool:
        return len(self.held[looking]) < self.places[looking]

    def can_take(self, looking: int, seen: int) -> bool:
        return seen not in self.sets[looking] and self.bars.may(looking, seen)

    def spare(self, looking: int, first: int) -> int | None:
        """The last place, from ``first`` on, whose firm stands in more lists than it must."""
        held = self.held[looking]
        for place in range(len(held) - 1, max(first, 0) - 1, -1):
            if self.shown[held[place]] > self.least[held[place]]:
                return place
        return None


def least_of(known: Shares, exposure: Exposure) -> Ints:
    """In how many lists each firm shall stand: the floor, or the whole number of places that there are for it."""
    whole = np.floor(known.share + 1e-9).astype(np.int64)
    return np.minimum(np.minimum(exposure.floor, whole), known.lookers)


def fill(lists: Lists, order: Sequence[int]) -> None:
    """Give the places for which nobody has anything in common with the firm to those who are shown least.

    ``order``: the firms as their turn comes.
    """
    short = [row for row in order if lists.has_room(row)]
    if not short:
        return
    group, allowed = lists.bars.rules.group.tolist(), lists.bars.rules.allowed
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


def raise_to(lists: Lists, pool: Pool, exposure: Exposure, order: Sequence[int]) -> None:
    """Bring each firm into so many lists as it shall stand in, as far as rules let it.

    It takes a place where it scores best, of a firm that can spare it: one of the last, and only where none of these is
    to spare, one further up; at the very end by a chain of firms of which each hands a place on.
    """
    turn = {row: place for place, row in enumerate(order)}
    needy = sorted((row for row in order if lists.shown[row] < lists.least[row]), key=lists.shown.__getitem__)
    for row in needy:
        suited = [each for each in pool.seen[row].tolist() if each != NOBODY]
        for first in (-exposure.last, None):
            _take(lists, row, chain(suited, _round(order, turn[row])), first)
        looks = MOST_LOOKS
        while lists.shown[row] < lists.least[row] and looks > 0:
            looks -= _hand_on(lists, row, order, looks)


def _round(order: Sequence[int], start: int) -> Iterator[int]:
    """All, from the firm's own turn on, so that not all ask the same."""
    yield from islice(order, start, None)
    yield from islice(order, start)


def _take(lists: Lists, row: int, among: Iterable[int], first: int | None) -> None:
    """Take spare places in these lists until there are enough; None: any place, else from ``first`` on (negative)."""
    for looking in among:
        if lists.shown[row] >= lists.least[row]:
            return
        if not lists.can_take(looking, row):
            continue
        if lists.has_room(looking):
            lists.give(looking, row)
        else:
            start = 0 if first is None else len(lists.held[looking]) + first
            if (place := lists.spare(looking, start)) is not None:
                lists.swap(looking, place, row)


def _hand_on(lists: Lists, row: int, order: Sequence[int], most_looks: int) -> int:
    """The shortest chain: the firm takes another's place, that one takes the next one's, the last has one to spare.

    How many lists were looked at; ``most_looks`` where there is no such chain.
    """
    came: dict[int, tuple[int, int]] = {}
    queue, looks = deque([row]), 0
    while queue and looks < most_looks:
        asking = queue.popleft()
        looks += len(order)
        for looking in order:
            if not lists.can_take(looking, asking):
                continue
            for holder in lists.held[looking]:
                if holder not in came and holder != row:
                    came[holder] = (looking, asking)
                    if lists.shown[holder] > lists.least[holder]:
                        _carry_out(lists, row, holder, came)
                        return looks
                    queue.append(holder)
    return most_looks


def _carry_out(lists: Lists, row: int, last: int, came: dict[int, tuple[int, int]]) -> None:
    holder = last
    while holder != row:
        looking, asking = came[holder]
        lists.swap(looking, lists.held[looking].index(holder), asking)
        holder = asking
