"""Timetables sought in the process of the test: to start the child that seeks them takes longer than to find a small
one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Self

import pytest

from app.scheduling.seeking import Seeking
from app.scheduling.services import planning


class SeekingHere(Seeking):
    """What the child does, but for its limits, is done by a thread."""

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
        from app.scheduling.files.texts import solved
        from app.scheduling.writing import timetable_json

        asked: dict[str, Any] = self.asked
        try:
            found = solved(
                asked["problem"],
                clock=monotonic,
                seconds=asked["seconds"],
                seed=asked["seed"],
                stopped=lambda: self.stopped,
                progress=lambda value, bound: self._tell({"value": value, "bound": bound}),
                keep=lambda timetable: self._tell({"timetable": timetable_json(timetable)}),
            )
            self._tell({"found": found})
        finally:
            self.heard.put(None)

    def _tell(self, said: dict[str, Any]) -> None:
        self.heard.put(json.loads(json.dumps(said)))


@contextmanager
def sought_here() -> Iterator[type[Seeking]]:
    """While the block is; it gives what has them sought by a child."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(planning, "Seeking", SeekingHere)
        yield Seeking
