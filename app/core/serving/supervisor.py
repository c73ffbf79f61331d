"""The processes of a server, kept running: the web server and the consumers; `flask serve` becomes this."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from app.core.serving.preflight import server_url

STEADY_SECONDS = 10.0
"""A process that ran so long had started well; its next end counts as the first."""
MAX_FAILURES = 5
PATIENCE_SECONDS = 20.0
BEAT_SECONDS = 0.3
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
SET_DEATH_SIGNAL = 1
PAUSES_SECONDS = (0.2, 1.0, 2.0, 4.0, 8.0, 60.0)
"""After how many ends in a row, the last one after any more."""


ENDS_TEXT = "ends right after each start; the lines above say why"


class ProcessCannotStart(Exception):
    """A process ended right after each of its starts."""


@dataclass
class ChildProcess:
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
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(end_with_parent, os.getpid()),
        )
        self.started_at = now

    def look_after(self, now: float) -> None:
        """Start the process if it does not run and its pause is over. Raises CannotStart for a required one after
        MOST_FAILURES."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            self._record_end(now)
        elif now >= self.due_at:
            self.start(now)

    def _record_end(self, now: float) -> None:
        self.sweep()
        self.failures = 1 if now - self.started_at > STEADY_SECONDS else self.failures + 1
        if self.failures >= MAX_FAILURES and self.required:
            raise ProcessCannotStart(self.name)
        if self.failures == MAX_FAILURES:
            print(f"Qiao runs without its process {self.name}, which {ENDS_TEXT}; it is tried again.", file=sys.stderr)
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


def end_with_parent(parent: int) -> None:
    """Between fork and exec, on Linux: a supervisor that is killed leaves no server behind that holds the port, even if
    that is before its child can ask for it."""
    if LIBC is not None:
        LIBC.prctl(SET_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def supervise(
    children: Sequence[ChildProcess], stopping: StopSignal, on_beat: Callable[[], None] = lambda: None
) -> int:
    """Run ``children`` until ``stopping`` (0) or until a required one cannot start (1); none is left running.

    ``on_beat`` is called at each round, about three times a second.
    """
    try:
        while not stopping:
            for child in children:
                child.look_after(time.monotonic())
            on_beat()
            time.sleep(BEAT_SECONDS)
    except ProcessCannotStart as failure:
        print(f"Qiao stops: its process {failure} {ENDS_TEXT}.", file=sys.stderr)
        return 1
    else:
        return 0
    finally:
        end_children(children)


def end_children(children: Sequence[ChildProcess]) -> None:
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


class StopSignal:
    """False until TERM, INT or HUP has come."""

    def __init__(self) -> None:
        self.received = False

    def __bool__(self) -> bool:
        return self.received

    def tell(self, *_signal: object) -> None:
        self.received = True

    def on_signals(self) -> StopSignal:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.tell)
        return self


WEB_TARGET = "app:create_web_worker"
KILL_TIMEOUT_SECONDS = 10
HEAD_START_SECONDS = 1.5
QUEUES = ("quick", "long")
CHILD_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
"""Else numpy parts a product of vectors among all cores, whose threads wait for each other by spinning: on busy cores
it takes fifteen times as long to learn what a line of words means."""


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Granian. Respawning matters: without it one killed worker ends the server. HTTP/2 would let a connection bring
    200 bodies at a time, and proxies do without it."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asginl",
        "--http",
        "1",
        "--factory",
        WEB_TARGET,
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        str(KILL_TIMEOUT_SECONDS),
        "--no-ws",
        "--log-level",
        "error",
    ]


def consumer_command(queue: str) -> list[str]:
    """Huey on one queue. TERM lets running tasks end for ten seconds; the sweeper starts again what was cut off."""
    return [
        sys.executable,
        "-m",
        "huey.bin.huey_consumer",
        f"app.core.jobs.worker.{queue}",
        "--workers",
        "2",
        "--worker-type",
        "thread",
        "--max-delay",
        "0.5",
        "--quiet",
        "--graceful-signal",
        "TERM",
        "--shutdown-timeout",
        str(KILL_TIMEOUT_SECONDS),
    ]


def server_processes(host: str, port: int, workers: int) -> list[ChildProcess]:
    """The web server first: a page must not wait for the consumers to start."""
    later = time.monotonic() + HEAD_START_SECONDS
    consumers = [ChildProcess(queue, consumer_command(queue), required=False, due_at=later) for queue in QUEUES]
    return [ChildProcess("web", web_command(host, port, workers)), *consumers]


def become_supervisor(host: str, port: int, workers: int, greeting: str) -> NoReturn:
    """Replace this process. ``greeting`` holds sign-in links, so it goes by a pipe: all users see arguments."""
    readable, writable = os.pipe()
    with os.fdopen(writable, "w") as pipe:
        pipe.write(greeting)
    os.dup2(readable, sys.stdin.fileno())
    os.environ.update({name: os.environ.get(name, value) for name, value in CHILD_ENVIRONMENT.items()})
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", __spec__.name, host, str(port), str(workers)])  # noqa: S606


def greeting_beat(url: str, greeting: str) -> Callable[[], None]:
    """A beat that prints ``greeting`` as soon as the server answers, so that nobody follows a link too early."""
    waiting = [greeting] if greeting else []

    def beat() -> None:
        if waiting and is_answering(url):
            print(waiting.pop(), flush=True)

    return beat


def is_answering(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def main(arguments: Sequence[str]) -> int:
    host, port, workers = arguments[0], int(arguments[1]), int(arguments[2])
    greeting = sys.stdin.read()
    return supervise(
        server_processes(host, port, workers),
        StopSignal().on_signals(),
        greeting_beat(f"{server_url(host, port)}/healthz", greeting),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
