"""What is wrong with a timetable and what it is worth, from the problem alone. Shares no code with any solver.

Every rule of the form stands once, as a generator of faults: in ``check_alone`` those that a meeting keeps by itself,
in ``check_together`` those between meetings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.scheduling import check_alone, check_together
from app.scheduling.check_known import Fault, Known, Meeting
from app.scheduling.problem import Held, Problem


def faults(problem: Problem, timetable: Sequence[Held]) -> list[Fault]:
    """All that is wrong, in order; empty for a timetable that can be held."""
    known = Known(problem)
    found = list(_strangers(known, timetable))
    if found:
        return sorted(found)
    meetings = [_meeting(known, held) for held in timetable]
    for rule in (*check_alone.RULES, *check_together.RULES):
        found += rule(known, meetings)
    return sorted(set(found))


def value(problem: Problem, timetable: Sequence[Held]) -> int:
    """What it holds: weight × score of each meeting, more for firms under their least, less for changes."""
    known, weights = Known(problem), problem.weights
    total, count = 0, dict.fromkeys(known.firms, 0)
    for held in timetable:
        request = known.requests[held.request]
        total += weights.of(request.priority) * request.score
        count[request.asker] += 1
        count[request.asked] += 1
    total += weights.least * sum(min(known.least(firm), count[firm.id]) for firm in problem.firms)
    return total - cost(problem, timetable)


def cost(problem: Problem, timetable: Sequence[Held]) -> int:
    """What a repair pays: for each change, for each meeting that loses its time, for each new must without one."""
    weights, held = problem.weights, {one.request for one in timetable}
    stands = {one.request for one in problem.standing}
    missed = [one for one in problem.requests if one.priority == "must" and one.id not in stands | held]
    total = weights.change * len(changes(problem, timetable))
    return total + weights.lost * len(stands - held) + weights.missed * len(missed)


def changes(problem: Problem, timetable: Sequence[Held]) -> list[Held]:
    """The standing meetings that are not held as they stand."""
    kept = {held.request: held for held in timetable}
    return [held for held in problem.standing if kept.get(held.request) != held]


def _meeting(known: Known, held: Held) -> Meeting:
    request, first = known.requests[held.request], known.slots[held.slot]
    return Meeting(held, request, range(first, first + request.length))


def _strangers(known: Known, timetable: Sequence[Held]) -> Iterator[Fault]:
    """Meetings that name what does not exist, or stand twice, or run past the last slot, or lack what they need."""
    seen: set[str] = set()
    for held in timetable:
        if held.request in seen:
            yield Fault("held_twice", held.request)
        seen.add(held.request)
        if held.request not in known.requests:
            yield Fault("unknown_request", held.request)
        elif held.slot not in known.slots:
            yield Fault("unknown_slot", held.request, (held.slot,))
        elif known.slots[held.slot] + known.requests[held.request].length > len(known.problem.slots):
            yield Fault("too_long_for_the_day", held.request)
        if held.people is None or any(person not in known.people for person in held.people):
            yield Fault("unknown_person", held.request, held.people or ())
        if (held.table is None) != (not known.tables) or (held.table and held.table not in known.tables):
            yield Fault("unknown_table", held.request, (held.table,) if held.table else ())
        if held.interpreter is not None and held.interpreter not in known.interpreters:
            yield Fault("unknown_interpreter", held.request, (held.interpreter,))
