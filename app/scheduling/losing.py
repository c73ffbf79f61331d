"""Where a timetable loses value by the prices of the relaxation, and which meetings are about such a place."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Final

from app.scheduling.board import Board
from app.scheduling.compiled import NOWHERE, Way
from app.scheduling.relaxation import Asked

WAYS: Final = 3
LEAST_LOSS: Final = 0.5
TRIES: Final = 100
Spot = tuple[int, int, Way]


class Losses:
    """``spots``: where each request can be held, one by one; ``place``: of each among them. ``cheap``: those that cost
    ``dear`` at most, by request; ``takers``: the same by resource and slot.
    """

    def __init__(self, board: Board, random: Random, asked: Asked, dear: float) -> None:
        self.board, self.random, self.asked = board, random, asked
        self.spots = list(self._all())
        self.place = {spot: number for number, spot in enumerate(self.spots)}
        self.cheap: list[list[Spot]] = [[] for _ in board.where]
        self.takers: dict[tuple[int, int], list[Spot]] = {}
        self.idle: dict[tuple[int, int], float] = {}
        for one, slot, way in self.spots:
            self._price(one, slot, way)
            if asked.spots[one, slot] <= dear:
                self.cheap[one].append((one, slot, way))
                for resource in way[0]:
                    self.takers.setdefault((resource, slot), []).append((one, slot, way))

    def _all(self) -> Iterator[Spot]:
        of = self.board.of
        for one, slot in self.asked.spots:
            if of.length[one] == 1 and one not in of.fixed:
                for way in islice(of.ways(one), WAYS):
                    if all(of.usable[resource] >> slot & 1 for resource in way[0]):
                        yield one, slot, way

    def _price(self, one: int, slot: int, way: Way) -> None:
        of = self.board.of
        for resource, firm in zip(way[0], of.firms[one], strict=False):
            self.idle[resource, slot] = self.asked.firms.get((of.problem.firms[firm].id, slot), 0.0)

    def found(self) -> tuple[list[list[int]], list[float]]:
        """For each loss those who could be there instead, and how much it is."""
        where, at, asked = self.board.where, self.board.at, self.asked
        who: list[list[int]] = []
        lost: list[float] = []
        for one, slot in enumerate(where):
            loss = asked.left.get(one, 0.0) if slot == NOWHERE else asked.spots.get((one, slot), 0.0)
            if loss > LEAST_LOSS:
                who.append([one])
                lost.append(loss)
        for (resource, slot), price in self.idle.items():
            if price > LEAST_LOSS and at[resource][slot] == NOWHERE:
                who.append([one for one, _slot, _way in self.takers.get((resource, slot), ())])
                lost.append(price)
        return who, lost

    def around(self, count: int) -> list[int]:
        """So many meetings about a loss that is drawn: those in the way of spots, those who could be there instead of
        them, and so on."""
        where, way = self.board.where, self.board.way
        who, lost = self.found()
        meetings: list[int] = []
        seen: set[int] = set()
        queue: deque[int] = deque()
        tries = 0
        while len(meetings) < count and (queue or tries < TRIES):
            if queue:
                near = self.near(queue.popleft())
            else:
                tries += 1
                near = iter(self.random.choices(who, lost)[0] if lost else [self.random.randrange(len(where))])
            for one in near:
                if one not in seen:
                    seen.add(one)
                    queue.append(one)
                    if where[one] != NOWHERE and (one, where[one], way[one]) in self.place:
                        meetings.append(one)
        return meetings[:count]

    def near(self, one: int) -> Iterator[int]:
        """Who is in its way, and who could be in its place."""
        at, slot = self.board.at, self.board.where[one]
        for _one, there, way in self.random.sample(self.cheap[one], len(self.cheap[one])):
            for resource in way[0]:
                if (other := at[resource][there]) != NOWHERE:
                    yield other
        if slot != NOWHERE:
            for resource in self.board.way[one][0]:
                for other, _slot, _way in self.takers.get((resource, slot), ()):
                    if (other, slot) in self.asked.hints:
                        yield other
