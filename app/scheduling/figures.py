"""What a schedule is like, in numbers, from the problem and the schedule alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from app.scheduling.checker import list_changes, repair_cost
from app.scheduling.problem import PlacedMeeting, SchedulingProblem


def day_masks(days: Sequence[int]) -> list[int]:
    """The bits of the slots of each day; ``days``: the day of each slot."""
    masks: dict[int, int] = {}
    for place, day in enumerate(days):
        masks[day] = masks.get(day, 0) | 1 << place
    return list(masks.values())


def count_idle(taken: int, days: Iterable[int]) -> int:
    """``taken``: bits of the slots in which somebody meets."""
    total = 0
    for day in days:
        today = taken & day
        if today:
            total += today.bit_length() - (today & -today).bit_length() + 1 - today.bit_count()
    return total


def least_idle(usable: int, meetings: int, days: Iterable[int]) -> int:
    """The fewest idle slots of somebody with so many slots of meetings, whatever the others do."""
    best = {0: 0}
    for day in days:
        here = _idle_by_count(usable & day, meetings)
        joined: dict[int, int] = {}
        for count, cost in best.items():
            for more, extra in enumerate(here):
                total = count + more
                if total <= meetings:
                    joined[total] = min(joined.get(total, cost + extra), cost + extra)
        best = joined
    return best.get(meetings, 0)


def _idle_by_count(usable: int, most: int) -> list[int]:
    """For each number of slots from 0 on, the fewest idle ones among them on one day."""
    places = [place for place in range(usable.bit_length()) if usable >> place & 1]
    fewest = [0]
    for count in range(1, min(most, len(places)) + 1):
        spans = (places[first + count - 1] - places[first] for first in range(len(places) - count + 1))
        fewest.append(min(spans) + 1 - count)
    return fewest


def schedule_figures(problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> dict[str, Any]:
    """``held`` of ``requests``; ``must_held`` of ``musts``; ``worst_served``: the least share of its requests that a
    company holds; ``idle`` slots, ``breaks`` (groups of them) and the fewest idle ones there could be with these
    meetings, each person regarded alone; ``table_changes`` from one meeting of somebody to the next; ``changes`` of
    what stood, and what they and new musts without a time ``cost``.
    """
    musts = {request.id for request in problem.requests if request.priority == "must"}
    taken, tables = _times_by_person(problem, timetable)
    days = day_masks([slot.day for slot in problem.slots])
    times = usable_and_taken(problem, timetable)
    return {
        "held": len(timetable),
        "requests": len(problem.requests),
        "must_held": sum(placed.request in musts for placed in timetable),
        "musts": len(musts),
        "worst_served": _worst_served(problem, timetable),
        "idle": sum(count_idle(bits, days) for bits in taken.values()),
        "idle_bound": sum(least_idle(usable, bits.bit_count(), days) for usable, bits in times),
        "breaks": sum(_count_breaks(bits & day) for bits in taken.values() for day in days),
        "table_changes": sum(table != other for theirs in tables.values() for table, other in pairwise(theirs)),
        "changes": len(list_changes(problem, timetable)),
        "cost": repair_cost(problem, timetable),
    }


def usable_and_taken(problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> list[tuple[int, int]]:
    """Of each who meets somebody, the bits of the slots that are usable, and of those of meetings."""
    place = {slot.id: number for number, slot in enumerate(problem.slots)}
    usable = {item.id: _slot_mask(item.slots, place) for item in problem.people}
    taken, _ = _times_by_person(problem, timetable)
    return [(usable[person] | bits, bits) for person, bits in taken.items()]


def _slot_mask(slots: Sequence[str] | None, place: dict[str, int]) -> int:
    return (1 << len(place)) - 1 if slots is None else sum(1 << place[slot] for slot in set(slots))


def _times_by_person(
    problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Bits of the slots in which each meets, and the tables one after the other."""
    place = {slot.id: number for number, slot in enumerate(problem.slots)}
    length = {request.id: request.length for request in problem.requests}
    taken: dict[str, int] = defaultdict(int)
    tables: dict[str, list[str]] = defaultdict(list)
    for placed in sorted(timetable, key=lambda placed: place[placed.slot]):
        for person in placed.people or ():
            taken[person] |= ((1 << length[placed.request]) - 1) << place[placed.slot]
            if placed.table:
                tables[person].append(placed.table)
    return taken, tables


def _count_breaks(taken: int) -> int:
    """Holes between the first and the last one of a day."""
    return max(0, (taken & ~(taken << 1)).bit_count() - 1)


def _worst_served(problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> float:
    asked = Counter(company for request in problem.requests for company in (request.asker, request.asked))
    requests = {request.id: request for request in problem.requests}
    meets = Counter(
        company for placed in timetable for company in (requests[placed.request].asker, requests[placed.request].asked)
    )
    return float(min((Fraction(meets[company], count) for company, count in asked.items()), default=Fraction(1)))
