"""A problem in numbers, as the solver reads it: slots are bits, what can be taken once at a time is a resource.

Resources: every person, every table that is told apart (kept by a company, or an interpreter sits there), every
interpreter; each has a mask of its usable slots. Other tables are alike within a pool (a zone, if walking between zones
can matter, and a side, if some are kept by one; else all of them) and are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from app.scheduling.problem import (
    PlacedMeeting,
    ProblemCompany,
    ProblemInterpreter,
    ProblemNeed,
    ProblemRequest,
    ProblemTable,
    SchedulingProblem,
    request_values,
)

NO_POOL: Final = -1
NOWHERE: Final = -1
PersonPair = tuple[int, int]
SeatChoice = tuple[tuple[int, ...], int]
"""The tables told apart that it takes, none or one, and the pool of its table or NO_POOL."""
MeetingWay = tuple[tuple[int, ...], int]
"""What a meeting takes: its resources, first the asker's person, then the asked's; and the pool of its table."""


class TablePool(NamedTuple):
    """Tables that are alike: of one ``zone`` if walking between zones matters, else ""; ``side``: the group that keeps
    them, "" for none."""

    zone: str = ""
    side: str = ""


def table_pool(table: ProblemTable, walks: Mapping[tuple[str, str], int]) -> TablePool:
    """Among which a table is that is not told apart."""
    return TablePool(table.zone if walks else "", table.group or "")


@dataclass
class CompiledProblem:
    """``problem``: with the tables that companies were given. ``joins[t]``: whether slot t joins the one before.

    ``begin[i]``: where request i may begin; 0 for one that no timetable holds, ``why_not`` says why.
    ``pairs[i]``: people of the asker and of the asked who can hold it; ``seats[i]``: tables at which; ``helpers[i]``:
    interpreters, one of whom it takes if it ``needs`` one. ``sits``: the table that an interpreter stays at.
    ``weight``: its value; ``stays[i]``: the slot and the way it stands in now, ``stay`` more if it keeps them.
    ``room[pool][slot]``, ``chairs[pool][slot]``: tables that are open, and those with a chair for an interpreter.
    ``walks``: minutes between zones, both ways, that some pause is too short for; ``gap[t]``: minutes before slot t.
    """

    problem: SchedulingProblem
    slots: int
    joins: list[bool]
    gap: list[int]
    names: list[str]
    usable: list[int]
    run: list[int | None]
    people: int
    companies: list[PersonPair]
    begin: list[int]
    length: list[int]
    pairs: list[tuple[PersonPair, ...]]
    seats: list[tuple[SeatChoice, ...]]
    helpers: list[tuple[int, ...]]
    needs: list[bool]
    weight: list[int]
    fixed: frozenset[int]
    sits: dict[int, int]
    pools: list[TablePool]
    room: list[list[int]]
    chairs: list[list[int]]
    walks: dict[tuple[str, str], int]
    table_zone: dict[int, str]
    least: list[int]
    most: list[int | None]
    before: dict[int, list[int]]
    after: dict[int, list[int]]
    why_not: dict[int, str]
    stays: dict[int, tuple[int, MeetingWay]]

    @property
    def bonus(self) -> int:
        return self.problem.weights.least

    @property
    def stay(self) -> int:
        return self.problem.weights.change

    @cached_property
    def requests_by_company(self) -> list[list[int]]:
        """The requests of each firm."""
        by_company: list[list[int]] = [[] for _ in self.least]
        for request, companies in enumerate(self.companies):
            for company in companies:
                by_company[company].append(request)
        return by_company

    @cached_property
    def lasts(self) -> list[int]:
        """The minutes of each slot."""
        return [slot.ends - slot.starts for slot in self.problem.slots]

    def span(self, request: int, slot: int) -> int:
        """The bits of its slots if it begins at ``slot``."""
        return ((1 << self.length[request]) - 1) << slot

    def ways(self, request: int) -> Iterator[MeetingWay]:
        """All in which it can be held."""
        for pair, (taken, pool) in product(self.pairs[request], self.seats[request]):
            if not self.needs[request]:
                yield (*pair, *taken), pool
            for helper in self.helpers[request]:
                if self.sits.get(helper, -1) in (-1, *taken):
                    yield (*pair, *taken, helper), pool


def with_fixed_tables(problem: SchedulingProblem) -> SchedulingProblem:
    """With a table for each company of a group that keeps them: where it sits now, else those in greatest demand first,
    one each while they last. As many tables stay free as meetings of two companies without a table need, by their
    share.
    """
    homes = fixed_tables(problem)
    demand = dict.fromkeys(homes, 0)
    for request in problem.requests:
        if (host := meeting_host(request, homes)) is not None:
            demand[host] += 1
    without = sorted(
        (company for company, table in homes.items() if table is None), key=lambda company: -demand[company]
    )
    free = [table.id for table in problem.tables if table.id not in homes.values()]
    if not without or not free:
        return problem
    loose = len(problem.requests) - sum(demand.values())
    usable_tables = free[: max(1, len(free) - -(-len(free) * loose // max(1, len(problem.requests))))]
    known = _current_tables(problem, homes)
    others = [table for table in usable_tables if table not in known.values()] or usable_tables
    assigned = _assigned_tables(problem, [company for company in without if company not in known], others, free) | known
    return replace(
        problem,
        firms=tuple(replace(company, table=company.table or assigned.get(company.id)) for company in problem.firms),
    )


def _assigned_tables(
    problem: SchedulingProblem, companies: Sequence[str], tables: Sequence[str], spare: Sequence[str]
) -> dict[str, str]:
    """A table for each of these companies, of those at which its side may sit, the one that fewest have got, of these
    one in the zone where it sat, and of these one that is open longest; of the ``spare`` ones where there is no
    other."""
    first, last = (_tables_by_group(problem, some) for some in (tables, spare))
    group = {company.id: company.group for company in problem.firms}
    shared, assigned = dict.fromkeys((*tables, *spare), 0), dict[str, str]()
    shut = {table.id: 0 if table.slots is None else len(problem.slots) - len(table.slots) for table in problem.tables}
    never = {table_id for table_id, slots in shut.items() if slots == len(problem.slots)}
    zone = {table.id: table.zone for table in problem.tables}
    sat = _zones_by_host(problem)
    for firm in companies:
        if theirs := first[group[firm]] or last[group[firm]]:
            here = sat.get(firm)
            rank = {
                table_id: (table_id in never, shared[table_id], here not in (None, zone[table_id]), shut[table_id])
                for table_id in theirs
            }
            assigned[firm] = min(theirs, key=rank.__getitem__)
            shared[assigned[firm]] += 1
    return assigned


def _zones_by_host(problem: SchedulingProblem) -> dict[str, str]:
    """Where firms that keep tables sit now."""
    homes, zone = fixed_tables(problem), {table.id: table.zone for table in problem.tables}
    requests = {request.id: request for request in problem.requests}
    hosts = ((meeting_host(requests[placed.request], homes), placed.table) for placed in problem.standing)
    return {host: zone[table] for host, table in hosts if host and table in zone}


def _tables_by_group(problem: SchedulingProblem, tables: Sequence[str]) -> dict[str | None, list[str]]:
    """Of these tables those at which firms of each group may sit."""
    side = {table.id: table.group for table in problem.tables}
    groups = {company.group for company in problem.firms}
    return {group: [table_id for table_id in tables if side.get(table_id) in (None, group)] for group in groups}


def fixed_tables(problem: SchedulingProblem) -> dict[str, str | None]:
    """The firms that sit at one table all day, with that table if it is told."""
    keeping = {group.id for group in problem.groups if group.keeps_table}
    return {company.id: company.table for company in problem.firms if company.group in keeping or company.table}


def meeting_host(request: ProblemRequest, homes: dict[str, str | None]) -> str | None:
    """The firm at whose table the two meet: the asked if it keeps one, else the asker."""
    return next((company for company in (request.asked, request.asker) if company in homes), None)


def _current_tables(problem: SchedulingProblem, homes: dict[str, str | None]) -> dict[str, str]:
    """The tables at which companies sit now, most of the time where there are several, or are fixed to; as far as their
    side may sit there. At a table that is lost nobody sits: its company is given another one."""
    may = _tables_by_group(problem, [table.id for table in problem.tables])
    group = {company.id: company.group for company in problem.firms}
    requests = {request.id: request for request in problem.requests}
    opens = {table.id: table.slots for table in problem.tables}

    def seat_of(placed: PlacedMeeting) -> tuple[str, str] | None:
        host = meeting_host(requests[placed.request], homes)
        if host and placed.table and homes[host] is None and placed.table in may[group[host]]:
            return host, placed.table
        return None

    seats = Counter(
        seat
        for placed in problem.standing
        if (seat := seat_of(placed)) and ((slots := opens[seat[1]]) is None or placed.slot in slots)
    )
    tables_by_host = dict(seat for seat, _times in reversed(seats.most_common()))
    return tables_by_host | dict(seat for placed in problem.fixed if (seat := seat_of(placed)))


ANOTHER_DAY = 10**9


def compiled_problem(problem: SchedulingProblem) -> CompiledProblem:
    return _ProblemCompiler(with_fixed_tables(problem)).build()


class _SlotMasks:
    """Slots as bits."""

    def __init__(self, problem: SchedulingProblem) -> None:
        self.problem = problem
        self.place = {slot.id: number for number, slot in enumerate(problem.slots)}
        self.all = (1 << len(problem.slots)) - 1
        self.gap = [ANOTHER_DAY, *(self._gap(number) for number in range(1, len(problem.slots)))]
        self.joins = [gap <= problem.pause for gap in self.gap]

    def _gap(self, number: int) -> int:
        """Minutes before the slot at ``number``; of another day: enough for any walk."""
        earlier, other = self.problem.slots[number - 1], self.problem.slots[number]
        return other.starts - earlier.ends if earlier.day == other.day else ANOTHER_DAY

    def mask(self, slots: tuple[str, ...] | None) -> int:
        return self.all if slots is None else sum(1 << self.place[slot] for slot in set(slots))

    def beginnings(self, request: ProblemRequest) -> int:
        starts = self.mask(request.slots)
        for step in range(1, request.length):
            starts &= sum(1 << slot for slot in range(len(self.joins) - step) if self.joins[slot + step])
        return starts


class _ProblemResources:
    """People first, then tables that are told apart, then interpreters."""

    def __init__(self, problem: SchedulingProblem, times: _SlotMasks) -> None:
        self.problem, self.times = problem, times
        self.names: list[str] = []
        self.usable: list[int] = []
        self.run: list[int | None] = []
        self.companies = {company.id: company for company in problem.firms}
        self.groups = {group.id: group.limits for group in problem.groups}
        self._people()
        self.table = {table.id: table for table in problem.tables}
        apart = [company.table for company in problem.firms] + [who.table for who in problem.interpreters]
        names = dict.fromkeys(table for table in apart if table)
        self.tables = {name: self._add(name, times.mask(self.table[name].slots)) for name in names}
        self.interpreters = [(who, self._add(who.id, times.mask(who.slots), who.run)) for who in problem.interpreters]

    def _add(self, name: str, usable: int, run: int | None = None) -> int:
        self.names.append(name)
        self.usable.append(usable)
        self.run.append(run)
        return len(self.names) - 1

    def _people(self) -> None:
        self.requests_by_company: dict[str, list[int]] = {company: [] for company in self.companies}
        away = dict.fromkeys((person.id for person in self.problem.people), 0)
        for item in self.problem.items:
            for person_id in away if item.people is None else item.people:
                away[person_id] |= self.times.mask(item.slots)
        for person in self.problem.people:
            runs = [self.limit(self.companies[company], "run") for company in person.firms]
            run = min((run for run in runs if run is not None), default=None)
            number = self._add(person.id, self.times.mask(person.slots) & ~away[person.id], run)
            for company in dict.fromkeys(person.firms):
                self.requests_by_company[company].append(number)

    def limit(self, company: ProblemCompany, name: str) -> int | None:
        """The firm's own, else that of its group."""
        own: int | None = getattr(company.limits, name)
        unsaid = own is None or (name == "least" and own == 0)
        return getattr(self.groups[company.group], name) if unsaid and company.group is not None else own


class _TablePools:
    """Tables that are alike, and walks between them."""

    def __init__(self, problem: SchedulingProblem, times: _SlotMasks, resources: _ProblemResources) -> None:
        shortest = min((gap for gap in times.gap[1:] if gap < ANOTHER_DAY), default=ANOTHER_DAY)
        far = {zones: minutes for zones, minutes in problem.walking.items() if minutes > shortest}
        self.walks = far | {(other, item): minutes for (item, other), minutes in far.items()}
        self.times = times
        loose = [table for table in problem.tables if table.id not in resources.tables]
        none = [] if self.walks else [TablePool()]
        self.names = sorted({table_pool(table, self.walks) for table in loose}) or none
        self.tables = [[item for item in loose if table_pool(item, self.walks) == pool] for pool in self.names]
        if not problem.tables:
            self.names, self.tables = [], []

    def counts(self, *, chairs: bool) -> list[list[int]]:
        return [self._open([table for table in pool if table.chair or not chairs]) for pool in self.tables]

    def _open(self, tables: list[ProblemTable]) -> list[int]:
        masks = [self.times.mask(table.slots) for table in tables]
        return [sum(mask >> slot & 1 for mask in masks) for slot in range(len(self.times.joins))]


class _ProblemCompiler:
    def __init__(self, problem: SchedulingProblem) -> None:
        self.problem = problem
        self.times = _SlotMasks(problem)
        self.resources = _ProblemResources(problem, self.times)
        self.pools = _TablePools(problem, self.times, self.resources)
        self.homes = fixed_tables(problem)
        self.fixed_tables = {table for table in self.homes.values() if table}
        self.tied = any(who.firms for who in problem.interpreters)
        self.sides = {table.group or "" for table in problem.tables} | {""}
        self.known_seats: dict[tuple[str | None, bool, frozenset[str]], tuple[SeatChoice, ...]] = {}
        self.known_helpers: dict[tuple[ProblemNeed, tuple[str, str] | None], tuple[int, ...]] = {}

    def build(self) -> CompiledProblem:
        problem, resources, worth = self.problem, self.resources, request_values(self.problem)
        companies = {company.id: number for number, company in enumerate(problem.firms)}
        compiled = CompiledProblem(
            problem=problem,
            slots=len(problem.slots),
            joins=self.times.joins,
            gap=self.times.gap,
            names=resources.names,
            usable=resources.usable,
            run=resources.run,
            people=len(problem.people),
            companies=[(companies[request.asker], companies[request.asked]) for request in problem.requests],
            begin=[self.times.beginnings(request) for request in problem.requests],
            length=[request.length for request in problem.requests],
            pairs=[self._pairs(request) for request in problem.requests],
            seats=[self._seats(request) for request in problem.requests],
            helpers=[self._helpers(request) for request in problem.requests],
            needs=[request.need is not None for request in problem.requests],
            weight=[worth[request.id] for request in problem.requests],
            fixed=frozenset(),
            sits={number: resources.tables[who.table] for who, number in resources.interpreters if who.table},
            pools=self.pools.names,
            room=self.pools.counts(chairs=False),
            chairs=self.pools.counts(chairs=True),
            walks=self.pools.walks,
            table_zone={number: resources.table[name].zone for name, number in resources.tables.items()},
            least=[resources.limit(company, "least") or 0 for company in problem.firms],
            most=[resources.limit(company, "most") for company in problem.firms],
            before={},
            after={},
            why_not={},
            stays={},
        )
        self._add_by_number(compiled)
        return compiled

    def _add_by_number(self, compiled: CompiledProblem) -> None:
        """What names requests by their ids."""
        numbers = {request.id: number for number, request in enumerate(self.problem.requests)}
        for earlier, other in self.problem.precedences:
            compiled.before.setdefault(numbers[other], []).append(numbers[earlier])
            compiled.after.setdefault(numbers[earlier], []).append(numbers[other])
        for placed in self.problem.fixed:
            self._apply_fixed(compiled, numbers[placed.request], placed)
        compiled.fixed = frozenset(numbers[placed.request] for placed in self.problem.fixed)
        self._refuse(compiled)
        for placed in self.problem.standing:
            number, slot = numbers[placed.request], self.times.place[placed.slot]
            way = next((way for way in compiled.ways(number) if self._is_same_way(placed, way)), None)
            if (
                way is not None
                and compiled.begin[number] >> slot & 1
                and self._is_table_open(placed, compiled.span(number, slot))
            ):
                compiled.stays[number] = slot, way

    def _apply_fixed(self, compiled: CompiledProblem, number: int, placed: PlacedMeeting) -> None:
        """Leaves what the fixed meeting says, where it says something."""
        names = self.resources.names
        compiled.begin[number] &= 1 << self.times.place[placed.slot]
        if placed.people is not None:
            compiled.pairs[number] = tuple(
                choice for choice in compiled.pairs[number] if (names[choice[0]], names[choice[1]]) == placed.people
            )
        if placed.table is not None:
            compiled.seats[number] = tuple(
                choice for choice in compiled.seats[number] if self._at(placed.table, *choice)
            )
        if placed.interpreter is not None:
            compiled.helpers[number] = tuple(
                choice for choice in compiled.helpers[number] if names[choice] == placed.interpreter
            )

    def _refuse(self, compiled: CompiledProblem) -> None:
        """Requests that no timetable can hold may begin nowhere."""
        group = {company.id: company.group for company in self.problem.firms}
        met, rules = {frozenset(pair) for pair in self.problem.met}, self.problem.rules
        for number, request in enumerate(self.problem.requests):
            if rules is not None and (group[request.asker], group[request.asked]) not in rules:
                compiled.why_not[number] = "group_rule"
            elif frozenset((request.asker, request.asked)) in met:
                compiled.why_not[number] = "already_met"
            elif request.need is not None and not compiled.helpers[number]:
                compiled.why_not[number] = "no_interpreter"
            elif not compiled.seats[number]:
                compiled.why_not[number] = "no_table"
            elif compiled.pairs[number] and next(compiled.ways(number), None) is None:
                compiled.why_not[number] = "no_interpreter"  # who speaks both stays at a table that is not theirs
        for number, pairs in enumerate(compiled.pairs):
            if not pairs or number in compiled.why_not:
                compiled.begin[number] = 0

    def _is_table_open(self, placed: PlacedMeeting, span: int) -> bool:
        """Whether there is its table then."""
        table = self.resources.table.get(placed.table or "")
        return placed.table is None or (table is not None and self.times.mask(table.slots) & span == span)

    def _is_same_way(self, placed: PlacedMeeting, way: MeetingWay) -> bool:
        """Whether the standing meeting takes just what the way takes."""
        resources, pool = way
        names = [self.resources.names[resource] for resource in resources]
        helper = placed.interpreter is None or placed.interpreter == names[-1]
        return (
            tuple(names[:2]) == placed.people
            and helper
            and (placed.table is None or self._at(placed.table, resources, pool))
        )

    def _at(self, table: str, taken: tuple[int, ...], pool: int) -> bool:
        if table in self.resources.tables:
            return self.resources.tables[table] in taken
        known = self.resources.table.get(table)
        return pool != NO_POOL and known is not None and self.pools.names[pool] == table_pool(known, self.pools.walks)

    def _pairs(self, request: ProblemRequest) -> tuple[PersonPair, ...]:
        ones, others = (
            self.resources.requests_by_company[request.asker],
            self.resources.requests_by_company[request.asked],
        )
        return tuple((person, other) for person in ones for other in others if person != other)

    def _seats(self, request: ProblemRequest) -> tuple[SeatChoice, ...]:
        """At the table of the asked if it keeps one, else of the asker, else at any that no company and no third side
        keeps."""
        host = meeting_host(request, self.homes)
        home = self.homes[host] if host else None
        if host and not home and self.problem.tables:
            return ()  # all tables are kept by others
        groups = (self.resources.companies[company].group for company in (request.asker, request.asked))
        sides = frozenset(self.sides.intersection(("", *groups)))
        key = home, request.need is None, sides
        if key not in self.known_seats:
            seats = self._tables(home, sides)
            self.known_seats[key] = tuple(
                seat
                for name, seat in seats
                if request.need is None or (name is None or self.resources.table[name].chair)
            )
        return self.known_seats[key]

    def _tables(self, home: str | None, sides: Set[str]) -> list[tuple[str | None, SeatChoice]]:
        """``sides``: those whose tables may be had, "" of tables that no side keeps."""
        tables, known = self.resources.tables, self.resources.table
        if home:
            return [(home, ((tables[home],), NO_POOL))]
        if not self.problem.tables:
            return [(None, ((), NO_POOL))]
        pools: list[tuple[str | None, SeatChoice]] = [
            (None, ((), number)) for number, pool in enumerate(self.pools.names) if pool.side in sides
        ]
        apart = [name for name in tables if name not in self.fixed_tables and (known[name].group or "") in sides]
        return pools + [(name, ((tables[name],), NO_POOL)) for name in apart]

    def _helpers(self, request: ProblemRequest) -> tuple[int, ...]:
        if (need := request.need) is None:
            return ()
        key = need, (request.asker, request.asked) if self.tied else None
        if key not in self.known_helpers:
            fit = [number for who, number in self.resources.interpreters if _can_interpret(who, need, request)]
            self.known_helpers[key] = tuple(fit)
        return self.known_helpers[key]


def _can_interpret(who: ProblemInterpreter, need: ProblemNeed, request: ProblemRequest) -> bool:
    speaks = set(need.languages) <= set(who.languages)
    knows = not who.sectors or need.sector is None or need.sector in who.sectors
    return speaks and knows and (not who.firms or bool({request.asker, request.asked} & set(who.firms)))
