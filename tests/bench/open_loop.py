"""A crowd that keeps to its own time: ``python -m tests.bench.open_loop`` with JSON on stdin.

In:  {"port", "requests": [[at_second, "GET" or "POST", path, cookie, body], …], "connections"}.
Out: {"told": [[at_second, status, seconds], …], "cpu_seconds"}: status 0 for no answer. An answer is late by the clock
at which its request was due, not by when a connection was free for it: who waits for the slow hides that they are slow.

It shares the processor with what it measures, so it does no more than write, wait and read a length.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from config import ROOT

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 1.0
"""How often it looks for who waits in vain."""
READ_BYTES = 2**18
Request = tuple[float, str, str, str, str]
Told = tuple[float, int, float]


@dataclass(frozen=True)
class Sent:
    """What came of each request, in order of time, and what sending them took of the processor."""

    told: list[Told]
    cpu_seconds: float


def send(port: int, requests: Sequence[Request], *, connections: int = 200) -> Sent:
    """Let another process send each at its second."""
    order = {"port": port, "requests": sorted(requests), "connections": connections}
    command = [sys.executable, "-m", "tests.bench.open_loop"]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, cwd=ROOT, check=True)
    said = json.loads(done.stdout)
    return Sent([(at, status, seconds) for at, status, seconds in said["told"]], said["cpu_seconds"])


def crowd(port: int, requests: Sequence[Sequence[Any]], connections: int) -> dict[str, Any]:
    """Connections are kept and taken in turns; one that breaks is made anew."""
    due = deque((float(at), _written(port, *rest)) for at, *rest in requests)
    sending = _Crowd(port, connections)
    spent = time.process_time()
    sending.send(due)
    return {"told": sorted(sending.told), "cpu_seconds": time.process_time() - spent}


def _written(port: int, method: str, path: str, cookie: str, body: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}", f"Cookie: {cookie}"]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join((*lines, "", body)).encode()


@dataclass(slots=True)
class _Line:
    """A kept connection, and what is under way on it: when it was due, what has come, how much that is to be."""

    socket: socket.socket | None = None
    due: float = 0.0
    since: float = 0.0
    come: bytes = b""
    left: int = -1


class _Crowd:
    def __init__(self, port: int, connections: int) -> None:
        self.port = port
        self.told: list[Told] = []
        self.free = deque(_Line() for _ in range(connections))
        self.busy: set[int] = set()
        self.lines: dict[int, _Line] = {}
        self.ready = selectors.EpollSelector()
        self.begun = time.perf_counter()

    def now(self) -> float:
        return time.perf_counter() - self.begun

    def send(self, due: deque[tuple[float, bytes]]) -> None:
        looked = 0.0
        while due or self.busy:
            while due and self.free and due[0][0] <= self.now():
                self._begin(*due.popleft())
            wait = due[0][0] - self.now() if due and self.free else LOOK_SECONDS
            for key, _ in self.ready.select(max(0.0, min(wait, LOOK_SECONDS))):
                self._read(key.fd)
            if self.now() - looked > LOOK_SECONDS:
                looked = self.now()
                before = looked - PATIENCE_SECONDS
                for number in [one for one in self.busy if self.lines[one].since < before]:
                    self._end(self.lines[number], 0)

    def _begin(self, due: float, written: bytes) -> None:
        line = self.free.popleft()
        line.due, line.since, line.come, line.left = due, self.now(), b"", -1
        try:
            if line.socket is None:
                line.socket = socket.create_connection((HOST, self.port), timeout=PATIENCE_SECONDS)
                line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.lines[line.socket.fileno()] = line
                self.ready.register(line.socket, selectors.EVENT_READ)
            assert line.socket is not None
            line.socket.send(written)
        except OSError:
            self._end(line, 0)
        else:
            self.busy.add(line.socket.fileno())

    def _read(self, number: int) -> None:
        line = self.lines[number]
        assert line.socket is not None
        try:
            come = line.socket.recv(READ_BYTES)
        except OSError:
            come = b""
        if not come:
            self._end(line, 0)
            return
        if line.left < 0:
            line.come += come
            head, ended, body = line.come.partition(b"\r\n\r\n")
            if not ended:
                return
            line.come, line.left = head, _length(head) - len(body)
        else:
            line.left -= len(come)
        if line.left <= 0:
            self._end(line, int(line.come[9:12]))

    def _end(self, line: _Line, status: int) -> None:
        """Status 0: the connection is made anew for the next one."""
        if line.socket is not None:
            self.busy.discard(line.socket.fileno())
        if status == 0 and line.socket is not None:
            self.lines.pop(line.socket.fileno(), None)
            with suppress(KeyError):
                self.ready.unregister(line.socket)
            line.socket.close()
            line.socket = None
        if line.since >= 0:
            self.told.append((line.due, status, self.now() - line.due))
            line.since = -1.0
            self.free.append(line)


def _length(head: bytes) -> int:
    """The bytes of a body; one without a length has none."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


if __name__ == "__main__":
    json.dump(crowd(**json.load(sys.stdin)), sys.stdout)
