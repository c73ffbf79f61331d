"""What a timetable is like, in numbers, from the problem and the timetable alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from app.scheduling.check import changes, cost
from app.scheduling.idle import day_masks, idle, least_idle
from app.scheduling.problem import Held, Problem


def figures(problem: Problem, timetable: Sequence[Held]) -> dict[str, Any]:
    """``held`` of ``requests``; ``must_held`` of ``musts``; ``worst_served``: the least share of its requests that a
    firm holds; ``idle`` slots, ``breaks`` (groups of them) and the fewest idle ones there could be with these meetings,
    each person regarded alone; ``table_changes`` from one meeting of somebody to the next; ``changes`` of what stood,
    and what they and new musts without a time ``cost``.
    """
    musts = {request.id for request in problem.requests if request.priority == "must"}
    taken, tables = _by_person(problem, timetable)
    days = day_masks([slot.day for slot in problem.slots])
    times = usable_and_taken(problem, timetable)
    return {
        "held": len(timetable),
        "requests": len(problem.requests),
        "must_held": sum(held.request in musts for held in timetable),
        "musts": len(musts),
        "worst_served": _worst_served(problem, timetable),
        "idle": sum(idle(bits, days) for bits in taken.values()),
        "idle_bound": sum(least_idle(usable, bits.bit_count(), days) for usable, bits in times),
        "breaks": sum(_breaks(bits & day) for bits in taken.values() for day in days),
        "table_changes": sum(one != other for theirs in tables.values() for one, other in pairwise(theirs)),
        "changes": len(changes(problem, timetable)),
        "cost": cost(problem, timetable),
    }


def usable_and_taken(problem: Problem, timetable: Sequence[Held]) -> list[tuple[int, int]]:
    """Of each who meets somebody, the bits of the slots that are usable, and of those of meetings."""
    place = {slot.id: number for number, slot in enumerate(problem.slots)}
    usable = {one.id: _mask(one.slots, place) for one in problem.people}
    taken, _ = _by_person(problem, timetable)
    return [(usable[person] | bits, bits) for person, bits in taken.items()]


def _mask(slots: Sequence[str] | None, place: dict[str, int]) -> int:
    return (1 << len(place)) - 1 if slots is None else sum(1 << place[slot] for slot in set(slots))


def _by_person(problem: Problem, timetable: Sequence[Held]) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Bits of the slots in which each meets, and the tables one after the other."""
    place = {slot.id: number for number, slot in enumerate(problem.slots)}
    length = {request.id: request.length for request in problem.requests}
    taken: dict[str, int] = defaultdict(int)
    tables: dict[str, list[str]] = defaultdict(list)
    for held in sorted(timetable, key=lambda held: place[held.slot]):
        for person in held.people or ():
            taken[person] |= ((1 << length[held.request]) - 1) << place[held.slot]
            if held.table:
                tables[person].append(held.table)
    return taken, tables


def _breaks(taken: int) -> int:
    """Holes between the first and the last one of a day."""
    return max(0, (taken & ~(taken << 1)).bit_count() - 1)


def _worst_served(problem: Problem, timetable: Sequence[Held]) -> float:
    asked = Counter(firm for request in problem.requests for firm in (request.asker, request.asked))
    requests = {request.id: request for request in problem.requests}
    meets = Counter(firm for held in timetable for firm in (requests[held.request].asker, requests[held.request].asked))
    return float(min((Fraction(meets[firm], count) for firm, count in asked.items()), default=Fraction(1)))
