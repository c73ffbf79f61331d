"""The fewest breaks of a tiny instance by trying every timetable, with rules of its own: nothing of the program's."""

from __future__ import annotations

from itertools import product

from tests.bench.published.problem import Problem

FAIRNESS = 2


def fewest_breaks(problem: Problem) -> int | None:
    """None: there is no timetable."""
    choices = [_slots(problem, at) for at in range(len(problem.meetings))]
    sums = (_breaks(problem, slots) for slots in product(*choices))
    return min((found for found in sums if found is not None), default=None)


def _slots(problem: Problem, at: int) -> list[int]:
    one = problem.meetings[at]
    half = {1: range(1, problem.morning_slots + 1), 2: range(problem.morning_slots + 1, problem.slots + 1)}
    away = problem.forbidden[one.first] | problem.forbidden[one.second]
    slots = half.get(one.session, range(1, problem.slots + 1))
    return [slot for slot in slots if slot not in away and one.fixed in (0, slot)]


def _breaks(problem: Problem, slots: tuple[int, ...]) -> int | None:
    """None: a rule is broken."""
    busy: list[list[int]] = [[] for _ in range(problem.participants)]
    for one, slot in zip(problem.meetings, slots, strict=True):
        if slots.count(slot) > problem.tables or any(slots[earlier] >= slot for earlier in one.after):
            return None
        for party in (one.first, one.second):
            if slot in busy[party]:
                return None
            busy[party].append(slot)
    found = [sum(slot + 1 not in own for slot in own) - 1 if own else 0 for own in busy]
    return sum(found) if not found or max(found) - min(found) <= FAIRNESS else None
