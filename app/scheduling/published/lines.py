"""Lines through a pipe, both ways; nothing waits for what is not there yet, nor for who does not read."""

from __future__ import annotations

import os
import select
from collections import deque
from collections.abc import Iterator
from typing import Final

_CHUNK: Final = 1 << 16
MOST_WAITING: Final = 1 << 26
"""Bytes for one who does not read; more are left unsaid."""


class Lines:
    """``ended``: the other side has closed the pipe."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe
        self.ended = False
        self._begun = b""
        self._whole: deque[bytes] = deque()

    def one(self) -> bytes:
        """Waits for it; empty at the end."""
        while not self._whole and not self.ended:
            self._read()
        return self._whole.popleft() if self._whole else b""

    def waiting(self) -> Iterator[bytes]:
        """Those that are there; a line that was cut off by the end is none."""
        while not self.ended and select.select([self.pipe], [], [], 0)[0]:
            self._read()
        while self._whole:
            yield self._whole.popleft()

    def _read(self) -> None:
        read = os.read(self.pipe, _CHUNK)
        self.ended = not read
        *whole, self._begun = (self._begun + read).split(b"\n")
        self._whole.extend(whole)


class Saying:
    """``flush`` again whenever there is time: what the other side has not taken yet is kept."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe
        self._left = b""
        os.set_blocking(pipe, False)

    def say(self, line: bytes) -> None:
        if len(self._left) < MOST_WAITING:
            self._left += line + b"\n"
        self.flush()

    def flush(self) -> None:
        try:
            while self._left:
                self._left = self._left[os.write(self.pipe, self._left) :]
        except BlockingIOError:
            return
        except BrokenPipeError:  # it has ended
            self._left = b""
