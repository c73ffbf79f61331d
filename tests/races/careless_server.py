"""Granian with the application as it must not be (``careless``)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import Settings
from tests.support.ports import free_port
from tests.support.serving import Server, environment, wait_for


@contextmanager
def careless_server(settings: Settings, folder: Path) -> Iterator[Server]:
    """It serves the database of ``settings`` while the block runs."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "tests.races.careless:create_app"),
        *("--port", str(port), "--workers", "2", "--blocking-threads", "16", "--log-level", "error"),
    ]
    log = folder / "careless.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment(settings, PORT=str(port)), stdout=output, stderr=output)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_for(server)
        yield server
    finally:
        server.stop()
