"""Has a timetable sought by a child process, and hears from it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, Self

MEMORY_BYTES: Final = 4 << 30
"""Of addresses: a solver maps much more than it uses."""
_ROOT: Final = Path(__file__).resolve().parents[2]


class SearchProcessDied(Exception):
    """The child ended without a result: it was killed, or ran out of memory or time."""


class SearchProcess:
    """A context: whatever happens, the child is gone after it."""

    def __init__(self, problem: str, *, seconds: float, seed: int = 0, memory: int = MEMORY_BYTES) -> None:
        self.asked = {"problem": problem, "seconds": seconds, "seed": seed, "memory": memory}
        self.messages: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def __enter__(self) -> Self:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "app.scheduling.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            text=True,
            encoding="utf-8",
        )
        threading.Thread(target=self._listen, args=(self.child.stdout,), daemon=True).start()
        self._send(json.dumps(self.asked))
        return self

    def __exit__(self, *_how: object) -> None:
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def stop(self) -> None:
        """Ask it to end with the best that it has."""
        self._send("stop")

    def listen(self, *, every: float) -> Iterator[dict[str, Any]]:
        """What it says until it has found; an empty word each time it was silent for so many seconds. Raises Died."""
        while True:
            try:
                word = self.messages.get(timeout=every)
            except queue.Empty:
                yield {}
                continue
            if word is None:
                raise SearchProcessDied
            yield word
            if "found" in word:
                return

    def _listen(self, pipe: IO[str]) -> None:
        with suppress(ValueError, OSError):
            for line in pipe:
                self.messages.put(json.loads(line))
        self.messages.put(None)

    def _send(self, line: str) -> None:
        pipe = self.child.stdin
        with suppress(OSError):
            if pipe is not None:
                pipe.write(line + "\n")
                pipe.flush()
