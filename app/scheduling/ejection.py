"""Better timetables by ejection: a request takes its place from others, who look for another, and so on for a while.

A step that loses value may be kept while the temperature is high; what was just ejected from a slot stays away from it
for some steps. The best timetable seen is what counts.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import exp
from random import Random
from typing import Final

from app.scheduling.blocking import hindered, takers_of
from app.scheduling.board import Board, bits
from app.scheduling.chains import place_by_chains
from app.scheduling.compiled import NOWHERE, Way
from app.scheduling.greedy import best_spot

DEPTH: Final = 6
WAYS: Final = 12
"""Of the ways in which a meeting can be held, so many are tried at once."""
LOOKED_AT: Final = 4
"""Of the cheapest spots, so many are looked at whether rules that reach further make them dearer."""
SINCE_LAST_LOOK: Final = 16


@dataclass
class Ejector:
    """``progress``: called with each better value. ``steps``: how many are made, unless ``stop`` says so earlier."""

    board: Board
    random: Random
    progress: Callable[[int], None]
    stop: Callable[[], bool]
    target: int = 1 << 62
    tabu: dict[tuple[int, int], int] = field(default_factory=dict)
    now: int = 0

    def run(self, steps: int, *, heat: float) -> int:
        """Until it has the ``target`` value. ``heat``: the loss that is readily borne at first. The steps made."""
        board = self.board
        best, kept = board.value, board.snapshot()
        out = [one for one, begin in enumerate(board.of.begin) if begin and board.where[one] == NOWHERE]
        made = 0
        while made < steps and out and best < self.target:
            if made % SINCE_LAST_LOOK == 0 and self.stop():
                break
            made += 1
            self.now += 1
            self.step(out, heat * (1 - made / steps))
            if board.value > best:
                best, kept = board.value, board.snapshot()
                self.progress(best)
        board.load(kept)
        return made

    def step(self, out: list[int], heat: float) -> None:
        """One request of ``out`` tries to come in; who is out then takes its place in the list."""
        place = max((self.random.randrange(len(out)) for _ in range(3)), key=lambda one: self.board.of.weight[out[one]])
        one = out[place]
        before = self.board.value
        self.board.begin()
        left = self.enter(one)
        lost = before - self.board.value
        if left is None or (lost > 0 and self.random.random() >= exp(-lost / max(heat, 1e-9))):
            self.board.back()
            return
        self.board.journal = None
        out[place] = out[-1]
        out.pop()
        out += left

    def enter(self, one: int) -> list[int] | None:
        """Who is out at last, after it has come in; None if it cannot."""
        waiting, left = [one], []
        for depth in range(DEPTH):
            if not waiting:
                break
            next_in = waiting.pop()
            if self.simply(next_in):
                continue
            ejected = self.force(next_in, final=depth > 0)
            if ejected is None:
                if depth == 0:
                    return None
                left.append(next_in)
            else:
                waiting += ejected
        return left + [each for each in waiting if not self.simply(each)]

    def simply(self, one: int) -> bool:
        spot = best_spot(self.board, one)
        if spot is not None:
            self.board.place(one, *spot)
            return True
        if self.board.of.length[one] > 1 or not self.board.of.begin[one]:
            return False
        way = next(self.board.of.ways(one))
        return place_by_chains(self.board, one, way)

    def force(self, one: int, *, final: bool) -> list[int] | None:
        """Takes the spot that costs least; None if there is none, or each costs more than it brings and it is final."""
        found, least = None, float(1 << 62)
        board = self.board
        cheap = heapq.nsmallest(LOOKED_AT, self.priced(one))
        for cost, slot, way, takers in cheap:
            if cost >= least:
                break
            blockers = hindered(board, one, slot, way, takers) if board.ruled else takers
            if blockers is not None and (cost := sum(map(board.loss, blockers)) + self.random.random()) < least:
                least, found = cost, (slot, way, blockers)
        if found is None or (final and least >= self.board.of.weight[one]):
            return None
        slot, way, blockers = found
        ejected = sorted(blockers)
        for each in ejected:
            self.tabu[each, self.board.where[each]] = self.now + 5 + self.random.randrange(10)
            self.board.remove(each)
        if not self.board.fits(one, slot, way):
            for each in ejected:
                self.simply(each)
            return None
        self.board.place(one, slot, way)
        return ejected

    def priced(self, one: int) -> Iterator[tuple[float, int, Way, set[int]]]:
        """Spots with those who take them and what they are worth, a little at random."""
        board, random = self.board, self.random.random
        for slot, way in self.spots(one):
            takers = takers_of(board, one, slot, way)
            if takers is not None:
                yield sum(map(board.loss, takers)) + random(), slot, way, takers

    def spots(self, one: int) -> list[tuple[int, Way]]:
        of = self.board.of
        ways = list(of.ways(one)) if len(of.helpers[one]) * len(of.seats[one]) < WAYS else self.some(one)
        if len(ways) > WAYS:
            ways = self.random.sample(ways, WAYS)
        slots = [slot for slot in bits(of.begin[one]) if self.tabu.get((one, slot), 0) <= self.now]
        return [(slot, way) for way in ways for slot in slots]

    def some(self, one: int) -> list[Way]:
        """Ways drawn, of which there are too many to look at all."""
        of, found = self.board.of, []
        for _ in range(WAYS):
            pair, (taken, pool) = self.random.choice(of.pairs[one]), self.random.choice(of.seats[one])
            able = [each for each in of.helpers[one] if of.sits.get(each, -1) in (-1, *taken)]
            if able:
                found.append(((*pair, *taken, self.random.choice(able)), pool))
        return found
