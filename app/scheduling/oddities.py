"""What is odd about a problem before anybody plans: what no search can mend."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from app.scheduling.problem import Interpreter, Person, Problem, Request

CODES: Final = (
    *("nobody_comes", "never_free", "more_requests_than_slots", "more_times_than_slots", "no_common_slot"),
    *("hour_without_tables", "more_requests_than_tables", "nobody_interprets", "interpreters_short"),
)


@dataclass(frozen=True)
class Oddity:
    """``about``: the firm, slot, request or languages that it is about, "" for the whole; ``count`` of what is wanted,
    ``of`` what there is."""

    code: str
    about: str = ""
    count: int = 0
    of: int = 0


def oddities(problem: Problem) -> list[Oddity]:
    """In the order of CODES, the worst of each first."""
    found = [*_firms(problem), *_pairs(problem), *_tables(problem), *_interpreters(problem)]
    return sorted(found, key=lambda one: (CODES.index(one.code), one.of - one.count))


def _firms(problem: Problem) -> Iterator[Oddity]:
    """A limit is of meetings, room in the day of times: a long meeting takes several."""
    people = _by_firm(problem)
    asked: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for request in problem.requests:
        for one in (request.asker, request.asked):
            asked[one] += 1
            times[one] += request.length
    for firm in problem.firms:
        theirs, most = people[firm.id], firm.limits.most
        count, wanted = asked[firm.id], times[firm.id]
        slots = sum(_room(problem, person) for person in theirs)
        if not theirs:
            yield Oddity("nobody_comes", firm.id, count)
        elif not slots:
            yield Oddity("never_free", firm.id, count)
        elif most is not None and count > most and (most <= slots or count > slots):
            yield Oddity("more_requests_than_slots", firm.id, count, min(most, slots))
        elif count > slots:
            yield Oddity("more_requests_than_slots", firm.id, count, slots)
        elif wanted > slots:
            yield Oddity("more_times_than_slots", firm.id, wanted, slots)


def _pairs(problem: Problem) -> Iterator[Oddity]:
    """Requests of two firms that are both there, yet never at one time."""
    people = _by_firm(problem)
    everything = frozenset(slot.id for slot in problem.slots)
    free = {one.id: everything if one.slots is None else frozenset(one.slots) for one in problem.people}
    for request in problem.requests:
        pairs = list(product(people[request.asker], people[request.asked]))
        both_come = all(any(free[one.id] for one in people[firm]) for firm in (request.asker, request.asked))
        if both_come and not any(_share(free, one, other) for one, other in pairs):
            yield Oddity("no_common_slot", request.id)


def _share(free: dict[str, frozenset[str]], one: Person, other: Person) -> bool:
    return one.id != other.id and not free[one.id].isdisjoint(free[other.id])


def _tables(problem: Problem) -> Iterator[Oddity]:
    if not problem.tables:
        return
    ahead = _ahead(problem)
    room: Counter[str] = Counter()
    for table in problem.tables:
        room.update(ahead if table.slots is None else table.slots)
    yield from (Oddity("hour_without_tables", slot) for slot in ahead if not room[slot])
    wanted = sum(request.length for request in problem.requests)
    if wanted > room.total():
        yield Oddity("more_requests_than_tables", "", wanted, room.total())


def _interpreters(problem: Problem) -> Iterator[Oddity]:
    """Needs that nobody meets, and more of them than there is time for: by pair of languages, else of all together."""
    needing = [one for one in problem.requests if one.need is not None]
    able = [one for one in needing if _somebody_speaks(problem, one)]
    if len(able) < len(needing):
        yield Oddity("nobody_interprets", "", len(needing) - len(able))
    by_pair: dict[tuple[str, ...], list[Request]] = defaultdict(list)
    for one in able:
        by_pair[_languages(one)].append(one)
    short = [shortage for pair, needing in by_pair.items() if (shortage := _shortage(problem, needing, " ".join(pair)))]
    yield from short or filter(None, [_shortage(problem, able)])


def _shortage(problem: Problem, needing: list[Request], about: str = "") -> Oddity | None:
    """Where those who can interpret at any of these requests have fewer times than all of them take."""
    able = (one for one in problem.interpreters if any(_serves(one, request) for request in needing))
    room = sum(len(one.slots) if one.slots is not None else len(problem.slots) for one in able)
    wanted = sum(one.length for one in needing)
    return Oddity("interpreters_short", about, wanted, room) if wanted > room else None


def _languages(request: Request) -> tuple[str, ...]:
    return tuple(sorted(set(request.need.languages))) if request.need is not None else ()


def _somebody_speaks(problem: Problem, request: Request) -> bool:
    return any(_serves(one, request) for one in problem.interpreters)


def _serves(one: Interpreter, request: Request) -> bool:
    is_theirs = not one.firms or not {request.asker, request.asked}.isdisjoint(one.firms)
    return is_theirs and set(_languages(request)) <= set(one.languages)


def _by_firm(problem: Problem) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for person in problem.people:
        for firm in person.firms:
            found[firm].append(person)
    return found


def _room(problem: Problem, person: Person) -> int:
    return len(problem.slots) if person.slots is None else len(person.slots)


def _ahead(problem: Problem) -> list[str]:
    """The slots in which anybody could meet."""
    if any(one.slots is None for one in problem.people):
        return [slot.id for slot in problem.slots]
    used = {slot for one in problem.people for slot in one.slots or ()}
    return [slot.id for slot in problem.slots if slot.id in used]
