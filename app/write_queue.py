"""The writers of one SQLite file stand in a queue before it: its own busy handler starves some of them for seconds.

The threads of a process stand in one of their own, where who comes next is woken and need not ask; so at most one of
each process asks for the file.
"""

from __future__ import annotations

import fcntl
import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

_of_this_process: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
os.register_at_fork(after_in_child=_of_this_process.clear)


class QueueTooLong(Exception):
    """The file was not had in time."""


@contextmanager
def queued(path: str, *, seconds: float) -> Iterator[None]:
    """Hold the file at ``path`` alone, among all processes and threads that ask here; it is free after the block.

    One waits at the lock itself, the others behind that one, so that nobody who comes anew takes it from who waits.
    Raises ``QueueTooLong`` after ``seconds``. Two files beside it carry the locks; a process that dies frees its own.
    """
    deadline = time.monotonic() + seconds
    with (
        _first_of_this_process(path, seconds),
        _opened(f"{path}.lock") as lock,
        _opened(f"{path}.next") as following,
    ):
        _take(following, deadline, seconds, shortest=0.0005, longest=0.004)
        _take(lock, deadline, seconds, shortest=0.0001, longest=0.0001)
        fcntl.flock(following, fcntl.LOCK_UN)
        yield


@contextmanager
def _first_of_this_process(path: str, seconds: float) -> Iterator[None]:
    mine = _of_this_process[path]
    if not mine.acquire(timeout=seconds):
        raise QueueTooLong
    try:
        yield
    finally:
        mine.release()


@contextmanager
def _opened(path: str) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)  # and what it holds is free


def _take(descriptor: int, deadline: float, seconds: float, *, shortest: float, longest: float) -> None:
    """Ask until the lock is free, every ``shortest`` seconds and at most ``longest`` more; who has waited longer asks
    more often. The one at the lock itself asks often: a transaction takes a few milliseconds, and nobody writes until
    the next one has heard that it is over."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            left = deadline - time.monotonic()
            if left < 0:
                raise QueueTooLong from None
            patience = (left / seconds) ** 2
            time.sleep(shortest + random.uniform(0.1, 1) * longest * patience)  # noqa: S311 jitter, not a secret
        else:
            return
