"""Some slots planned anew at once, the best that is possible for them, everything else left as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Final

import numpy as np

from app.scheduling.board import Board, bits
from app.scheduling.compiled import NO_POOL, NOWHERE, Way
from app.scheduling.highs import Floats, Program, solve

WAYS: Final = 3
MOST_WAITING: Final = 1500
NODES: Final = 20


@dataclass(frozen=True)
class Option:
    one: int
    slot: int
    way: Way


@dataclass
class Replanner:
    """``progress``: called with each better value; ``target``: a value that cannot be surpassed. ``hints``: spots that
    a relaxation takes, at least in part; if there are any, others are left aside while ``hinted``. ``stopped``: asked
    while a program runs, and ends it. ``cost``: options looked at so far.
    """

    board: Board
    random: Random
    progress: Callable[[int], None]
    stop: Callable[[], bool]
    target: int
    hints: frozenset[tuple[int, int]] = frozenset()
    stopped: Callable[[], bool] | None = None
    hinted: bool = False
    cost: int = 0

    def run(self, rounds: int, *, slots: int, seconds: float | None, hinted: bool = False) -> None:
        self.hinted = hinted and bool(self.hints)
        for _ in range(rounds):
            if self.stop() or self.board.value >= self.target:
                return
            chosen = self.random.sample(range(self.board.of.slots), min(slots, self.board.of.slots))
            if self.replan(sorted(chosen), seconds):
                self.progress(self.board.value)

    def replan(self, slots: list[int], seconds: float | None) -> bool:
        """Whether the timetable is worth more now. It is never worth less."""
        board = self.board
        moving = [one for one in board.held() if board.where[one] in slots and self.movable(one)]
        options = [option for one in moving + self.waiting() for option in self.options(one, slots)]
        self.cost += len(options)
        if not options:
            return False
        as_it_was = {one: (board.where[one], board.way[one]) for one in moving}
        before = board.value
        board.begin()
        for one in moving:
            board.remove(one)
        program = self.program(options)
        start = np.array([float(as_it_was.get(each.one) == (each.slot, each.way)) for each in options])
        answer = solve(program, whole=True, seconds=seconds, work=NODES, start=start, stopped=self.stopped)
        if answer.x is not None:
            self.take([options[place] for place in np.flatnonzero(answer.x > 0.5).tolist()])
        if answer.x is None or board.value < before:
            board.back()
        board.journal = None
        return board.value > before

    def movable(self, one: int) -> bool:
        return self.board.of.length[one] == 1 and one not in self.board.of.fixed

    def waiting(self) -> list[int]:
        of, where = self.board.of, self.board.where
        found = [one for one, begin in enumerate(of.begin) if begin and where[one] == NOWHERE and self.movable(one)]
        if len(found) > MOST_WAITING:
            found = sorted(self.random.sample(found, MOST_WAITING))
        return found

    def options(self, one: int, slots: list[int]) -> list[Option]:
        of, board = self.board.of, self.board
        own = [board.way[one]] if board.where[one] != NOWHERE else []
        then, stands = of.stays.get(one, (NOWHERE, None))
        ways = dict.fromkeys([*own, *([stands] if stands is not None else []), *islice(of.ways(one), WAYS)])
        return [
            Option(one, slot, way)
            for way in ways
            for slot in bits(of.begin[one] & sum(1 << slot for slot in slots))
            if not self.hinted or (one, slot) in self.hints or slot in (board.where[one], then)
            if all(of.usable[resource] >> slot & 1 for resource in way[0])
        ]

    def program(self, options: list[Option]) -> Program:
        """With what is free now, after those who move were taken out."""
        board, of = self.board, self.board.of
        rows: dict[tuple[str, int, int], int] = {}
        most: list[float] = []
        entries: list[tuple[int, int]] = []

        def use(kind: str, which: int, slot: int, column: int, left: int) -> None:
            key = kind, which, slot
            if key not in rows:
                rows[key] = len(most)
                most.append(float(left))
            entries.append((rows[key], column))

        for column, (one, slot, (resources, pool)) in enumerate((each.one, each.slot, each.way) for each in options):
            use("once", one, 0, column, 1)
            for resource in resources:
                use("who", resource, slot, column, board.free[resource] >> slot & 1)
            if pool != NO_POOL:
                use("pool", pool, slot, column, board.room[pool][slot])
                if of.needs[one]:
                    use("chair", pool, slot, column, board.chairs[pool][slot])
            for firm in of.firms[one] if board.has_most else ():
                if (limit := of.most[firm]) is not None:
                    use("most", firm, 0, column, max(0, limit - board.count[firm]))
        worth = np.array([float(board.gain(each.one, each.slot, each.way)) for each in options])
        if board.plain:
            worth += self.whims(len(options))
        places = np.array(entries, dtype=np.int64).reshape(-1, 2)
        ones = np.ones(len(options))
        return Program(worth, ones, places[:, 0], places[:, 1], np.ones(len(places)), np.array(most))

    def whims(self, count: int) -> Floats:
        """A little more worth for each option, all of them together less than one: of several timetables that are worth
        the same, another is taken each time, from which the next slots may go better. Where rules reach
        further, the program would take too long over them."""
        least = 1 / (len(self.board.of.begin) + 1)
        return least * np.array([self.random.random() for _ in range(count)])

    def take(self, chosen: list[Option]) -> None:
        """As many of them as rules allow that the program does not know."""
        for each in sorted(chosen, key=lambda each: (-self.board.of.weight[each.one], each.one)):
            if self.board.fits(each.one, each.slot, each.way):
                self.board.place(each.one, each.slot, each.way)
