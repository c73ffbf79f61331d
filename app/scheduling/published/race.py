"""Several ways to search, a child process each, until the first has a proof, time is up or somebody stops it.

Whatever a child finds is checked before it counts.
"""

from __future__ import annotations

import ctypes
import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final, cast

from app.scheduling.published.check import Placement, breaks, faults
from app.scheduling.published.lines import Lines, Saying
from app.scheduling.published.outcome import Outcome
from app.scheduling.published.problem import Problem

WAYS: Final = {1: ("alone",), 2: ("cores", "reaching")}
"""By the number of threads; as ``Searching`` knows them."""
AS_IT_COMES: Final = ("as_it_comes",)
"""CP-SAT without anything of ours but the model, on two threads, to compare with."""
BEAT_SECONDS: Final = 0.2
ROOT: Final = Path(__file__).resolve().parents[3]
LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None
SET_DEATH_SIGNAL: Final = 1

Progress = Callable[[Outcome], None]


class WrongTimetable(Exception):
    """A search found what the check does not let pass; the faults, a sentence each."""


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    ways: Sequence[str] = WAYS[2],
    progress: Progress = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """``seconds`` from now, None for as long as it takes; ``progress`` is told about five times a second, and ``stop``
    is asked as often. The outcome holds the best timetable so far in any case.

    Raises WrongTimetable, which would be a fault of this program.
    """
    return _Race(problem, seconds).outcome(ways, progress, stop)


class _Race:
    def __init__(self, problem: Problem, seconds: float | None) -> None:
        self.problem = problem
        self.begun = monotonic()
        self.end = None if seconds is None else self.begun + seconds
        self.timetable: list[int] | None = [] if not problem.meetings else None
        self.best: int | None = 0 if not problem.meetings else None
        self.bound = 0
        self.proven = not problem.meetings
        self.children: list[Child] = []

    def outcome(self, ways: Sequence[str], progress: Progress, stop: Callable[[], bool]) -> Outcome:
        with selectors.DefaultSelector() as waiting:
            try:
                while not self._over() and not stop():
                    if not self.children:
                        self._start(ways, waiting)
                    for child, line in self._lines(waiting):
                        self._take(child, line)
                    progress(self._now())
                    if not waiting.get_map():
                        break  # all have ended; without a proof they lacked memory
            finally:
                self._end()
        return self._now()

    def _now(self) -> Outcome:
        return Outcome(self.timetable, self.best, self.bound, self.proven, monotonic() - self.begun)

    def _over(self) -> bool:
        return self.proven or (self.end is not None and monotonic() >= self.end)

    def _start(self, ways: Sequence[str], waiting: selectors.BaseSelector) -> None:
        for way in ways:
            child = Child()
            self.children.append(child)
            waiting.register(child.heard.pipe, selectors.EVENT_READ, child)
            child.say(problem=self.problem.to_plain(), way=way)

    def _lines(self, waiting: selectors.BaseSelector) -> Iterator[tuple[Child, bytes]]:
        left = BEAT_SECONDS if self.end is None else min(BEAT_SECONDS, max(self.end - monotonic(), 0))
        for key, _ in waiting.select(left):
            child: Child = key.data
            for line in child.heard.waiting():
                yield child, line
            if child.heard.ended:
                waiting.unregister(key.fileobj)
        for child in self.children:
            child.saying.flush()

    def _take(self, child: Child, line: bytes) -> None:
        said: dict[str, Any] = json.loads(line)
        before = self.best, self.bound
        if "timetable" in said:
            self._accept(said["timetable"], said["breaks"])
        if "stage" in said:
            self._say_to_others(child, **said)
        if "bound" in said:
            self.bound = max(self.bound, said["bound"])
        if "optimum" in said:
            self.proven = True
            self.bound = self.bound if self.best is None else self.best
        if self.best is not None and self.best <= self.bound:
            self.proven = True
        if (self.best, self.bound) != before:
            self._say_to_others(child, best=self.best, bound=self.bound)

    def _accept(self, timetable: list[int], told: int) -> None:
        placed = [Placement(meeting, slot) for meeting, slot in enumerate(timetable, 1)]
        found = faults(self.problem, placed)
        counted = sum(breaks(self.problem, placed)) if not found else -1
        if found or counted != told:
            raise WrongTimetable(*(found or [f"It has {counted} breaks and not {told}."]))
        if self.best is None or counted < self.best:
            self.timetable, self.best = timetable, counted

    def _say_to_others(self, child: Child, **said: Any) -> None:
        for other in self.children:
            if other is not child:
                other.say(**said)

    def _end(self) -> None:
        for child in self.children:
            child.process.kill()
        for child in self.children:
            child.close()


class Child:
    """One process of the race."""

    def __init__(self) -> None:
        # a session of its own: Ctrl-C reaches the parent alone, which has the best so far to write
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.scheduling.published.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=partial(_die_with, os.getpid()),
        )
        self.pipes = cast("tuple[IO[bytes], IO[bytes]]", (self.process.stdin, self.process.stdout))
        self.saying = Saying(self.pipes[0].fileno())
        self.heard = Lines(self.pipes[1].fileno())

    def say(self, **said: Any) -> None:
        self.saying.say(json.dumps(said).encode())

    def close(self) -> None:
        self.process.wait()
        for pipe in self.pipes:
            pipe.close()


def _die_with(parent: int) -> None:
    """Between fork and exec, on Linux: a search whose parent was killed ends with it, even if it has not begun."""
    if LIBC is not None:
        LIBC.prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
