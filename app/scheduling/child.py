"""The child process in which an event's timetable is sought, under limits of memory and time.

In on stdin: one line ``{"problem", "seconds", "seed", "memory"}``, the problem as text; later perhaps ``stop``. Who
closes stdin, as who is killed does, ends it. Out on stdout, a line each: ``{"value", "bound"}`` and ``{"timetable"}``
whenever they are better, at last ``{"found"}`` as ``flask timetable solve`` writes it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, Final

PROGRESS_SECONDS: Final = 0.3
"""So seldom progress is told at most."""
EXTRA_CPU_SECONDS: Final = 60
EXIT_ORPHANED: Final = 1


class StopListener:
    """Whether it is to stop; listens in a thread of its own."""

    def __init__(self) -> None:
        self.stop = False

    def listen(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            if line.strip() == "stop":
                self.stop = True
        os._exit(EXIT_ORPHANED)  # whoever asked is gone


def limit_resources(memory: int, seconds: float) -> None:
    """``memory`` in bytes; ``seconds`` of search, of which each may cost one of each of two cores."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    cpu = int(2 * seconds) + EXTRA_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write_line(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class _ProgressWriter:
    """The last value and bound, told again only after a while."""

    def __init__(self) -> None:
        self.reported_at = 0.0
        self.reported: tuple[int, int | None] | None = None

    def __call__(self, value: int, bound: int | None) -> None:
        if (value, bound) != self.reported and monotonic() - self.reported_at >= PROGRESS_SECONDS:
            self.reported, self.reported_at = (value, bound), monotonic()
            write_line({"value": value, "bound": bound})


def run_search(
    asked: dict[str, Any],
    *,
    stopped: Callable[[], bool],
    progress: Callable[[int, int | None], None],
    tell: Callable[[dict[str, Any]], None],
    clock: Callable[[], float] = monotonic,
) -> None:
    """Find the timetable that is asked for, and tell of each that is worth keeping, at last of what was found. It ends
    after so many seconds of the ``clock``."""
    from app.scheduling.file_runs import solve_text
    from app.scheduling.json_form import timetable_json

    outcome = solve_text(
        asked["problem"],
        clock=clock,
        seconds=asked["seconds"],
        seed=asked["seed"],
        stopped=stopped,
        progress=progress,
        keep=lambda timetable: tell({"timetable": timetable_json(timetable)}),
    )
    tell({"found": outcome})


def main() -> None:
    task = json.loads(sys.stdin.readline())
    limit_resources(task["memory"], task["seconds"])
    asked = StopListener()
    asked.listen()
    run_search(task, stopped=lambda: asked.stop, progress=_ProgressWriter(), tell=write_line)
    os._exit(0)  # the listener waits for ever


if __name__ == "__main__":
    main()
