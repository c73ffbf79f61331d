"""Two ways to search, a process each, until the first has a proof, time is up or somebody stops it.

Whatever a process finds is checked before it counts.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from time import monotonic
from typing import Any, Final

from tests.bench.published.check import Placement, breaks, faults
from tests.bench.published.counting import why_impossible
from tests.bench.published.outcome import Outcome
from tests.bench.published.problem import Problem
from tests.bench.published.windows import windows

WAYS: Final = {1: ("max_sat",), 2: ("max_sat", "cp_sat")}
"""By the number of threads. CP-SAT counts where clauses cannot: it proves soon that too many meetings have no room."""
AS_IT_COMES: Final = ("cp_sat_as_it_comes",)
"""CP-SAT without anything of ours but the model, on two threads, to compare with."""
BEAT_SECONDS: Final = 0.2
MEMORY_BYTES: Final = 4 << 30


class WrongTimetable(Exception):
    """A search found what the check does not let pass; the faults, a sentence each."""


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    ways: Sequence[str] = WAYS[2],
    progress: Callable[[Outcome], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """``seconds`` from now, None for as long as it takes; ``progress`` is told about five times a second, and ``stop``
    is asked as often. The outcome has the best timetable so far in any case.

    Raises WrongTimetable, which would be a fault of this program.
    """
    begun = monotonic()
    end = None if seconds is None else begun + seconds
    best = Best(problem)
    processes: list[BaseProcess] = []
    pipes: list[Connection] = []
    try:
        while not best.proven and (end is None or monotonic() < end) and not stop():
            if not processes:
                processes, pipes = _started(problem, ways)
            ready = wait(pipes, BEAT_SECONDS if end is None else min(BEAT_SECONDS, max(end - monotonic(), 0)))
            for pipe in [pipe for pipe in pipes if pipe in ready]:
                try:
                    best.take(*pipe.recv())
                except EOFError:
                    pipes.remove(pipe)
            progress(best.outcome(monotonic() - begun))
            if not pipes:
                break  # all have ended; without a proof they lacked memory
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.join()
    return best.outcome(monotonic() - begun)


@dataclass(slots=True)
class Best:
    """What is known by now."""

    problem: Problem
    timetable: list[int] | None = None
    breaks: int | None = None
    bound: int = 0
    proven: bool = False

    def __post_init__(self) -> None:
        if not self.problem.meetings:
            self.timetable, self.breaks, self.proven = [], 0, True

    def take(self, kind: str, value: Any) -> None:
        if kind == "timetable":
            self._accept(*value)
        elif kind == "bound":
            self.bound = max(self.bound, value)
        else:
            self.proven = True
            self.bound = self.bound if self.breaks is None else self.breaks
        self.proven = self.proven or self.breaks == self.bound

    def _accept(self, timetable: list[int], claimed: int) -> None:
        placed = [Placement(meeting, slot) for meeting, slot in enumerate(timetable, 1)]
        wrong = faults(self.problem, placed)
        counted = sum(breaks(self.problem, placed)) if not wrong else -1
        if wrong or counted != claimed:
            raise WrongTimetable(*(wrong or [f"It has {counted} breaks and not {claimed}."]))
        if self.breaks is None or counted < self.breaks:
            self.timetable, self.breaks = timetable, counted

    def outcome(self, seconds: float) -> Outcome:
        return Outcome(self.timetable, self.breaks, self.bound, self.proven, seconds)


def _started(problem: Problem, ways: Sequence[str]) -> tuple[list[BaseProcess], list[Connection]]:
    context = multiprocessing.get_context("spawn")
    processes: list[BaseProcess] = []
    pipes: list[Connection] = []
    for way in ways:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_search, args=(way, problem, theirs), daemon=True)
        process.start()
        theirs.close()  # only the process has it open now: its end is seen here
        processes.append(process)
        pipes.append(ours)
    return processes, pipes


def _search(way: str, problem: Problem, pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which has the best so far to write
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(MemoryError):
        pipe.send(("optimum", optimum(way, problem, pipe.send)))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def optimum(way: str, problem: Problem, send: Callable[[tuple[str, Any]], None]) -> int | None:
    """The fewest breaks; None: there is no timetable. ``send`` takes what comes to light before."""
    day = windows(problem)
    if why_impossible(day) is not None:
        return None

    def on_timetable(timetable: list[int], breaks: int) -> None:
        send(("timetable", (day.in_the_problem(timetable), breaks)))

    def on_bound(bound: int) -> None:
        send(("bound", bound))

    if way == "max_sat":
        from tests.bench.published import max_sat

        return max_sat.optimum(day, on_timetable, on_bound)
    from tests.bench.published.cp_sat import AS_IT_COMES as DEFAULTS
    from tests.bench.published.cp_sat import PARAMETERS, CpSat

    return CpSat(day, on_timetable, on_bound).optimum(PARAMETERS if way == "cp_sat" else DEFAULTS)
