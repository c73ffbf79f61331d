"""What dies during a storm: web workers, workers of letters, the whole server, PostgreSQL; always without a word."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from app.core.serving.supervisor import is_answering
from config import ROOT

if TYPE_CHECKING:
    import psycopg

PATIENCE_SECONDS = 60.0
RECOVERS_SECONDS = 60.0
LIVES_SECONDS = 6.0
"""A worker that dies younger is taken by its master for one that cannot start: then the server ends, as it should."""


@dataclass
class Mortal:
    """``flask serve`` in a process group of its own, that can be killed as a whole and comes up again."""

    environ: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    kills: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environ['PORT']}"

    def start(self) -> None:
        command = [sys.executable, "-m", "flask", "--app", "app", "serve"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=dict(self.environ), stdout=output, stderr=subprocess.STDOUT
            )
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_answering(f"{self.url}/healthz"):
            if time.monotonic() > deadline:
                raise AssertionError(f"the server does not answer:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.05)

    def kill_all(self) -> None:
        """Supervisor, web server, its workers, the consumers: all at once."""
        assert self.process is not None
        whole = psutil.Process(self.process.pid)
        for one in [whole, *whole.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait()
        self._counted("server")

    def kill_a_worker(self, dice: random.Random) -> None:
        """One of those that answer requests, as soon as one has lived long enough: the last may have just died."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not kill_one(_grown(web_workers(self.process.pid if self.process else 0)), dice):
            if time.monotonic() > deadline:
                raise AssertionError(f"no worker came up again:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.02)
        self._counted("worker")

    def kill_a_consumer(self, dice: random.Random) -> None:
        """One of those that send letters and do jobs."""
        if kill_one(consumers(self.process.pid if self.process else 0), dice):
            self._counted("consumer")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE_SECONDS)

    def _counted(self, what: str) -> None:
        self.kills[what] = self.kills.get(what, 0) + 1


@contextmanager
def mortal(environ: Mapping[str, str], log: Path) -> Iterator[Mortal]:
    server = Mortal(environ, log)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _grown(workers: Iterable[psutil.Process]) -> list[psutil.Process]:
    grown = []
    for one in workers:
        with suppress(psutil.NoSuchProcess):
            if time.time() - one.create_time() > LIVES_SECONDS:
                grown.append(one)
    return grown


def web_workers(supervisor: int) -> list[psutil.Process]:
    """Granian's: below its master, which is below the supervisor."""
    return [
        worker
        for master in _children(supervisor)
        if _has(master, "granian")
        for worker in _children(master.pid)
        if not _has(worker, "resource_tracker")
    ]


def consumers(supervisor: int) -> list[psutil.Process]:
    return [one for one in _children(supervisor) if _has(one, "huey_consumer")]


def kill_one(processes: list[psutil.Process], dice: random.Random) -> bool:
    """Whether one was there to be killed."""
    if not processes:
        return False
    with suppress(psutil.NoSuchProcess):
        dice.choice(processes).kill()
        return True
    return False


def kill_postgres(url: str) -> None:
    """Kill -9 of one of its server processes: PostgreSQL then ends every session and recovers from its log.

    The postmaster itself would stay dead: nobody is there to start it again. One that still recovers from the last time
    is waited for.
    """
    with _connected(url.replace("+psycopg", "")) as database:
        asked = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        rows = database.execute(asked).fetchall()
    if rows:
        with suppress(ProcessLookupError):
            os.kill(rows[0][0], signal.SIGKILL)


def _connected(url: str) -> psycopg.Connection:
    import psycopg

    deadline = time.monotonic() + RECOVERS_SECONDS
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _children(number: int) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(number).children()
    return []


def _has(process: psutil.Process, word: str) -> bool:
    with suppress(psutil.NoSuchProcess):
        return any(word in part for part in process.cmdline())
    return False
