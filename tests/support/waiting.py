"""Waiting for what another process or thread does in its own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_SECONDS = 60.0
"""What begins in two seconds takes twenty on a busy machine."""
Found = TypeVar("Found")


def until(happened: Callable[[], Found], *, seconds: float = PATIENCE_SECONDS, every: float = 0.05) -> Found:
    """What ``happened()`` gives, as soon as it gives something."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(every)
    return found
