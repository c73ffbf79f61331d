"""The problem made smaller without losing a timetable: the slots that each meeting can have, long uniform hours cut.

Of a run of slots that are alike for everybody, twice as many as there are meetings, and one, are enough: each other
empty slot can be taken out beside another empty one, which changes no break and no order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.bench.published.problem import AFTERNOON, MORNING, Meeting, Problem, Timetable


@dataclass(frozen=True, slots=True)
class Windows:
    """``eligible``: of each meeting the slots that it can have, ascending, counted from 1 in the shortened day; one may
    be empty. ``runs``: first and last slot, as in the problem, of each run of slots alike, and how many were kept."""

    problem: Problem
    slots: int
    eligible: tuple[tuple[int, ...], ...]
    runs: tuple[tuple[int, int, int], ...]

    def in_the_problem(self, timetable: Timetable) -> list[int]:
        """The slots of the problem for those of the shortened day."""
        used = set(timetable)
        found: dict[int, int] = {}
        begin = 1
        for first, last, kept in self.runs:
            empty = next((at for at in range(kept) if begin + at not in used), kept)
            for at in range(kept):
                found[begin + at] = first + at if at <= empty else last - kept + 1 + at
            begin += kept
        return [found[slot] for slot in timetable]


def windows(problem: Problem) -> Windows:
    runs = tuple(_runs(problem))
    representatives = [first + at for first, _, kept in runs for at in range(kept)]
    eligible = [_eligible(problem, meeting, representatives) for meeting in problem.meetings]
    return Windows(problem, len(representatives), tuple(map(tuple, narrowed(problem.meetings, eligible))), runs)


def narrowed(meetings: Sequence[Meeting], eligible: list[list[int]]) -> list[list[int]]:
    """The same without slots that leave none before, or after, for what must stand there; to the fixpoint."""
    following: list[list[int]] = [[] for _ in meetings]
    for at, meeting in enumerate(meetings):
        for earlier in meeting.after:
            following[earlier].append(at)
    due = set(range(len(meetings)))
    while due:
        at = due.pop()
        for earlier in meetings[at].after:
            if eligible[earlier] and (not eligible[at] or eligible[earlier][-1] >= eligible[at][-1]):
                latest = eligible[at][-1] if eligible[at] else 0
                eligible[earlier] = [slot for slot in eligible[earlier] if slot < latest]
                due.add(earlier)
        for later in following[at]:
            if eligible[later] and (not eligible[at] or eligible[later][0] <= eligible[at][0]):
                first = eligible[at][0] if eligible[at] else eligible[later][-1]
                eligible[later] = [slot for slot in eligible[later] if slot > first]
                due.add(later)
    return eligible


def _runs(problem: Problem) -> Iterator[tuple[int, int, int]]:
    most = 2 * len(problem.meetings) + 1
    alone = {slot for slots in problem.forbidden for slot in slots} | {one.fixed for one in problem.meetings}
    begins = {1, problem.morning_slots + 1, problem.slots + 1} | alone | {slot + 1 for slot in alone}
    for first, after in pairwise(sorted(begin for begin in begins if 1 <= begin <= problem.slots + 1)):
        yield first, after - 1, min(after - first, most)


def _eligible(problem: Problem, meeting: Meeting, representatives: Sequence[int]) -> list[int]:
    away = problem.forbidden[meeting.first] | problem.forbidden[meeting.second]
    return [
        at
        for at, slot in enumerate(representatives, 1)
        if slot not in away
        and not (meeting.session == MORNING and slot > problem.morning_slots)
        and not (meeting.session == AFTERNOON and slot <= problem.morning_slots)
        and meeting.fixed in (0, slot)
    ]
