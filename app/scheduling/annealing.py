"""Where a timetable loses value by the prices of the relaxation, and which meetings are about such a place."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.scheduling.board import ScheduleBoard
from app.scheduling.compiled_problem import NO_POOL, NOWHERE, MeetingWay
from app.scheduling.pace import SearchPace
from app.scheduling.relaxation import DualPrices, Floats, Ints, LinearProgram, solve_program

LOSS_WAYS: Final = 3
MIN_LOSS: Final = 0.5
MAX_TRIES: Final = 100
RequestSpot = tuple[int, int, MeetingWay]


class ValueLosses:
    """``spots``: where each request can be held, one by one; ``place``: of each among them. ``cheap``: those that cost
    ``dear`` at most, by request; ``takers``: the same by resource and slot.
    """

    def __init__(self, board: ScheduleBoard, random: Random, asked: DualPrices, dear: float) -> None:
        self.board, self.random, self.asked = board, random, asked
        self.spots = list(self._all())
        self.place = {spot: number for number, spot in enumerate(self.spots)}
        self.cheap: list[list[RequestSpot]] = [[] for _ in board.where]
        self.takers: dict[tuple[int, int], list[RequestSpot]] = {}
        self.idle: dict[tuple[int, int], float] = {}
        for request, slot, way in self.spots:
            self._price(request, slot, way)
            if asked.spots[request, slot] <= dear:
                self.cheap[request].append((request, slot, way))
                for resource in way[0]:
                    self.takers.setdefault((resource, slot), []).append((request, slot, way))

    def _all(self) -> Iterator[RequestSpot]:
        of = self.board.of
        for request, slot in self.asked.spots:
            if of.length[request] == 1 and request not in of.fixed:
                for way in islice(of.ways(request), LOSS_WAYS):
                    if all(of.usable[resource] >> slot & 1 for resource in way[0]):
                        yield request, slot, way

    def _price(self, request: int, slot: int, way: MeetingWay) -> None:
        of = self.board.of
        for resource, company in zip(way[0], of.companies[request], strict=False):
            self.idle[resource, slot] = self.asked.companies.get((of.problem.firms[company].id, slot), 0.0)

    def find_replacements(self) -> tuple[list[list[int]], list[float]]:
        """For each loss those who could be there instead, and how much it is."""
        where, at, asked = self.board.where, self.board.at, self.asked
        who: list[list[int]] = []
        lost: list[float] = []
        for request, slot in enumerate(where):
            loss = asked.left.get(request, 0.0) if slot == NOWHERE else asked.spots.get((request, slot), 0.0)
            if loss > MIN_LOSS:
                who.append([request])
                lost.append(loss)
        for (resource, slot), price in self.idle.items():
            if price > MIN_LOSS and at[resource][slot] == NOWHERE:
                who.append([request for request, _slot, _way in self.takers.get((resource, slot), ())])
                lost.append(price)
        return who, lost

    def around(self, count: int) -> list[int]:
        """So many meetings about a loss that is drawn: those in the way of spots, those who could be there instead of
        them, and so on."""
        where, way = self.board.where, self.board.way
        who, lost = self.find_replacements()
        meetings: list[int] = []
        seen: set[int] = set()
        queue: deque[int] = deque()
        tries = 0
        while len(meetings) < count and (queue or tries < MAX_TRIES):
            if queue:
                near = self.near(queue.popleft())
            else:
                tries += 1
                near = iter(self.random.choices(who, lost)[0] if lost else [self.random.randrange(len(where))])
            for request in near:
                if request not in seen:
                    seen.add(request)
                    queue.append(request)
                    if where[request] != NOWHERE and (request, where[request], way[request]) in self.place:
                        meetings.append(request)
        return meetings[:count]

    def near(self, request: int) -> Iterator[int]:
        """Who is in its way, and who could be in its place."""
        at, slot = self.board.at, self.board.where[request]
        for _request, there, way in self.random.sample(self.cheap[request], len(self.cheap[request])):
            for resource in way[0]:
                if (other := at[resource][there]) != NOWHERE:
                    yield other
        if slot != NOWHERE:
            for resource in self.board.way[request][0]:
                for other, _slot, _way in self.takers.get((resource, slot), ()):
                    if (other, slot) in self.asked.hints:
                        yield other


ANNEALED_UNTIL: Final = 0.85
"""The share of all time."""
ANNEALING_NODES: Final = 3
FIRST_MEETINGS: Final = 450
FEWEST_MEETINGS: Final = 100
"""Meetings at once: fewer after a program that was hard, more after one that was not."""
HARD_STEPS: Final = 0.75
"""Steps of a program for each of its spots."""
START_NOISE: Final = 0.15
END_NOISE: Final = 0.05
"""How much a spot seems to be worth more at most, at first and at last, compared to what a meeting is worth."""
STILL_FROM: Final = 0.9
"""From that share of the time on, nothing seems to be worth more than it is."""
DEAR_SHARE: Final = 0.05
"""Compared to what a meeting is worth."""
MAX_LOST_MEETINGS: Final = 2.5
"""Meetings; if the timetable is worth so much less than the best one, that is taken up again."""
Flags = NDArray[np.bool_]


def is_annealable(board: ScheduleBoard) -> bool:
    """Whether a meeting is worth the same wherever it is, and no rule reaches further."""
    return board.plain and not any(board.of.least)


class Annealer:
    """``on_better``: called with each better value; ``target``: one that cannot be surpassed. Spots are told by their
    places among all of them.
    """

    def __init__(
        self, board: ScheduleBoard, random: Random, asked: DualPrices, on_better: Callable[[int], None], target: int
    ) -> None:
        self.board, self.on_better, self.target = board, on_better, target
        self.draws = np.random.default_rng(random.getrandbits(32))
        self.at_once = float(FIRST_MEETINGS)
        dear = DEAR_SHARE * self.meeting()
        self.losses = ValueLosses(board, random, asked, dear)
        spots = self.losses.spots
        self.request: Ints = np.array([request for request, _slot, _way in spots], dtype=np.int64)
        self.slot: Ints = np.array([slot for _request, slot, _way in spots], dtype=np.int64)
        self.worth: Floats = np.array(board.of.weight, dtype=np.float64)[self.request]
        self.cheap: Flags = np.array(
            [asked.spots[request, slot] <= dear for request, slot, _way in spots], dtype=np.bool_
        )
        self.seated: Flags = np.array([way[1] != NO_POOL for _request, _slot, way in spots], dtype=np.bool_)
        self.nobody = len(board.of.names)
        widest = max((len(way[0]) for _request, _slot, way in spots), default=0)
        uses = [[*way[0], *[self.nobody] * (widest - len(way[0]))] for _request, _slot, way in spots]
        self.uses: Ints = np.array(uses, dtype=np.int64).reshape(len(spots), widest)

    def meeting(self) -> float:
        """What one is worth."""
        return self.board.value / max(1, sum(1 for _ in self.board.placed()))

    def run(self, pace: SearchPace) -> None:
        """It ends with the best timetable that it has seen."""
        start = pace.share()
        board, meeting = self.board, self.meeting()
        best, snapshot = board.value, board.snapshot()
        while (now := (pace.share() - start) / (ANNEALED_UNTIL - start)) < 1 and best < self.target:
            seconds = None if pace.work else pace.left(ANNEALED_UNTIL)
            pace.spend(
                self.step(
                    seconds,
                    meeting * (START_NOISE + (END_NOISE - START_NOISE) * now / STILL_FROM) if now < STILL_FROM else 0.0,
                )
            )
            if board.value > best:
                best, snapshot = board.value, board.snapshot()
                self.on_better(best)
            elif board.value < best - MAX_LOST_MEETINGS * meeting:
                board.load(snapshot)
        board.load(snapshot)

    def step(self, seconds: float | None, noise: float) -> int:
        """The spots that it looked at, and one."""
        board = self.board
        moving = self.losses.around(int(self.at_once))
        spots, now = self.choice(moving)
        if not len(spots):
            return 1
        program = self.program(spots, moving)
        program.worth += (noise or 1 / (len(board.of.begin) + 1)) * self.draws.random(len(spots))
        answer = solve_program(program, whole=True, seconds=seconds, work=ANNEALING_NODES, start=now.astype(np.float64))
        hard = answer.effort > HARD_STEPS * len(spots)
        self.at_once = min(
            max(FEWEST_MEETINGS, self.at_once * (0.9 if hard else 1.01)), FEWEST_MEETINGS + len(self.request)
        )
        if answer.x is not None:
            self.take(spots, now, answer.x > 0.5, never_less=not noise)
        return len(spots) + 1

    def choice(self, moving: list[int]) -> tuple[Ints, Flags]:
        """Spots that can be had if those who move give up theirs, and whether they hold them now."""
        board = self.board
        freed = np.zeros(len(board.of.begin) + 1, dtype=np.bool_)
        freed[[*moving, NOWHERE]] = True
        free = np.vstack([freed[np.array(board.at)], np.ones(board.of.slots, dtype=np.bool_)])
        able = freed[:-1] | (np.array(board.where) == NOWHERE)
        own = np.zeros(len(self.request), dtype=np.bool_)
        own[[self.losses.place[moved, board.where[moved], board.way[moved]] for moved in moving]] = True
        can = (self.cheap | own) & able[self.request] & free[self.uses, self.slot[:, None]].all(axis=1)
        spots = np.flatnonzero(can)
        return spots, own[spots]

    def program(self, spots: Ints, moving: list[int]) -> LinearProgram:
        board, slots, count = self.board, self.board.of.slots, len(spots)
        slot, uses = self.slot[spots], self.uses[spots]
        rows, columns = [self.request[spots]], [np.arange(count)]
        base = len(board.of.begin)
        for each in uses.T:
            some = np.flatnonzero(each != self.nobody)
            rows.append(base + each[some] * slots + slot[some])
            columns.append(some)
        base += self.nobody * slots
        seated = np.flatnonzero(self.seated[spots])
        rows.append(base + slot[seated])
        columns.append(seated)
        used, row = np.unique(np.concatenate(rows), return_inverse=True)
        most = np.ones(len(used))
        room = np.array(board.room[0] if board.room else [0] * slots)
        for moved in moving:
            if board.way[moved][1] != NO_POOL:
                room[board.where[moved]] += 1
        tables = used >= base
        most[tables] = room[used[tables] - base]
        column = np.concatenate(columns)
        return LinearProgram(self.worth[spots].copy(), np.ones(count), row, column, np.ones(len(column)), most)

    def take(self, spots: Ints, now: Flags, then: Flags, *, never_less: bool) -> None:
        worth = self.worth[spots]
        if never_less and worth[then].sum() < worth[now].sum():
            return
        for spot in spots[now & ~then].tolist():
            self.board.remove(int(self.request[spot]))
        for spot in spots[then & ~now].tolist():
            self.board.place(*self.losses.spots[spot])
