"""How long something takes: by the clock on the wall, and in the processor, which a busy machine disturbs less."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Took(Generic[T]):
    """``wall`` and ``cpu`` in seconds, the best of ``times`` runs; ``answer`` of the last one."""

    wall: float
    cpu: float
    times: int
    answer: T

    @property
    def note(self) -> str:
        return f"{self.cpu:.3f} s in the processor; best of {self.times}"


def took(act: Callable[[], T], *, times: int = 3) -> Took[T]:
    """Run ``act`` so many times. Only the processor time of this process counts, not of its children."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = act()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
    return Took(min(walls), min(cpus), times, answer)
