"""Some slots planned anew at once, the best that is possible for them; fixed meetings placed before all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Final

import numpy as np

from app.scheduling.board import ScheduleBoard, bit_places
from app.scheduling.compiled_problem import NO_POOL, NOWHERE, MeetingWay
from app.scheduling.local_search import place_fixed
from app.scheduling.relaxation import Floats, LinearProgram, solve_program

OPTION_WAYS: Final = 3
MAX_WAITING: Final = 1500
REPLANNING_NODES: Final = 20


@dataclass(frozen=True)
class ReplanOption:
    request: int
    slot: int
    way: MeetingWay


@dataclass
class Replanner:
    """``progress``: called with each better value; ``target``: a value that cannot be surpassed. ``hints``: spots that
    a relaxation takes, at least in part; if there are any, others are left aside while ``hinted``. ``stopped``: asked
    while a program runs, and ends it. ``cost``: options looked at so far.
    """

    board: ScheduleBoard
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
        moving = [request for request in board.placed() if board.where[request] in slots and self.movable(request)]
        options = [option for request in moving + self.waiting() for option in self.options(request, slots)]
        self.cost += len(options)
        if not options:
            return False
        as_it_was = {request: (board.where[request], board.way[request]) for request in moving}
        before = board.value
        board.begin()
        for request in moving:
            board.remove(request)
        program = self.program(options)
        start = np.array([float(as_it_was.get(each.request) == (each.slot, each.way)) for each in options])
        answer = solve_program(
            program, whole=True, seconds=seconds, work=REPLANNING_NODES, start=start, stopped=self.stopped
        )
        if answer.x is not None:
            self.take([options[place] for place in np.flatnonzero(answer.x > 0.5).tolist()])
        if answer.x is None or board.value < before:
            board.back()
        board.journal = None
        return board.value > before

    def movable(self, request: int) -> bool:
        return self.board.of.length[request] == 1 and request not in self.board.of.fixed

    def waiting(self) -> list[int]:
        of, where = self.board.of, self.board.where
        requests = [
            request
            for request, begin in enumerate(of.begin)
            if begin and where[request] == NOWHERE and self.movable(request)
        ]
        if len(requests) > MAX_WAITING:
            requests = sorted(self.random.sample(requests, MAX_WAITING))
        return requests

    def options(self, request: int, slots: list[int]) -> list[ReplanOption]:
        of, board = self.board.of, self.board
        own = [board.way[request]] if board.where[request] != NOWHERE else []
        then, standing_way = of.stays.get(request, (NOWHERE, None))
        ways = dict.fromkeys(
            [*own, *([standing_way] if standing_way is not None else []), *islice(of.ways(request), OPTION_WAYS)]
        )
        return [
            ReplanOption(request, slot, way)
            for way in ways
            for slot in bit_places(of.begin[request] & sum(1 << slot for slot in slots))
            if not self.hinted or (request, slot) in self.hints or slot in (board.where[request], then)
            if all(of.usable[resource] >> slot & 1 for resource in way[0])
        ]

    def program(self, options: list[ReplanOption]) -> LinearProgram:
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

        for column, (request, slot, (resources, pool)) in enumerate(
            (each.request, each.slot, each.way) for each in options
        ):
            use("once", request, 0, column, 1)
            for resource in resources:
                use("who", resource, slot, column, board.free[resource] >> slot & 1)
            if pool != NO_POOL:
                use("pool", pool, slot, column, board.room[pool][slot])
                if of.needs[request]:
                    use("chair", pool, slot, column, board.chairs[pool][slot])
            for company in of.companies[request] if board.has_most else ():
                if (limit := of.most[company]) is not None:
                    use("most", company, 0, column, max(0, limit - board.count[company]))
        worth = np.array([float(board.gain(each.request, each.slot, each.way)) for each in options])
        if board.plain:
            worth += self.tie_noise(len(options))
        places = np.array(entries, dtype=np.int64).reshape(-1, 2)
        ones = np.ones(len(options))
        return LinearProgram(worth, ones, places[:, 0], places[:, 1], np.ones(len(places)), np.array(most))

    def tie_noise(self, count: int) -> Floats:
        """A little more worth for each option, all of them together less than one: of several timetables that are worth
        the same, another is taken each time, from which the next slots may go better. Where rules reach
        further, the program would take too long over them."""
        least = 1 / (len(self.board.of.begin) + 1)
        return least * np.array([self.random.random() for _ in range(count)])

    def take(self, chosen: list[ReplanOption]) -> None:
        """As many of them as rules allow that the program does not know."""
        for each in sorted(chosen, key=lambda each: (-self.board.of.weight[each.request], each.request)):
            if self.board.fits(each.request, each.slot, each.way):
                self.board.place(each.request, each.slot, each.way)


FIXING_TRIES = 30
MAX_OPTIONS = 50_000


def place_fixed_meetings(board: ScheduleBoard, random: Random) -> str:
    """``placed``, ``impossible`` or ``unknown``; only in the first case all of them are on the board."""
    for attempt in range(FIXING_TRIES):
        order = sorted(board.of.fixed)
        if attempt:
            random.shuffle(order)
        if not place_fixed(board, order):
            return "placed"
        for request in list(board.placed()):
            board.remove(request)
    options = [
        ReplanOption(request, slot, way)
        for request in sorted(board.of.fixed)
        for way in board.of.ways(request)
        for slot in range(board.of.slots)
        if board.of.begin[request] >> slot & 1 and all(board.of.usable[who] >> slot & 1 for who in way[0])
    ]
    if len(options) > MAX_OPTIONS:
        return "unknown"
    if len({option.request for option in options}) < len(board.of.fixed):
        return "impossible"
    return _place_by_program(board, random, options)


def _place_by_program(board: ScheduleBoard, random: Random, options: list[ReplanOption]) -> str:
    """By a program that knows all rules but those that reach over several slots."""
    program = Replanner(board, random, lambda _: None, lambda: False, 0).program(options)
    program.worth[:] = 1.0
    answer = solve_program(program, whole=True)
    if not answer.proven or answer.x is None:
        return "unknown"
    chosen = [options[place] for place in np.flatnonzero(answer.x > 0.5).tolist()]
    if len(chosen) < len(board.of.fixed):
        return "impossible"
    for each in chosen:
        if board.where[each.request] == NOWHERE and board.fits(each.request, each.slot, each.way):
            board.place(each.request, each.slot, each.way)
    return "placed" if sum(1 for _ in board.placed()) == len(chosen) else "unknown"
