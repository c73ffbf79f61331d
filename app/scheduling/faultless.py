"""What is left of a timetable when its faults are taken out."""

from __future__ import annotations

from app.scheduling import check
from app.scheduling.problem import Held, Problem


def without_faults(problem: Problem, timetable: tuple[Held, ...]) -> tuple[Held, ...]:
    """The checker has the last word: what it faults is not held."""
    while found := check.faults(problem, timetable):
        broken = {fault.request for fault in found}
        kept = tuple(held for held in timetable if held.request not in broken)
        if len(kept) == len(timetable):
            return ()
        timetable = kept
    return timetable
