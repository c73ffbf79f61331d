"""Which processes make a server, and how ``flask serve`` turns into their supervisor."""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from typing import NoReturn

from app.floor.serving.preflight import url_of
from app.floor.serving.supervisor import Child, Stopping, supervise

TARGET = "app:create_web_worker"
KILL_TIMEOUT_SECONDS = 10
HEAD_START_SECONDS = 1.5
QUEUES = ("quick", "long")
LEAN = {"OPENBLAS_NUM_THREADS": "1"}
"""Else numpy parts a product of vectors among all cores, whose threads wait for each other by spinning: on busy cores
it takes fifteen times as long to learn what a line of words means."""


def web(host: str, port: int, workers: int) -> list[str]:
    """Granian. Respawning matters: without it one killed worker ends the server. HTTP/2 would let a connection bring
    200 bodies at a time, and proxies do without it."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "asginl", "--http", "1", "--factory", TARGET),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(KILL_TIMEOUT_SECONDS)),
        *("--no-ws", "--log-level", "error"),
    ]


def consumer(queue: str) -> list[str]:
    """Huey on one queue. TERM lets running tasks end for ten seconds; the sweeper starts again what was cut off."""
    return [
        *(sys.executable, "-m", "huey.bin.huey_consumer", f"app.floor.jobs.worker.{queue}"),
        *("--workers", "2", "--worker-type", "thread", "--max-delay", "0.5", "--quiet"),
        *("--graceful-signal", "TERM", "--shutdown-timeout", str(KILL_TIMEOUT_SECONDS)),
    ]


def children(host: str, port: int, workers: int) -> list[Child]:
    """The web server first: a page must not wait for the consumers to start."""
    later = time.monotonic() + HEAD_START_SECONDS
    consumers = [Child(queue, consumer(queue), required=False, due_at=later) for queue in QUEUES]
    return [Child("web", web(host, port, workers)), *consumers]


def become_supervisor(host: str, port: int, workers: int, greeting: str) -> NoReturn:
    """Replace this process. ``greeting`` holds sign-in links, so it goes by a pipe: all users see arguments."""
    readable, writable = os.pipe()
    with os.fdopen(writable, "w") as pipe:
        pipe.write(greeting)
    os.dup2(readable, sys.stdin.fileno())
    os.environ.update({name: os.environ.get(name, value) for name, value in LEAN.items()})
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", __spec__.name, host, str(port), str(workers)])  # noqa: S606


def greet_once(url: str, greeting: str) -> Callable[[], None]:
    """A beat that prints ``greeting`` as soon as the server answers, so that nobody follows a link too early."""
    waiting = [greeting] if greeting else []

    def beat() -> None:
        if waiting and answers(url):
            print(waiting.pop(), flush=True)

    return beat


def answers(url: str) -> bool:
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
        children(host, port, workers),
        Stopping().on_signals(),
        greet_once(f"{url_of(host, port)}/healthz", greeting),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
