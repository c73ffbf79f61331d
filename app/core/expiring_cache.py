"""What a process has at hand for a short while: it must not outlive an erasure, of which other processes never hear."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class ExpiringCache(Generic[Key, Value]):
    """Values that go ``seconds`` after they were put in, asked for or not; of more than ``most`` the oldest goes."""

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._entries: dict[Key, tuple[Value, threading.Timer]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        entry = self._entries.get(key)
        return entry[0] if entry is not None else None

    def put(self, key: Key, value: Value) -> None:
        """In the place of what was there."""
        timer = threading.Timer(self._seconds, self._end, (key, value))
        timer.daemon = True
        with self._lock:
            self._drop(key)
            while len(self._entries) >= self._most:
                self._drop(next(iter(self._entries)))
            self._entries[key] = (value, timer)
        timer.start()

    def clear(self) -> None:
        """All of them go now."""
        with self._lock:
            for key in list(self._entries):
                self._drop(key)

    def _end(self, key: Key, value: Value) -> None:
        with self._lock:
            if key in self._entries and self._entries[key][0] is value:
                del self._entries[key]

    def _drop(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            entry[1].cancel()
