"""Places for those who stand in too few lists, out of the places of those who stand in many."""

from bisect import bisect_left
from collections import Counter, deque
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

MOST_LOOKS: Final = 4_000_000
"""At so many lists chains of places look for one goal; what is not found by then is as good as not there."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Who may stand in whose list."""

    rules: Rules
    apart: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, rules: Rules) -> "Bars":
        return cls(rules, frozenset((looking, seen) for looking, seen in rules.barred.tolist()))

    def may(self, looking: int, seen: int) -> bool:
        group = self.rules.group
        allowed = bool(self.rules.allowed[group[looking], group[seen]])
        return allowed and looking != seen and (looking, seen) not in self.apart


@dataclass
class Lists:
    """``held``: firm → whom its list holds, the best first; ``besides``: whom its other places hold, which nobody takes
    any more; ``places``: how many ``held`` may be; ``shown``: in how many lists each stands, wherever; ``least``: in
    how many each shall stand, once that is asked for."""

    held: list[list[int]]
    besides: Sequence[Sequence[int]]
    places: Sequence[int]
    bars: Bars
    least: Sequence[int] = ()
    shown: list[int] = field(init=False)
    sets: list[set[int]] = field(init=False)

    def __post_init__(self) -> None:
        everybody = list(zip(self.held, self.besides, strict=True))
        self.sets = [{*held, *besides} for held, besides in everybody]
        counts = Counter(chain.from_iterable(chain(*each) for each in everybody))
        self.shown = [counts[row] for row in range(len(self.held))]

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


def least_of(known: Shares, exposure: Exposure) -> Iterator[Ints]:
    """In how many lists each firm shall stand, goal by goal: first the floor, or the whole number of places that there
    are for it by lot, which all can have at once; then one list for everybody, two, up to the floor, as numbers allow.
    """
    whole = np.floor(known.share + 1e-9).astype(np.int64)
    sure = np.minimum(np.minimum(exposure.floor, whole), known.lookers)
    yield sure
    for level in range(1, exposure.floor + 1):
        yield np.maximum(sure, np.minimum(level, known.lookers))


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


def raise_to(lists: Lists, least: Iterable[Ints], pool: Pool, exposure: Exposure, order: Sequence[int]) -> None:
    """Bring each firm into so many lists as it shall stand in, goal by goal, as far as rules let it.

    It takes a place where it scores best, of a firm that can spare it: one of the last, and only where none of these is
    to spare, one further up; at the very end by a chain of firms of which each hands a place on.
    """
    turn = {row: place for place, row in enumerate(order)}
    for goal in least:
        lists.least = goal.tolist()
        needy = sorted((row for row in order if lists.shown[row] < lists.least[row]), key=lists.shown.__getitem__)
        givers = _Givers(lists.bars, order)
        for row in needy:
            among = givers.to(row)
            suited = [each for each in pool.seen[row].tolist() if each != NOBODY and each not in givers.dry]
            for first in (-exposure.last, None):
                _take(
                    lists, row, chain(suited, _round(among, bisect_left(among, turn[row], key=turn.__getitem__))), first
                )
            while lists.shown[row] < lists.least[row] and _hand_on(lists, row, givers):
                pass


class _Givers:
    """The lists that may still have a place to give, while firms are brought to one goal.

    ``dry``: lists without: all whom they hold are needed there, and can take no place elsewhere that is to spare. As
    places only go to firms that lack one, such a list stays so. ``looks``: at so many lists chains may look yet.
    """

    def __init__(self, bars: Bars, order: Sequence[int]) -> None:
        self.bars, self.order = bars, order
        self.dry: set[int] = set()
        self.looks = MOST_LOOKS
        self._of_side: dict[int, list[int]] = {}

    def to(self, row: int) -> Sequence[int]:
        """Those that may show this firm's side, as their turn comes."""
        side = int(self.bars.rules.group[row])
        if side not in self._of_side:
            show = self.bars.rules.allowed[self.bars.rules.group, side]
            self._of_side[side] = [each for each in self.order if show[each] and each not in self.dry]
        return self._of_side[side]

    def are_dry(self, lists: Iterable[int]) -> None:
        self.dry.update(lists)
        self._of_side.clear()


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


def _hand_on(lists: Lists, row: int, givers: _Givers) -> bool:
    """The shortest chain: the firm takes another's place, that one takes the next one's, the last has one to spare.

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
            for holder in lists.held[looking]:
                if holder not in came and holder != row:
                    came[holder] = (looking, asking)
                    if lists.shown[holder] > lists.least[holder]:
                        _carry_out(lists, row, holder, came)
                        return True
                    queue.append(holder)
    if not queue:
        givers.are_dry(reached)
    return False


def _carry_out(lists: Lists, row: int, last: int, came: dict[int, tuple[int, int]]) -> None:
    holder = last
    while holder != row:
        looking, asking = came[holder]
        lists.swap(looking, lists.held[looking].index(holder), asking)
        holder = asking
