"""A crowd of clients on kept connections, in a process of its own: ``python -m tests.bench.load`` with JSON on stdin.

In:  {"port", "path", "cookie", "clients", "seconds", "etag"}; out:
{"answers", "seconds", "errors", "bytes", "milliseconds"}.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from config import ROOT

HOST = "127.0.0.1"
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.1


@dataclass
class Load:
    """What came back: ``milliseconds`` of each answer; ``errors``: answers but 200 and 304, broken connections."""

    answers: int = 0
    seconds: float = 0.0
    errors: int = 0
    bytes: int = 0
    milliseconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds if self.seconds else 0.0

    def plus(self, other: Load) -> Load:
        return Load(*(mine + theirs for mine, theirs in zip(self._values(), other._values(), strict=True)))

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def _values(self) -> tuple[Any, ...]:
        return self.answers, self.seconds, self.errors, self.bytes, self.milliseconds


def send(port: int, path: str, *, cookie: str = "", clients: int = 8, seconds: float = 2.0, etag: str = "") -> Load:
    """Let another process ask for ``path`` over and over; ``etag``: only for what has changed since then."""
    order = {"port": port, "path": path, "cookie": cookie, "clients": clients, "seconds": seconds, "etag": etag}
    command = [sys.executable, "-m", "tests.bench.load"]
    patience = seconds + PATIENCE_SECONDS
    done = subprocess.run(
        command, input=json.dumps(order), capture_output=True, text=True, cwd=ROOT, check=True, timeout=patience
    )
    return Load(**json.loads(done.stdout))


async def crowd(port: int, path: str, cookie: str, clients: int, seconds: float, etag: str = "") -> Load:
    """All clients at once until the time is over; an answer that is on its way then still counts."""
    known = (f"If-None-Match: {etag}",) if etag else ()
    lines = (f"GET {path} HTTP/1.1", f"Host: {HOST}:{port}", f"Cookie: {cookie}", "Accept-Language: en", *known, "", "")
    begun = time.perf_counter()
    loads = await asyncio.gather(*(_client(port, "\r\n".join(lines).encode(), begun + seconds) for _ in range(clients)))
    whole = Load()
    for each in loads:
        whole = whole.plus(each)
    whole.seconds = time.perf_counter() - begun
    return whole


async def _client(port: int, request: bytes, until: float) -> Load:
    """A connection that breaks is an error, and is made anew."""
    load = Load()
    while time.perf_counter() < until:
        try:
            await _ask(port, request, until, load)
        except (OSError, asyncio.IncompleteReadError):
            load.errors += 1
            await asyncio.sleep(PAUSE_SECONDS)
    return load


async def _ask(port: int, request: bytes, until: float, load: Load) -> None:
    reader, writer = await asyncio.open_connection(HOST, port, limit=2**22)
    while (begun := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        load.milliseconds.append(1000 * (time.perf_counter() - begun))
        load.answers += 1
        load.errors += not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304"))
        load.bytes += len(head) + len(body)
    writer.close()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    if head.startswith(b"HTTP/1.1 304"):
        return 0
    raise ValueError("an answer without a length")


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(crowd(**json.load(sys.stdin)))), sys.stdout)
