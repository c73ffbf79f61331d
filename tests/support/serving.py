"""The real thing: ``flask serve`` with its web server and workers, as processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.serving.supervisor import is_answering
from config import ROOT, Settings

START_SECONDS = 180.0
STOP_SECONDS = 30.0


@dataclass
class Server:
    url: str
    """``http://127.0.0.1:PORT``, without a slash."""
    process: subprocess.Popen[bytes]
    log: Path
    begin: Callable[[], subprocess.Popen[bytes]] | None = None
    """Starts it anew, where a test may do so."""

    def output(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def restart(self) -> None:
        """Stop it and begin it again at the same address; it has answered when this is over."""
        assert self.begin is not None
        self.stop()
        self.process = self.begin()
        wait_for(self)


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """What makes another process read ``settings``: nothing of ours leaks in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QIAO_", "FLASK_"))}
    return kept | {
        "QIAO_MODE": settings.mode,
        "QIAO_INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "QIAO_QUEUE_URL": settings.queue_url,
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url,
        "PORT": str(settings.port),
        **more,
    }


@contextmanager
def serving(environ: Mapping[str, str], log: Path) -> Iterator[Server]:
    """``flask serve`` in this environment; it has answered before the block runs and is gone after it."""
    command = [sys.executable, "-m", "flask", "--app", "app", "serve"]

    def begin() -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdout=output, stderr=subprocess.STDOUT)

    log.unlink(missing_ok=True)
    server = Server(f"http://127.0.0.1:{environ['PORT']}", begin(), log, begin)
    try:
        wait_for(server)
        yield server
    finally:
        server.stop()


def wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_answering(f"{server.url}/healthz"):
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"flask serve does not answer:\n{server.output()}")
        time.sleep(0.1)
