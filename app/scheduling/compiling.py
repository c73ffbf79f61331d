"""From a problem to its numbers."""

from __future__ import annotations

from collections.abc import Set

from app.scheduling.compiled import NO_POOL, Compiled, Pair, Pool, Seat, Way, pool_of
from app.scheduling.problem import Firm, Held, Interpreter, Need, Problem, Request, Table
from app.scheduling.repaying import worths
from app.scheduling.seating import homes_of, host_of, seated

ANOTHER_DAY = 10**9


def compiled(problem: Problem) -> Compiled:
    return _Compiler(seated(problem)).build()


class _Times:
    """Slots as bits."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {slot.id: number for number, slot in enumerate(problem.slots)}
        self.all = (1 << len(problem.slots)) - 1
        self.gap = [ANOTHER_DAY, *(self._gap(number) for number in range(1, len(problem.slots)))]
        self.joins = [gap <= problem.pause for gap in self.gap]

    def _gap(self, number: int) -> int:
        """Minutes before the slot at ``number``; of another day: enough for any walk."""
        one, other = self.problem.slots[number - 1], self.problem.slots[number]
        return other.starts - one.ends if one.day == other.day else ANOTHER_DAY

    def mask(self, slots: tuple[str, ...] | None) -> int:
        return self.all if slots is None else sum(1 << self.place[slot] for slot in set(slots))

    def beginnings(self, request: Request) -> int:
        found = self.mask(request.slots)
        for step in range(1, request.length):
            found &= sum(1 << slot for slot in range(len(self.joins) - step) if self.joins[slot + step])
        return found


class _Resources:
    """People first, then tables that are told apart, then interpreters."""

    def __init__(self, problem: Problem, times: _Times) -> None:
        self.problem, self.times = problem, times
        self.names: list[str] = []
        self.usable: list[int] = []
        self.run: list[int | None] = []
        self.firms = {firm.id: firm for firm in problem.firms}
        self.groups = {group.id: group.limits for group in problem.groups}
        self._people()
        self.table = {table.id: table for table in problem.tables}
        apart = [firm.table for firm in problem.firms] + [who.table for who in problem.interpreters]
        names = dict.fromkeys(table for table in apart if table)
        self.tables = {name: self._add(name, times.mask(self.table[name].slots)) for name in names}
        self.interpreters = [(who, self._add(who.id, times.mask(who.slots), who.run)) for who in problem.interpreters]

    def _add(self, name: str, usable: int, run: int | None = None) -> int:
        self.names.append(name)
        self.usable.append(usable)
        self.run.append(run)
        return len(self.names) - 1

    def _people(self) -> None:
        self.of_firm: dict[str, list[int]] = {firm: [] for firm in self.firms}
        away = dict.fromkeys((person.id for person in self.problem.people), 0)
        for item in self.problem.items:
            for one in away if item.people is None else item.people:
                away[one] |= self.times.mask(item.slots)
        for person in self.problem.people:
            runs = [self.limit(self.firms[firm], "run") for firm in person.firms]
            run = min((run for run in runs if run is not None), default=None)
            number = self._add(person.id, self.times.mask(person.slots) & ~away[person.id], run)
            for firm in dict.fromkeys(person.firms):
                self.of_firm[firm].append(number)

    def limit(self, firm: Firm, name: str) -> int | None:
        """The firm's own, else that of its group."""
        own: int | None = getattr(firm.limits, name)
        unsaid = own is None or (name == "least" and own == 0)
        return getattr(self.groups[firm.group], name) if unsaid and firm.group is not None else own


class _Pools:
    """Tables that are alike, and walks between them."""

    def __init__(self, problem: Problem, times: _Times, resources: _Resources) -> None:
        shortest = min((gap for gap in times.gap[1:] if gap < ANOTHER_DAY), default=ANOTHER_DAY)
        far = {zones: minutes for zones, minutes in problem.walking.items() if minutes > shortest}
        self.walks = far | {(other, one): minutes for (one, other), minutes in far.items()}
        self.times = times
        loose = [table for table in problem.tables if table.id not in resources.tables]
        none = [] if self.walks else [Pool()]
        self.names = sorted({pool_of(table, self.walks) for table in loose}) or none
        self.tables = [[one for one in loose if pool_of(one, self.walks) == pool] for pool in self.names]
        if not problem.tables:
            self.names, self.tables = [], []

    def counts(self, *, chairs: bool) -> list[list[int]]:
        return [self._open([one for one in pool if one.chair or not chairs]) for pool in self.tables]

    def _open(self, tables: list[Table]) -> list[int]:
        masks = [self.times.mask(table.slots) for table in tables]
        return [sum(mask >> slot & 1 for mask in masks) for slot in range(len(self.times.joins))]


class _Compiler:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.times = _Times(problem)
        self.resources = _Resources(problem, self.times)
        self.pools = _Pools(problem, self.times, self.resources)
        self.homes = homes_of(problem)
        self.kept = {table for table in self.homes.values() if table}
        self.tied = any(who.firms for who in problem.interpreters)
        self.sides = {table.group or "" for table in problem.tables} | {""}
        self.known_seats: dict[tuple[str | None, bool, frozenset[str]], tuple[Seat, ...]] = {}
        self.known_helpers: dict[tuple[Need, tuple[str, str] | None], tuple[int, ...]] = {}

    def build(self) -> Compiled:
        problem, resources, worth = self.problem, self.resources, worths(self.problem)
        firms = {firm.id: number for number, firm in enumerate(problem.firms)}
        found = Compiled(
            problem=problem,
            slots=len(problem.slots),
            joins=self.times.joins,
            gap=self.times.gap,
            names=resources.names,
            usable=resources.usable,
            run=resources.run,
            people=len(problem.people),
            firms=[(firms[request.asker], firms[request.asked]) for request in problem.requests],
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
            least=[resources.limit(firm, "least") or 0 for firm in problem.firms],
            most=[resources.limit(firm, "most") for firm in problem.firms],
            before={},
            after={},
            why_not={},
            stays={},
        )
        self._numbered(found)
        return found

    def _numbered(self, found: Compiled) -> None:
        """What names requests by their ids."""
        numbers = {request.id: number for number, request in enumerate(self.problem.requests)}
        for one, other in self.problem.precedences:
            found.before.setdefault(numbers[other], []).append(numbers[one])
            found.after.setdefault(numbers[one], []).append(numbers[other])
        for held in self.problem.fixed:
            self._pin(found, numbers[held.request], held)
        found.fixed = frozenset(numbers[held.request] for held in self.problem.fixed)
        self._refuse(found)
        for held in self.problem.standing:
            number, slot = numbers[held.request], self.times.place[held.slot]
            way = next((way for way in found.ways(number) if self._is(held, way)), None)
            if way is not None and found.begin[number] >> slot & 1 and self._still_open(held, found.span(number, slot)):
                found.stays[number] = slot, way

    def _pin(self, found: Compiled, number: int, held: Held) -> None:
        """Leaves what the fixed meeting says, where it says something."""
        names = self.resources.names
        found.begin[number] &= 1 << self.times.place[held.slot]
        if held.people is not None:
            found.pairs[number] = tuple(
                one for one in found.pairs[number] if (names[one[0]], names[one[1]]) == held.people
            )
        if held.table is not None:
            found.seats[number] = tuple(one for one in found.seats[number] if self._at(held.table, *one))
        if held.interpreter is not None:
            found.helpers[number] = tuple(one for one in found.helpers[number] if names[one] == held.interpreter)

    def _refuse(self, found: Compiled) -> None:
        """Requests that no timetable can hold may begin nowhere."""
        group = {firm.id: firm.group for firm in self.problem.firms}
        met, rules = {frozenset(pair) for pair in self.problem.met}, self.problem.rules
        for number, request in enumerate(self.problem.requests):
            if rules is not None and (group[request.asker], group[request.asked]) not in rules:
                found.why_not[number] = "group_rule"
            elif frozenset((request.asker, request.asked)) in met:
                found.why_not[number] = "already_met"
            elif request.need is not None and not found.helpers[number]:
                found.why_not[number] = "no_interpreter"
            elif not found.seats[number]:
                found.why_not[number] = "no_table"
            elif found.pairs[number] and next(found.ways(number), None) is None:
                found.why_not[number] = "no_interpreter"  # who speaks both stays at a table that is not theirs
        for number, pairs in enumerate(found.pairs):
            if not pairs or number in found.why_not:
                found.begin[number] = 0

    def _still_open(self, held: Held, span: int) -> bool:
        """Whether there is its table then."""
        table = self.resources.table.get(held.table or "")
        return held.table is None or (table is not None and self.times.mask(table.slots) & span == span)

    def _is(self, held: Held, way: Way) -> bool:
        """Whether the standing meeting takes just what the way takes."""
        resources, pool = way
        names = [self.resources.names[resource] for resource in resources]
        helper = held.interpreter is None or held.interpreter == names[-1]
        return (
            tuple(names[:2]) == held.people and helper and (held.table is None or self._at(held.table, resources, pool))
        )

    def _at(self, table: str, taken: tuple[int, ...], pool: int) -> bool:
        if table in self.resources.tables:
            return self.resources.tables[table] in taken
        known = self.resources.table.get(table)
        return pool != NO_POOL and known is not None and self.pools.names[pool] == pool_of(known, self.pools.walks)

    def _pairs(self, request: Request) -> tuple[Pair, ...]:
        ones, others = self.resources.of_firm[request.asker], self.resources.of_firm[request.asked]
        return tuple((one, other) for one in ones for other in others if one != other)

    def _seats(self, request: Request) -> tuple[Seat, ...]:
        """At the table of the asked if it keeps one, else of the asker, else at any that no firm and no third side
        keeps."""
        host = host_of(request, self.homes)
        home = self.homes[host] if host else None
        if host and not home and self.problem.tables:
            return ()  # all tables are kept by others
        groups = (self.resources.firms[firm].group for firm in (request.asker, request.asked))
        sides = frozenset(self.sides.intersection(("", *groups)))
        key = home, request.need is None, sides
        if key not in self.known_seats:
            seats = self._tables(home, sides)
            self.known_seats[key] = tuple(seat for name, seat in seats if request.need is None or self._chair(name))
        return self.known_seats[key]

    def _tables(self, home: str | None, sides: Set[str]) -> list[tuple[str | None, Seat]]:
        """``sides``: those whose tables may be had, "" of tables that no side keeps."""
        tables, known = self.resources.tables, self.resources.table
        if home:
            return [(home, ((tables[home],), NO_POOL))]
        if not self.problem.tables:
            return [(None, ((), NO_POOL))]
        pools: list[tuple[str | None, Seat]] = [
            (None, ((), number)) for number, pool in enumerate(self.pools.names) if pool.side in sides
        ]
        apart = [name for name in tables if name not in self.kept and (known[name].group or "") in sides]
        return pools + [(name, ((tables[name],), NO_POOL)) for name in apart]

    def _chair(self, name: str | None) -> bool:
        return name is None or self.resources.table[name].chair

    def _helpers(self, request: Request) -> tuple[int, ...]:
        if (need := request.need) is None:
            return ()
        key = need, (request.asker, request.asked) if self.tied else None
        if key not in self.known_helpers:
            fit = [number for who, number in self.resources.interpreters if _fits(who, need, request)]
            self.known_helpers[key] = tuple(fit)
        return self.known_helpers[key]


def _fits(who: Interpreter, need: Need, request: Request) -> bool:
    speaks = set(need.languages) <= set(who.languages)
    knows = not who.sectors or need.sector is None or need.sector in who.sectors
    return speaks and knows and (not who.firms or bool({request.asker, request.asked} & set(who.firms)))
