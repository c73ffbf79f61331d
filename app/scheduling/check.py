"""What is wrong with a timetable and what it is worth, from the problem alone. Shares no code with any solver.

Every rule of the form stands here once, as a generator of faults. Slots of a meeting are told by their places in
``Problem.slots``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.scheduling.problem import Firm, Held, Interpreter, Person, Problem, Request, Slot, Table


@dataclass(frozen=True, order=True)
class Fault:
    """``code``: the rule that is broken, by the meeting of ``request``; ``about``: who or what else takes part."""

    code: str
    request: str
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.request}: {self.code.replace('_', ' ')}" + (f" ({', '.join(self.about)})" if self.about else "")


@dataclass(frozen=True)
class _Known:
    """The problem by its ids."""

    problem: Problem
    slots: dict[str, int] = field(init=False)
    requests: dict[str, Request] = field(init=False)
    firms: dict[str, Firm] = field(init=False)
    people: dict[str, Person] = field(init=False)
    tables: dict[str, Table] = field(init=False)
    interpreters: dict[str, Interpreter] = field(init=False)
    group: dict[str, str | None] = field(init=False)
    seated: frozenset[str | None] = field(init=False)
    away: dict[str, list[tuple[str, int]]] = field(init=False)

    def __post_init__(self) -> None:
        problem, put = self.problem, object.__setattr__
        put(self, "slots", {one.id: place for place, one in enumerate(problem.slots)})
        for name in ("requests", "firms", "people", "tables", "interpreters"):
            put(self, name, {one.id: one for one in getattr(problem, name)})
        put(self, "group", {firm.id: firm.group for firm in problem.firms})
        put(self, "seated", frozenset(one.id for one in problem.groups if one.keeps_table))
        put(self, "away", defaultdict(list))
        for item in problem.items:
            for person in self.people if item.people is None else item.people:
                self.away[person] += [(item.id, self.slots[slot]) for slot in item.slots]

    def joins(self, place: int) -> bool:
        """Whether the slot at ``place`` joins the one before it."""
        if place == 0:
            return False
        one, other = self.problem.slots[place - 1], self.problem.slots[place]
        return one.day == other.day and other.starts - one.ends <= self.problem.pause

    def least(self, firm: Firm) -> int:
        return firm.limits.least or next((one.limits.least for one in self.problem.groups if one.id == firm.group), 0)

    def most(self, firm: Firm) -> int | None:
        return self._of_group(firm, "most") if firm.limits.most is None else firm.limits.most

    def run(self, firm: Firm) -> int | None:
        return self._of_group(firm, "run") if firm.limits.run is None else firm.limits.run

    def _of_group(self, firm: Firm, name: str) -> int | None:
        found: Iterable[int | None] = (getattr(one.limits, name) for one in self.problem.groups if one.id == firm.group)
        return next(iter(found), None)

    def keeps(self, firm: str) -> bool:
        """Whether the firm sits at one table all the time."""
        return self.firms[firm].table is not None or self.group[firm] in self.seated

    def host(self, request: Request) -> str | None:
        """The firm at whose table the two meet: the asked if it keeps one, else the asker."""
        return next((firm for firm in (request.asked, request.asker) if self.keeps(firm)), None)

    def spoken(self, place: int) -> Slot:
        return self.problem.slots[place]


@dataclass(frozen=True)
class _Meeting:
    held: Held
    request: Request
    places: range

    @property
    def id(self) -> str:
        return self.held.request


def faults(problem: Problem, timetable: Sequence[Held]) -> list[Fault]:
    """All that is wrong, in order; empty for a timetable that can be held."""
    known = _Known(problem)
    found = list(_strangers(known, timetable))
    if found:
        return sorted(found)
    meetings = [_meeting(known, held) for held in timetable]
    for rule in RULES:
        found += rule(known, meetings)
    return sorted(set(found))


def value(problem: Problem, timetable: Sequence[Held]) -> int:
    """What it holds: weight × score of each meeting, more for firms under their least, less for changes."""
    known, weights = _Known(problem), problem.weights
    total, count = 0, dict.fromkeys(known.firms, 0)
    for held in timetable:
        request = known.requests[held.request]
        total += weights.of(request.priority) * request.score
        count[request.asker] += 1
        count[request.asked] += 1
    total += weights.least * sum(min(known.least(firm), count[firm.id]) for firm in problem.firms)
    return total - weights.change * len(changes(problem, timetable))


def changes(problem: Problem, timetable: Sequence[Held]) -> list[Held]:
    """The standing meetings that are not held as they stand."""
    kept = {held.request: held for held in timetable}
    return [held for held in problem.standing if kept.get(held.request) != held]


def _meeting(known: _Known, held: Held) -> _Meeting:
    request, first = known.requests[held.request], known.slots[held.slot]
    return _Meeting(held, request, range(first, first + request.length))


def _strangers(known: _Known, timetable: Sequence[Held]) -> Iterator[Fault]:
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


def _times(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    for one in meetings:
        if not all(known.joins(place) for place in one.places[1:]):
            yield Fault("too_long_for_the_day", one.id)
        if one.request.slots is not None and one.held.slot not in one.request.slots:
            yield Fault("slot_not_allowed", one.id, (one.held.slot,))


def _pairs(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    rules = known.problem.rules
    met = {frozenset(pair) for pair in known.problem.met}
    for one in meetings:
        asker, asked = one.request.asker, one.request.asked
        if rules is not None and (known.group[asker], known.group[asked]) not in rules:
            yield Fault("group_rule", one.id, (asker, asked))
        if frozenset((asker, asked)) in met:
            yield Fault("already_met", one.id, (asker, asked))


def _persons(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    for one in meetings:
        people = one.held.people or ()
        if len(set(people)) < 2:
            yield Fault("meets_oneself", one.id, people[:1])
        for person, firm in zip(people, (one.request.asker, one.request.asked), strict=True):
            if firm not in known.people[person].firms:
                yield Fault("stands_for_another_firm", one.id, (person, firm))
            if not _usable(known, known.people[person].slots, one.places):
                yield Fault("person_not_free", one.id, (person,))
            yield from _called_away(known, one, person)


def _called_away(known: _Known, one: _Meeting, person: str) -> Iterator[Fault]:
    for item, place in known.away.get(person, ()):
        if place in one.places:
            yield Fault("programme", one.id, (person, item))


def _usable(known: _Known, slots: Sequence[str] | None, places: range) -> bool:
    return slots is None or all(known.spoken(place).id in slots for place in places)


def _tables(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    kept: dict[str, str] = {}
    owners = {firm.table for firm in known.problem.firms if firm.table}
    for one in meetings:
        if one.held.table is None:
            continue
        table, host = known.tables[one.held.table], known.host(one.request)
        if not _usable(known, table.slots, one.places):
            yield Fault("table_closed", one.id, (table.id,))
        own = known.firms[host].table if host else None
        if host is not None and table.id != (own or kept.setdefault(host, table.id)):
            yield Fault("away_from_its_table", one.id, (host, table.id))
        if own is None and table.id in owners:
            yield Fault("table_is_kept", one.id, (table.id,))


def _interpreters(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    for one in meetings:
        need, name = one.request.need, one.held.interpreter
        if need is None or name is None:
            if need is not None or name is not None:
                yield Fault("no_interpreter" if need else "needs_no_interpreter", one.id)
            continue
        who = known.interpreters[name]
        speaks = set(need.languages) <= set(who.languages)
        knows = not who.sectors or need.sector is None or need.sector in who.sectors
        goes = not who.firms or {one.request.asker, one.request.asked} & set(who.firms)
        if not (speaks and knows and goes and who.table in (None, one.held.table)):
            yield Fault("wrong_interpreter", one.id, (name,))
        if not _usable(known, who.slots, one.places):
            yield Fault("interpreter_not_there", one.id, (name,))
        if one.held.table is not None and not known.tables[one.held.table].chair:
            yield Fault("no_chair", one.id, (one.held.table,))


def _busy(meetings: Sequence[_Meeting]) -> dict[tuple[str, str], list[_Meeting]]:
    """The meetings of each person, interpreter and table, in the order of time."""
    found: dict[tuple[str, str], list[_Meeting]] = defaultdict(list)
    for one in sorted(meetings, key=lambda one: (one.places.start, one.id)):
        for person in set(one.held.people or ()):
            found["person", person].append(one)
        if one.held.interpreter:
            found["interpreter", one.held.interpreter].append(one)
        if one.held.table:
            found["table", one.held.table].append(one)
    return found


def _overlaps(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    for (kind, name), theirs in _busy(meetings).items():
        taken: dict[int, str] = {}
        for one in theirs:
            for place in one.places:
                if place in taken:
                    yield Fault(f"{kind}_taken", one.id, (name, taken[place], known.spoken(place).id))
                taken[place] = one.id


def _runs(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    for (kind, name), theirs in _busy(meetings).items():
        if (most := _longest(known, kind, name)) is None:
            continue
        length, last = 0, -2
        for place, meeting in sorted((place, one.id) for one in theirs for place in one.places):
            length = length + 1 if place == last + 1 and known.joins(place) else 1
            last = place
            if length > most:
                yield Fault("run_too_long", meeting, (name,))


def _longest(known: _Known, kind: str, name: str) -> int | None:
    if kind == "interpreter":
        return known.interpreters[name].run
    if kind == "table":
        return None
    runs = [known.run(known.firms[firm]) for firm in known.people[name].firms]
    return min((run for run in runs if run is not None), default=None)


def _walks(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    minutes = {frozenset(zones): time for zones, time in known.problem.walking.items()}
    for (kind, name), theirs in _busy(meetings).items():
        for one, other in pairwise(theirs):
            ends, starts = known.spoken(one.places[-1]), known.spoken(other.places.start)
            zones = frozenset(known.tables[each.held.table].zone for each in (one, other) if each.held.table)
            if kind != "table" and ends.day == starts.day and starts.starts - ends.ends < minutes.get(zones, 0):
                yield Fault("too_far_to_walk", other.id, (name, one.id))


def _most(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    theirs: dict[str, list[str]] = defaultdict(list)
    for one in meetings:
        theirs[one.request.asker].append(one.id)
        theirs[one.request.asked].append(one.id)
    for firm, held in theirs.items():
        most = known.most(known.firms[firm])
        if most is not None and len(held) > most:
            yield Fault("limit", held[-1], (firm, str(most)))


def _precedences(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    at = {one.id: one for one in meetings}
    for before, after in known.problem.precedences:
        if before in at and after in at and at[after].places.start <= at[before].places[-1]:
            yield Fault("precedence", after, (before,))


def _fixed(known: _Known, meetings: Sequence[_Meeting]) -> Iterator[Fault]:
    at = {one.id: one.held for one in meetings}
    for want in known.problem.fixed:
        held = at.get(want.request)
        said = [name for name in ("slot", "table", "people", "interpreter") if getattr(want, name) is not None]
        if held is None or any(getattr(held, name) != getattr(want, name) for name in said):
            yield Fault("not_as_fixed", want.request, (want.slot,))


RULES = (*(_times, _pairs, _persons, _tables, _interpreters, _overlaps, _runs, _walks, _most, _precedences, _fixed),)
