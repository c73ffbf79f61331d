"""How a draft's value and bound are shown.

Each change to what people hold, and each of their meetings or new musts without a time, costs so much that the value of
a repair may fall below nothing. What is shown is what its meetings are worth, and the bound of all timetables that pay
as little: both are higher by the cost of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.scheduling.problem import Weights


@dataclass(frozen=True)
class Worth:
    """None: not known so far."""

    value: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """How much of the bound may be lacking, as a share of it."""
        if self.value is None or self.bound is None:
            return None
        return 0.0 if self.value >= self.bound else (self.bound - self.value) / max(1, abs(self.bound))

    @property
    def part(self) -> float:
        """The value as a share of the bound, in percent."""
        return 100.0 if self.gap is None else max(0.0, 100 * (1 - self.gap))


def cost_in(figures: Mapping[str, Any]) -> int:
    """What a draft pays; those of earlier versions paid for changes alone."""
    cost: int = figures.get("cost", Weights().change * figures.get("changes", 0))
    return cost


def worth_of(value: int | None, bound: int | None, *, cost: int) -> Worth:
    """``value``, ``bound``: as the search tells them. While its ``cost`` is not known, the value may be below nothing:
    then it is not known either."""
    shown = Worth(None if value is None else value + cost, None if bound is None else bound + cost)
    return Worth(None, None) if shown.value is not None and shown.value < 0 else shown
