"""How far a search has got: by time, which its caller tells, or by steps of work, which make it the same each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class SearchPace:
    """``time``: the share that is over, in [0, 1], of ``seconds`` in all. ``work``: steps in all; None: as many as
    time allows.
    """

    time: Callable[[], float] = lambda: 0.0
    seconds: float | None = None
    work: int | None = None
    stopped: Callable[[], bool] = lambda: False
    done: int = field(default=0, init=False)

    def spend(self, steps: int) -> None:
        self.done += steps

    def share(self) -> float:
        if self.stopped():
            return 1.0
        of_work = self.done / self.work if self.work else 0.0
        return min(1.0, max(self.time(), of_work))

    def left(self, until: float) -> float | None:
        """Seconds until that share of the time is over; None if there is no end."""
        return None if self.seconds is None else max(0.0, (until - self.time()) * self.seconds)
