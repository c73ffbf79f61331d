"""Many meetings planned anew at once, again and again, while each spot seems to be worth a little more by a draw.

What seems so is much at first, so that the search leaves a timetable that is only the best of those nearby, and
less and less later, as metal that is cooled slowly. Meetings are chosen about those places where the prices of the
relaxation say that value is lost; spots that cost much by them are left aside. For boards without rules but who is
taken and how many tables there are.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.scheduling.board import Board
from app.scheduling.compiled import NO_POOL, NOWHERE
from app.scheduling.highs import Floats, Ints, Program, solve
from app.scheduling.losing import Losses
from app.scheduling.pace import Pace
from app.scheduling.relaxation import Asked

UNTIL: Final = 0.85
"""The share of all time."""
NODES: Final = 3
AT_FIRST: Final = 450
FEWEST: Final = 100
"""Meetings at once: fewer after a program that was hard, more after one that was not."""
HARD: Final = 0.75
"""Steps of a program for each of its spots."""
HOT: Final = 0.15
COLD: Final = 0.05
"""How much a spot seems to be worth more at most, at first and at last, compared to what a meeting is worth."""
STILL: Final = 0.9
"""From that share of the time on, nothing seems to be worth more than it is."""
DEAR: Final = 0.05
"""Compared to what a meeting is worth."""
MOST_LOST: Final = 2.5
"""Meetings; if the timetable is worth so much less than the best one, that is taken up again."""
Flags = NDArray[np.bool_]


def coolable(board: Board) -> bool:
    """Whether a meeting is worth the same wherever it is, and no rule reaches further."""
    return board.plain and not any(board.of.least)


class Cooler:
    """``found``: called with each better value; ``target``: one that cannot be surpassed. Spots are told by their
    places among all of them.
    """

    def __init__(self, board: Board, random: Random, asked: Asked, found: Callable[[int], None], target: int) -> None:
        self.board, self.found, self.target = board, found, target
        self.draws = np.random.default_rng(random.getrandbits(32))
        self.at_once = float(AT_FIRST)
        dear = DEAR * self.meeting()
        self.losses = Losses(board, random, asked, dear)
        spots = self.losses.spots
        self.one: Ints = np.array([one for one, _slot, _way in spots], dtype=np.int64)
        self.slot: Ints = np.array([slot for _one, slot, _way in spots], dtype=np.int64)
        self.worth: Floats = np.array(board.of.weight, dtype=np.float64)[self.one]
        self.cheap: Flags = np.array([asked.spots[one, slot] <= dear for one, slot, _way in spots], dtype=np.bool_)
        self.seated: Flags = np.array([way[1] != NO_POOL for _one, _slot, way in spots], dtype=np.bool_)
        self.nobody = len(board.of.names)
        widest = max((len(way[0]) for _one, _slot, way in spots), default=0)
        uses = [[*way[0], *[self.nobody] * (widest - len(way[0]))] for _one, _slot, way in spots]
        self.uses: Ints = np.array(uses, dtype=np.int64).reshape(len(spots), widest)

    def meeting(self) -> float:
        """What one is worth."""
        return self.board.value / max(1, sum(1 for _ in self.board.held()))

    def run(self, pace: Pace) -> None:
        """It ends with the best timetable that it has seen."""
        start = pace.share()
        board, meeting = self.board, self.meeting()
        best, kept = board.value, board.snapshot()
        while (now := (pace.share() - start) / (UNTIL - start)) < 1 and best < self.target:
            seconds = None if pace.work else pace.left(UNTIL)
            pace.spend(self.step(seconds, meeting * (HOT + (COLD - HOT) * now / STILL) if now < STILL else 0.0))
            if board.value > best:
                best, kept = board.value, board.snapshot()
                self.found(best)
            elif board.value < best - MOST_LOST * meeting:
                board.load(kept)
        board.load(kept)

    def step(self, seconds: float | None, noise: float) -> int:
        """The spots that it looked at, and one."""
        board = self.board
        moving = self.losses.around(int(self.at_once))
        spots, now = self.choice(moving)
        if not len(spots):
            return 1
        program = self.program(spots, moving)
        program.worth += (noise or 1 / (len(board.of.begin) + 1)) * self.draws.random(len(spots))
        answer = solve(program, whole=True, seconds=seconds, work=NODES, start=now.astype(np.float64))
        hard = answer.effort > HARD * len(spots)
        self.at_once = min(max(FEWEST, self.at_once * (0.9 if hard else 1.01)), FEWEST + len(self.one))
        if answer.x is not None:
            self.take(spots, now, answer.x > 0.5, never_less=not noise)
        return len(spots) + 1

    def choice(self, moving: list[int]) -> tuple[Ints, Flags]:
        """Spots that can be had if those who move give up theirs, and whether they hold them now."""
        board = self.board
        gone = np.zeros(len(board.of.begin) + 1, dtype=np.bool_)
        gone[[*moving, NOWHERE]] = True
        free = np.vstack([gone[np.array(board.at)], np.ones(board.of.slots, dtype=np.bool_)])
        able = gone[:-1] | (np.array(board.where) == NOWHERE)
        own = np.zeros(len(self.one), dtype=np.bool_)
        own[[self.losses.place[one, board.where[one], board.way[one]] for one in moving]] = True
        can = (self.cheap | own) & able[self.one] & free[self.uses, self.slot[:, None]].all(axis=1)
        spots = np.flatnonzero(can)
        return spots, own[spots]

    def program(self, spots: Ints, moving: list[int]) -> Program:
        board, slots, count = self.board, self.board.of.slots, len(spots)
        slot, uses = self.slot[spots], self.uses[spots]
        rows, columns = [self.one[spots]], [np.arange(count)]
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
        for one in moving:
            if board.way[one][1] != NO_POOL:
                room[board.where[one]] += 1
        tables = used >= base
        most[tables] = room[used[tables] - base]
        column = np.concatenate(columns)
        return Program(self.worth[spots].copy(), np.ones(count), row, column, np.ones(len(column)), most)

    def take(self, spots: Ints, now: Flags, then: Flags, *, never_less: bool) -> None:
        worth = self.worth[spots]
        if never_less and worth[then].sum() < worth[now].sum():
            return
        for spot in spots[now & ~then].tolist():
            self.board.remove(int(self.one[spot]))
        for spot in spots[then & ~now].tolist():
            self.board.place(*self.losses.spots[spot])
