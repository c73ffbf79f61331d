"""Keeps the processes of a server running: the web server and the consumers of the two queues.

A process that ends is started again, ever slower while it keeps ending at once. A web server that cannot start ends the
whole; without a consumer pages are still answered. TERM, INT and HUP let every process finish its work, and kill what
has not after a while.

Of our own, since one command starts a web server and two consumers on a machine that has neither systemd nor
containers: Granian and Huey each look after their own workers only. Uses the standard library alone: ``flask serve``
becomes this process, so that no copy of the application stays behind.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

STEADY_SECONDS = 10.0
"""A process that ran so long had started well; its next end counts as the first."""
MOST_FAILURES = 5
PATIENCE_SECONDS = 20.0
BEAT_SECONDS = 0.3
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
SET_DEATH_SIGNAL = 1
PAUSES_SECONDS = (0.2, 1.0, 2.0, 4.0, 8.0, 60.0)
"""After how many ends in a row, the last one after any more."""


ENDS = "ends right after each start; the lines above say why"


class CannotStart(Exception):
    """A process ended right after each of its starts."""


@dataclass
class Child:
    """One process that must not end. ``command`` is its argument vector; ``required``: without it all ends."""

    name: str
    command: Sequence[str]
    required: bool = True
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    due_at: float = 0.0

    def start(self, now: float) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which tells the others in their order.
        self.process = subprocess.Popen(  # noqa: S603 the commands are ours
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=partial(die_with, os.getpid())
        )
        self.started_at = now

    def look_after(self, now: float) -> None:
        """Start the process if it does not run and its pause is over. Raises CannotStart for a required one after
        MOST_FAILURES."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            self._count_the_end(now)
        elif now >= self.due_at:
            self.start(now)

    def _count_the_end(self, now: float) -> None:
        self.sweep()
        self.failures = 1 if now - self.started_at > STEADY_SECONDS else self.failures + 1
        if self.failures >= MOST_FAILURES and self.required:
            raise CannotStart(self.name)
        if self.failures == MOST_FAILURES:
            print(f"Qiao runs without its process {self.name}, which {ENDS}; it is tried again.", file=sys.stderr)
        pause = PAUSES_SECONDS[min(self.failures, len(PAUSES_SECONDS)) - 1]
        self.process, self.due_at = None, now + pause

    def sweep(self) -> None:
        """Kill what the process started and left behind: workers without their master would keep the port."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def tell(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


def die_with(parent: int) -> None:
    """Between fork and exec, on Linux: a supervisor that is killed leaves no server behind that holds the port, even if
    that is before its child can ask for it."""
    if LIBC is not None:
        LIBC.prctl(SET_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def supervise(children: Sequence[Child], stopping: Stopping, on_beat: Callable[[], None] = lambda: None) -> int:
    """Run ``children`` until ``stopping`` (0) or until a required one cannot start (1); none is left running.

    ``on_beat`` is called at each round, about three times a second.
    """
    try:
        while not stopping:
            for child in children:
                child.look_after(time.monotonic())
            on_beat()
            time.sleep(BEAT_SECONDS)
    except CannotStart as failure:
        print(f"Qiao stops: its process {failure} {ENDS}.", file=sys.stderr)
        return 1
    else:
        return 0
    finally:
        end(children)


def end(children: Sequence[Child]) -> None:
    """Ask all to finish, wait PATIENCE_SECONDS in all, kill the rest."""
    for child in children:
        child.tell(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.tell(signal.SIGKILL)
            child.process.wait()
        child.sweep()


class Stopping:
    """False until TERM, INT or HUP has come."""

    def __init__(self) -> None:
        self.told = False

    def __bool__(self) -> bool:
        return self.told

    def tell(self, *_signal: object) -> None:
        self.told = True

    def on_signals(self) -> Stopping:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.tell)
        return self
