"""Granian as the product runs it, for Qiao and for the bare pages beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.core.serving.supervisor import CHILD_ENVIRONMENT, WEB_TARGET, is_answering, web_command
from config import ROOT
from tests.support.ports import free_port

START_SECONDS = 60.0
STOP_SECONDS = 15.0
QIAO, BARE = WEB_TARGET, "tests.bench.bare:create_app"


@dataclass
class Served:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in below if not any("resource_tracker" in word for word in one.cmdline())]

    def cpu_seconds(self) -> float:
        """What the workers have spent in the processor so far."""
        return sum(times.user + times.system for times in (worker.cpu_times() for worker in self.workers))

    def mebibytes(self) -> tuple[float, float]:
        """Of all workers together: their own and their share of what they share (PSS), and the naive sum (RSS)."""
        told = [worker.memory_full_info() for worker in self.workers]
        return sum(one.pss for one in told) / 2**20, sum(one.rss for one in told) / 2**20


@contextmanager
def served(target: str, environ: Mapping[str, str], log: Path, *, workers: int = 2) -> Iterator[Served]:
    """``target`` under the product's own command line; it answers before the block runs, and is gone after it."""
    port = free_port()
    command = [target if word == QIAO else word for word in web_command("127.0.0.1", port, workers)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**CHILD_ENVIRONMENT, **environ, "PORT": str(port)}, stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_answering(f"http://127.0.0.1:{port}/healthz"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"no answer from the server:\n{log.read_text()}")
            time.sleep(0.1)
        yield Served(port, process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
