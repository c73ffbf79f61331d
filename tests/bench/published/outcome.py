"""What a search ends with, and how it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """``breaks``: of the timetable, None where there is none; ``bound``: no timetable has fewer.

    ``proven``: nothing better exists, or nothing at all.
    """

    timetable: Sequence[int] | None
    breaks: int | None
    bound: int
    proven: bool
    seconds: float

    @property
    def status(self) -> str:
        if self.breaks is None:
            return "infeasible" if self.proven else "unknown"
        return "optimal" if self.proven else "feasible"

    @property
    def gap(self) -> float | None:
        """Share of the breaks that the bound leaves open, in [0, 1]."""
        if self.breaks is None:
            return None
        return (self.breaks - self.bound) / self.breaks if self.breaks else 0.0

    def to_json(self) -> dict[str, Any]:
        """Meetings and slots count from 1, as in the file."""
        placed = enumerate(self.timetable or (), 1)
        return {
            "status": self.status,
            "objective": self.breaks,
            "bound": self.bound,
            "gap": None if self.gap is None else round(self.gap, 6),
            "seconds": round(self.seconds, 3),
            "timetable": [{"meeting": meeting, "slot": slot} for meeting, slot in placed],
        }
