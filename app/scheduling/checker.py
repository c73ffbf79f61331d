"""What checking knows: a problem by its ids, meetings by their places in ``Problem.slots``, and faults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.scheduling.problem import (
    PlacedMeeting,
    ProblemCompany,
    ProblemInterpreter,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    ProblemTable,
    SchedulingProblem,
)


@dataclass(frozen=True, order=True)
class ScheduleFault:
    """``code``: the rule that is broken, by the meeting of ``request``; ``about``: who or what else takes part."""

    code: str
    request: str
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.request}: {self.code.replace('_', ' ')}" + (f" ({', '.join(self.about)})" if self.about else "")


@dataclass(frozen=True)
class ProblemIndex:
    """The problem by its ids."""

    problem: SchedulingProblem
    slots: dict[str, int] = field(init=False)
    requests: dict[str, ProblemRequest] = field(init=False)
    companies: dict[str, ProblemCompany] = field(init=False)
    people: dict[str, ProblemPerson] = field(init=False)
    tables: dict[str, ProblemTable] = field(init=False)
    interpreters: dict[str, ProblemInterpreter] = field(init=False)
    group: dict[str, str | None] = field(init=False)
    seated: frozenset[str | None] = field(init=False)
    away: dict[str, list[tuple[str, int]]] = field(init=False)

    def __post_init__(self) -> None:
        problem, put = self.problem, object.__setattr__
        put(self, "slots", {entry.id: place for place, entry in enumerate(problem.slots)})
        for name in ("requests", "people", "tables", "interpreters"):
            put(self, name, {entry.id: entry for entry in getattr(problem, name)})
        put(self, "companies", {company.id: company for company in problem.firms})
        put(self, "group", {company.id: company.group for company in problem.firms})
        put(self, "seated", frozenset(entry.id for entry in problem.groups if entry.keeps_table))
        put(self, "away", defaultdict(list))
        for item in problem.items:
            for person in self.people if item.people is None else item.people:
                self.away[person] += [(item.id, self.slots[slot]) for slot in item.slots]

    def joins(self, place: int) -> bool:
        """Whether the slot at ``place`` joins the one before it."""
        if place == 0:
            return False
        earlier, other = self.problem.slots[place - 1], self.problem.slots[place]
        return earlier.day == other.day and other.starts - earlier.ends <= self.problem.pause

    def least(self, company: ProblemCompany) -> int:
        return company.limits.least or next(
            (group.limits.least for group in self.problem.groups if group.id == company.group), 0
        )

    def most(self, company: ProblemCompany) -> int | None:
        return self._of_group(company, "most") if company.limits.most is None else company.limits.most

    def run(self, company: ProblemCompany) -> int | None:
        return self._of_group(company, "run") if company.limits.run is None else company.limits.run

    def _of_group(self, company: ProblemCompany, name: str) -> int | None:
        values: Iterable[int | None] = (
            getattr(group.limits, name) for group in self.problem.groups if group.id == company.group
        )
        return next(iter(values), None)

    def keeps(self, company: str) -> bool:
        """Whether the firm sits at one table all the time."""
        return self.companies[company].table is not None or self.group[company] in self.seated

    def host(self, request: ProblemRequest) -> str | None:
        """The firm at whose table the two meet: the asked if it keeps one, else the asker."""
        return next((company for company in (request.asked, request.asker) if self.keeps(company)), None)

    def spoken(self, place: int) -> ProblemSlot:
        return self.problem.slots[place]

    def usable(self, slots: Sequence[str] | None, places: range) -> bool:
        return slots is None or all(self.spoken(place).id in slots for place in places)


@dataclass(frozen=True)
class CheckedMeeting:
    placed: PlacedMeeting
    request: ProblemRequest
    places: range

    @property
    def id(self) -> str:
        return self.placed.request


def _time_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    for meeting in meetings:
        if not all(known.joins(place) for place in meeting.places[1:]):
            yield ScheduleFault("too_long_for_the_day", meeting.id)
        if meeting.request.slots is not None and meeting.placed.slot not in meeting.request.slots:
            yield ScheduleFault("slot_not_allowed", meeting.id, (meeting.placed.slot,))


def _pair_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    rules = known.problem.rules
    met = {frozenset(pair) for pair in known.problem.met}
    for meeting in meetings:
        asker, asked = meeting.request.asker, meeting.request.asked
        if rules is not None and (known.group[asker], known.group[asked]) not in rules:
            yield ScheduleFault("group_rule", meeting.id, (asker, asked))
        if frozenset((asker, asked)) in met:
            yield ScheduleFault("already_met", meeting.id, (asker, asked))


def _person_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    for meeting in meetings:
        people = meeting.placed.people or ()
        if len(set(people)) < 2:
            yield ScheduleFault("meets_oneself", meeting.id, people[:1])
        for person, company in zip(people, (meeting.request.asker, meeting.request.asked), strict=True):
            if company not in known.people[person].firms:
                yield ScheduleFault("stands_for_another_firm", meeting.id, (person, company))
            if not known.usable(known.people[person].slots, meeting.places):
                yield ScheduleFault("person_not_free", meeting.id, (person,))
            for item, place in known.away.get(person, ()):
                if place in meeting.places:
                    yield ScheduleFault("programme", meeting.id, (person, item))


def _table_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    assigned: dict[str, str] = {}
    owners = {company.table for company in known.problem.firms if company.table}
    for meeting in meetings:
        if meeting.placed.table is None:
            continue
        table, host = known.tables[meeting.placed.table], known.host(meeting.request)
        if not known.usable(table.slots, meeting.places):
            yield ScheduleFault("table_closed", meeting.id, (table.id,))
        own = known.companies[host].table if host else None
        if host is not None and table.id != (own or assigned.setdefault(host, table.id)):
            yield ScheduleFault("away_from_its_table", meeting.id, (host, table.id))
        if own is None and table.id in owners:
            yield ScheduleFault("table_is_kept", meeting.id, (table.id,))
        sides = (None, known.group[meeting.request.asker], known.group[meeting.request.asked])
        if table.id != own and table.group not in sides:
            yield ScheduleFault("table_of_another_side", meeting.id, (table.id,))


def _interpreter_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    for meeting in meetings:
        need, name = meeting.request.need, meeting.placed.interpreter
        if need is None or name is None:
            if need is not None or name is not None:
                yield ScheduleFault("no_interpreter" if need else "needs_no_interpreter", meeting.id)
            continue
        who = known.interpreters[name]
        speaks = set(need.languages) <= set(who.languages)
        knows = not who.sectors or need.sector is None or need.sector in who.sectors
        goes = not who.firms or {meeting.request.asker, meeting.request.asked} & set(who.firms)
        if not (speaks and knows and goes and who.table in (None, meeting.placed.table)):
            yield ScheduleFault("wrong_interpreter", meeting.id, (name,))
        if not known.usable(who.slots, meeting.places):
            yield ScheduleFault("interpreter_not_there", meeting.id, (name,))
        if meeting.placed.table is not None and not known.tables[meeting.placed.table].chair:
            yield ScheduleFault("no_chair", meeting.id, (meeting.placed.table,))


def _fixed_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    at = {meeting.id: meeting.placed for meeting in meetings}
    for want in known.problem.fixed:
        placed = at.get(want.request)
        named = [name for name in ("slot", "table", "people", "interpreter") if getattr(want, name) is not None]
        if placed is None or any(getattr(placed, name) != getattr(want, name) for name in named):
            yield ScheduleFault("not_as_fixed", want.request, (want.slot,))


SINGLE_RULES = (_time_faults, _pair_faults, _person_faults, _table_faults, _interpreter_faults, _fixed_faults)


def _meetings_by_resource(meetings: Sequence[CheckedMeeting]) -> dict[tuple[str, str], list[CheckedMeeting]]:
    """The meetings of each person, interpreter and table, in the order of time."""
    by_resource: dict[tuple[str, str], list[CheckedMeeting]] = defaultdict(list)
    for meeting in sorted(meetings, key=lambda meeting: (meeting.places.start, meeting.id)):
        for person in set(meeting.placed.people or ()):
            by_resource["person", person].append(meeting)
        if meeting.placed.interpreter:
            by_resource["interpreter", meeting.placed.interpreter].append(meeting)
        if meeting.placed.table:
            by_resource["table", meeting.placed.table].append(meeting)
    return by_resource


def _overlap_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    for (kind, name), theirs in _meetings_by_resource(meetings).items():
        taken: dict[int, str] = {}
        for meeting in theirs:
            for place in meeting.places:
                if place in taken:
                    yield ScheduleFault(f"{kind}_taken", meeting.id, (name, taken[place], known.spoken(place).id))
                taken[place] = meeting.id


def _run_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    for (kind, name), theirs in _meetings_by_resource(meetings).items():
        if (most := _longest_run(known, kind, name)) is None:
            continue
        length, last = 0, -2
        for place, meeting in sorted((place, item.id) for item in theirs for place in item.places):
            length = length + 1 if place == last + 1 and known.joins(place) else 1
            last = place
            if length > most:
                yield ScheduleFault("run_too_long", meeting, (name,))


def _longest_run(known: ProblemIndex, kind: str, name: str) -> int | None:
    if kind == "interpreter":
        return known.interpreters[name].run
    if kind == "table":
        return None
    runs = [known.run(known.companies[company]) for company in known.people[name].firms]
    return min((run for run in runs if run is not None), default=None)


def _walk_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    minutes = {frozenset(zones): time for zones, time in known.problem.walking.items()}
    for (kind, name), theirs in _meetings_by_resource(meetings).items():
        for earlier, other in pairwise(theirs):
            ends, starts = known.spoken(earlier.places[-1]), known.spoken(other.places.start)
            zones = frozenset(known.tables[each.placed.table].zone for each in (earlier, other) if each.placed.table)
            if kind != "table" and ends.day == starts.day and starts.starts - ends.ends < minutes.get(zones, 0):
                yield ScheduleFault("too_far_to_walk", other.id, (name, earlier.id))


def _limit_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    theirs: dict[str, list[str]] = defaultdict(list)
    for meeting in meetings:
        theirs[meeting.request.asker].append(meeting.id)
        theirs[meeting.request.asked].append(meeting.id)
    for company, ids in theirs.items():
        most = known.most(known.companies[company])
        if most is not None and len(ids) > most:
            yield ScheduleFault("limit", ids[-1], (company, str(most)))


def _precedence_faults(known: ProblemIndex, meetings: Sequence[CheckedMeeting]) -> Iterator[ScheduleFault]:
    at = {meeting.id: meeting for meeting in meetings}
    for before, after in known.problem.precedences:
        if before in at and after in at and at[after].places.start <= at[before].places[-1]:
            yield ScheduleFault("precedence", after, (before,))


PAIR_RULES = (_overlap_faults, _run_faults, _walk_faults, _limit_faults, _precedence_faults)


def find_faults(problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> list[ScheduleFault]:
    """All that is wrong, in order; empty for a timetable that can be held."""
    known = ProblemIndex(problem)
    all_faults = list(_unknown_faults(known, timetable))
    if all_faults:
        return sorted(all_faults)
    meetings = [_checked_meeting(known, placed) for placed in timetable]
    for rule in (*SINGLE_RULES, *PAIR_RULES):
        all_faults += rule(known, meetings)
    return sorted(set(all_faults))


def schedule_value(problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> int:
    """What it holds: weight × score of each meeting, more for firms under their least, less for changes."""
    known, weights = ProblemIndex(problem), problem.weights
    total, count = 0, dict.fromkeys(known.companies, 0)
    for placed in timetable:
        request = known.requests[placed.request]
        total += weights.of(request.priority) * request.score
        count[request.asker] += 1
        count[request.asked] += 1
    total += weights.least * sum(min(known.least(company), count[company.id]) for company in problem.firms)
    return total - repair_cost(problem, timetable)


def repair_cost(problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> int:
    """What a repair pays: for each change, for each meeting that loses its time, for each new must without one."""
    weights, placed_ids = problem.weights, {item.request for item in timetable}
    standing_ids = {item.request for item in problem.standing}
    missed = [item for item in problem.requests if item.priority == "must" and item.id not in standing_ids | placed_ids]
    total = weights.change * len(list_changes(problem, timetable))
    return total + weights.lost * len(standing_ids - placed_ids) + weights.missed * len(missed)


def list_changes(problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> list[PlacedMeeting]:
    """The standing meetings that are not held as they stand."""
    by_request = {placed.request: placed for placed in timetable}
    return [placed for placed in problem.standing if by_request.get(placed.request) != placed]


def _checked_meeting(known: ProblemIndex, placed: PlacedMeeting) -> CheckedMeeting:
    request, first = known.requests[placed.request], known.slots[placed.slot]
    return CheckedMeeting(placed, request, range(first, first + request.length))


def _unknown_faults(known: ProblemIndex, timetable: Sequence[PlacedMeeting]) -> Iterator[ScheduleFault]:
    """Meetings that name what does not exist, or stand twice, or run past the last slot, or lack what they need."""
    seen: set[str] = set()
    for placed in timetable:
        if placed.request in seen:
            yield ScheduleFault("held_twice", placed.request)
        seen.add(placed.request)
        if placed.request not in known.requests:
            yield ScheduleFault("unknown_request", placed.request)
        elif placed.slot not in known.slots:
            yield ScheduleFault("unknown_slot", placed.request, (placed.slot,))
        elif known.slots[placed.slot] + known.requests[placed.request].length > len(known.problem.slots):
            yield ScheduleFault("too_long_for_the_day", placed.request)
        if placed.people is None or any(person not in known.people for person in placed.people):
            yield ScheduleFault("unknown_person", placed.request, placed.people or ())
        if (placed.table is None) != (not known.tables) or (placed.table and placed.table not in known.tables):
            yield ScheduleFault("unknown_table", placed.request, (placed.table,) if placed.table else ())
        if placed.interpreter is not None and placed.interpreter not in known.interpreters:
            yield ScheduleFault("unknown_interpreter", placed.request, (placed.interpreter,))


def without_faults(problem: SchedulingProblem, timetable: tuple[PlacedMeeting, ...]) -> tuple[PlacedMeeting, ...]:
    """The checker has the last word: what it faults is not held."""
    while faults := find_faults(problem, timetable):
        broken = {fault.request for fault in faults}
        remaining = tuple(placed for placed in timetable if placed.request not in broken)
        if len(remaining) == len(timetable):
            return ()
        timetable = remaining
    return timetable
