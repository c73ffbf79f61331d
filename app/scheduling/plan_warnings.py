"""What is odd about a problem before anybody plans: what no search can mend."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from app.scheduling.problem import ProblemInterpreter, ProblemPerson, ProblemRequest, SchedulingProblem

WARNING_CODES: Final = (
    "nobody_comes",
    "never_free",
    "more_requests_than_slots",
    "more_times_than_slots",
    "no_common_slot",
    "hour_without_tables",
    "more_requests_than_tables",
    "nobody_interprets",
    "interpreters_short",
)


@dataclass(frozen=True)
class PlanWarning:
    """``about``: the firm, slot, request or languages that it is about, "" for the whole; ``count`` of what is wanted,
    ``of`` what there is."""

    code: str
    about: str = ""
    count: int = 0
    of: int = 0


def list_warnings(problem: SchedulingProblem) -> list[PlanWarning]:
    """In the order of CODES, the worst of each first."""
    warnings = [
        *_company_warnings(problem),
        *_pair_warnings(problem),
        *_table_warnings(problem),
        *_interpreter_warnings(problem),
    ]
    return sorted(warnings, key=lambda warning: (WARNING_CODES.index(warning.code), warning.of - warning.count))


def _company_warnings(problem: SchedulingProblem) -> Iterator[PlanWarning]:
    """A limit is of meetings, room in the day of times: a long meeting takes several."""
    people = _people_by_company(problem)
    asked: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for request in problem.requests:
        for company in (request.asker, request.asked):
            asked[company] += 1
            times[company] += request.length
    for firm in problem.firms:
        theirs, most = people[firm.id], firm.limits.most
        count, slots_needed = asked[firm.id], times[firm.id]
        slots = sum(len(problem.slots) if person.slots is None else len(person.slots) for person in theirs)
        if not theirs:
            yield PlanWarning("nobody_comes", firm.id, count)
        elif not slots:
            yield PlanWarning("never_free", firm.id, count)
        elif most is not None and count > most and (most <= slots or count > slots):
            yield PlanWarning("more_requests_than_slots", firm.id, count, min(most, slots))
        elif count > slots:
            yield PlanWarning("more_requests_than_slots", firm.id, count, slots)
        elif slots_needed > slots:
            yield PlanWarning("more_times_than_slots", firm.id, slots_needed, slots)


def _pair_warnings(problem: SchedulingProblem) -> Iterator[PlanWarning]:
    """Requests of two firms that are both there, yet never at one time."""
    people = _people_by_company(problem)
    everything = frozenset(slot.id for slot in problem.slots)
    free = {person.id: everything if person.slots is None else frozenset(person.slots) for person in problem.people}
    for request in problem.requests:
        pairs = list(product(people[request.asker], people[request.asked]))
        both_come = all(
            any(free[person.id] for person in people[company]) for company in (request.asker, request.asked)
        )
        if both_come and not any(
            person.id != other.id and not free[person.id].isdisjoint(free[other.id]) for person, other in pairs
        ):
            yield PlanWarning("no_common_slot", request.id)


def _table_warnings(problem: SchedulingProblem) -> Iterator[PlanWarning]:
    if not problem.tables:
        return
    ahead = _used_slots(problem)
    room: Counter[str] = Counter()
    for table in problem.tables:
        room.update(ahead if table.slots is None else table.slots)
    yield from (PlanWarning("hour_without_tables", slot) for slot in ahead if not room[slot])
    needed = sum(request.length for request in problem.requests)
    if needed > room.total():
        yield PlanWarning("more_requests_than_tables", "", needed, room.total())


def _interpreter_warnings(problem: SchedulingProblem) -> Iterator[PlanWarning]:
    """Needs that nobody meets, and more of them than there is time for: by pair of languages, else of all together."""
    needing = [request for request in problem.requests if request.need is not None]
    able = [
        request for request in needing if any(_can_serve(interpreter, request) for interpreter in problem.interpreters)
    ]
    if len(able) < len(needing):
        yield PlanWarning("nobody_interprets", "", len(needing) - len(able))
    by_pair: dict[tuple[str, ...], list[ProblemRequest]] = defaultdict(list)
    for request in able:
        by_pair[_needed_languages(request)].append(request)
    short = [shortage for pair, needing in by_pair.items() if (shortage := _shortage(problem, needing, " ".join(pair)))]
    yield from short or filter(None, [_shortage(problem, able)])


def _shortage(problem: SchedulingProblem, needing: list[ProblemRequest], about: str = "") -> PlanWarning | None:
    """Where those who can interpret at any of these requests have fewer times than all of them take."""
    able = (item for item in problem.interpreters if any(_can_serve(item, request) for request in needing))
    room = sum(len(item.slots) if item.slots is not None else len(problem.slots) for item in able)
    needed = sum(item.length for item in needing)
    return PlanWarning("interpreters_short", about, needed, room) if needed > room else None


def _needed_languages(request: ProblemRequest) -> tuple[str, ...]:
    return tuple(sorted(set(request.need.languages))) if request.need is not None else ()


def _can_serve(interpreter: ProblemInterpreter, request: ProblemRequest) -> bool:
    is_theirs = not interpreter.firms or not {request.asker, request.asked}.isdisjoint(interpreter.firms)
    return is_theirs and set(_needed_languages(request)) <= set(interpreter.languages)


def _people_by_company(problem: SchedulingProblem) -> dict[str, list[ProblemPerson]]:
    by_company: dict[str, list[ProblemPerson]] = defaultdict(list)
    for person in problem.people:
        for company in person.firms:
            by_company[company].append(person)
    return by_company


def _used_slots(problem: SchedulingProblem) -> list[str]:
    """The slots in which anybody could meet."""
    if any(person.slots is None for person in problem.people):
        return [slot.id for slot in problem.slots]
    used = {slot for person in problem.people for slot in person.slots or ()}
    return [slot.id for slot in problem.slots if slot.id in used]
