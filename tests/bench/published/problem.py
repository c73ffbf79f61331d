"""The published problem: participants, their meetings, slots and locations.

Participants and meetings count from 0 here, slots from 1 as in the file. Nothing here has been made smaller or been
concluded: a solver and the check read the same facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FAIRNESS: Final = 2
"""How many more breaks the participant with the most may have than the one with the fewest."""
MORNING: Final = 1
AFTERNOON: Final = 2
ANY: Final = 3

Timetable = Sequence[int]
"""The slot of each meeting."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """``fixed``: the slot that it must have, or 0; ``after``: the meetings that must stand in slots before its own."""

    first: int
    second: int
    session: int = ANY
    fixed: int = 0
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """``forbidden``: of each participant, the slots in which it is away; ``tables``: meetings that one slot holds."""

    participants: int
    meetings: tuple[Meeting, ...]
    tables: int
    slots: int
    morning_slots: int
    forbidden: tuple[frozenset[int], ...]

    def meetings_of(self) -> list[list[int]]:
        """Of each participant."""
        found: list[list[int]] = [[] for _ in range(self.participants)]
        for at, meeting in enumerate(self.meetings):
            found[meeting.first].append(at)
            found[meeting.second].append(at)
        return found
