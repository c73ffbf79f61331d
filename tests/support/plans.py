"""Timetables sought in the process of the test: to start the child that seeks them takes longer than to find a small
one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import pytest

from app.scheduling.child import run_search
from app.scheduling.search_process import SearchProcess
from app.scheduling.services import planning

FASTER = 4
"""What has no proof is sought to the end of its time; small ones are as good after a quarter of it."""


class SeekingHere(SearchProcess):
    """What the child does, but for its limits, is done by a thread; by the time that the processor gives to it, so that
    a busy machine finds as much."""

    def __enter__(self) -> Self:
        self.stopped = False
        self.thread = threading.Thread(target=self._seek)
        self.thread.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self.stop()
        self.thread.join()

    def stop(self) -> None:
        self.stopped = True

    def _seek(self) -> None:
        try:
            run_search(
                self.asked, stopped=lambda: self.stopped, progress=self._progress, tell=self._tell, clock=_hurried
            )
        finally:
            self.messages.put(None)

    def _progress(self, value: int, bound: int | None) -> None:
        self._tell({"value": value, "bound": bound})

    def _tell(self, said: dict[str, Any]) -> None:
        self.messages.put(json.loads(json.dumps(said)))


def _hurried() -> float:
    return FASTER * time.thread_time()


@contextmanager
def sought_here() -> Iterator[type[SearchProcess]]:
    """While the block is; it gives what has them sought by a child."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(planning, "SearchProcess", SeekingHere)
        yield SearchProcess
