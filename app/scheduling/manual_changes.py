"""A timetable changed by hand: where a meeting could be, what that would break, who would have to make way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Final

from app.scheduling import checker
from app.scheduling.problem import (
    PlacedMeeting,
    ProblemInterpreter,
    ProblemPerson,
    ProblemRequest,
    ProblemTable,
    SchedulingProblem,
)

MAX_PAIRS: Final = 9
MAX_INTERPRETERS: Final = 4
MAX_TRIED: Final = 24
"""So many ways to hold a meeting at one time are looked at, the least in the way first."""


@dataclass(frozen=True)
class MeetingSpot:
    """A time for a meeting. ``placed``: how it would be held then, None if it cannot be at all; ``breaks``: codes of
    the rules that stand against it; ``out``: meetings that would lose their time, worth ``costs``."""

    slot: str
    placed: PlacedMeeting | None
    breaks: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    costs: int = 0

    @property
    def is_free(self) -> bool:
        """Whether it costs nobody anything."""
        return self.placed is not None and not self.breaks and not self.out


@dataclass(frozen=True)
class _Occupancy:
    """Who is taken when, and whose meetings are whose."""

    at: dict[tuple[str, str], dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    of: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


class ManualSchedule:
    """A timetable without faults, as it lies before somebody who changes it."""

    def __init__(
        self, problem: SchedulingProblem, timetable: Iterable[PlacedMeeting], locked: Set[str] = frozenset()
    ) -> None:
        self.problem, self.locked = replace(problem, fixed=()), locked
        self.requests = {request.id: request for request in problem.requests}
        self.places = {slot.id: place for place, slot in enumerate(problem.slots)}
        self.companies = {company.id: company for company in problem.firms}
        self.keeping = {group.id for group in problem.groups if group.keeps_table}
        self.owned = {company.table for company in problem.firms if company.table}
        self.placed = {placed.request: placed for placed in timetable}
        self.people: dict[str, list[ProblemPerson]] = defaultdict(list)
        for person in problem.people:
            for firm in person.firms:
                self.people[firm].append(person)
        self.taken = _Occupancy()
        for placed in self.placed.values():
            self._occupy(placed)

    def spots(self, number: str) -> list[MeetingSpot]:
        """Each time at which the meeting could begin, in order; its own place now counts as free."""
        return self._spots_at(number, [slot.id for slot in self.problem.slots])

    def spot(self, number: str, slot: str, table: str = "") -> MeetingSpot | None:
        """One of them; ``table``: at this table alone. None where it may not begin then."""
        return next(iter(self._spots_at(number, [slot] if slot in self.places else [], table)), None)

    def _spots_at(self, number: str, times: Iterable[str], table: str = "") -> list[MeetingSpot]:
        before = self.placed.get(number)
        if before is not None:
            self._release(before)
        request = self.requests[number]
        slots = [slot for slot in times if request.slots is None or slot in request.slots]
        spots = [self._spot(request, slot, before, table) for slot in slots]
        if before is not None:
            self._occupy(before)
        return spots

    def with_placed(
        self, number: str, slot: str, *, table: str = "", make_way: bool = False
    ) -> dict[str, PlacedMeeting] | None:
        """The timetable with the meeting there; None where that breaks a rule, or somebody would have to make way and
        must not."""
        spot = self.spot(number, slot, table)
        if spot is None or spot.placed is None or spot.breaks or (spot.out and not make_way):
            return None
        others = {request: placed for request, placed in self.placed.items() if request not in spot.out}
        return others | {number: spot.placed}

    # one time

    def _span(self, request: ProblemRequest, slot: str) -> range:
        first = self.places[slot]
        return range(first, first + request.length)

    def _spot(self, request: ProblemRequest, slot: str, before: PlacedMeeting | None, table: str) -> MeetingSpot:
        span = self._span(request, slot)
        if span.stop > len(self.problem.slots):
            return MeetingSpot(slot, None, ("too_long_for_the_day",))
        best: MeetingSpot | None = None
        for placed in islice(self._candidates(request, slot, span, before, table), MAX_TRIED):
            spot = self._judged(request, placed, span)
            if spot.is_free:
                return spot
            if best is None or _spot_rank(spot) < _spot_rank(best):
                best = spot
        return best or MeetingSpot(slot, None, (self._refusal_code(request, span, table),))

    def _candidates(
        self, request: ProblemRequest, slot: str, span: range, before: PlacedMeeting | None, at_table: str
    ) -> Iterator[PlacedMeeting]:
        """Who and where, the least in the way first, soon something else of each; of each zone the best table."""
        pairs = self._pairs(request, span, before)[:MAX_PAIRS]
        tables = self._tables(request, span, before, at_table)
        interpreters = self._free_interpreters(request, span)
        ways = product(enumerate(pairs), enumerate(tables), enumerate(interpreters))
        for (_, pair), (_, table), (_, interpreter) in sorted(ways, key=lambda way: sum(place for place, _ in way)):
            if interpreter is None or interpreter.table in (None, table):
                yield PlacedMeeting(request.id, slot, table, pair, interpreter.id if interpreter is not None else None)

    def _pairs(self, request: ProblemRequest, span: range, before: PlacedMeeting | None) -> list[tuple[str, str]]:
        sides = (self.people[request.asker], self.people[request.asked])
        there = ([person.id for person in side if self._open(person.slots, span)] for side in sides)
        pairs = [pair for pair in product(*there) if pair[0] != pair[1]]
        now = before.people if before is not None else None
        return [
            (pair[0], pair[1])
            for pair in sorted(pairs, key=lambda pair: (self._count_conflicts("person", pair, span), pair != now))
        ]

    def _tables(
        self, request: ProblemRequest, span: range, before: PlacedMeeting | None, only: str = ""
    ) -> list[str | None]:
        if not self.problem.tables:
            return [None]
        able = [
            table for table in self._allowed_tables(request) if only in ("", table.id) and self._open(table.slots, span)
        ]
        now = before.table if before is not None else None
        ranked = sorted(able, key=lambda choice: (self._count_conflicts("table", (choice.id,), span), choice.id != now))
        first: dict[str, str] = {}
        for table in ranked:
            first.setdefault(table.zone, table.id)
        return list(first.values())

    def _allowed_tables(self, request: ProblemRequest) -> list[ProblemTable]:
        """The table that one of the two keeps, else those that no firm and no third side keeps."""
        host = next((company for company in (request.asked, request.asker) if self._keeps(company)), None)
        own = self._own_table(host) if host is not None else None
        if own is not None:
            return [table for table in self.problem.tables if table.id == own]
        sides = (None, self.companies[request.asker].group, self.companies[request.asked].group)
        return [table for table in self.problem.tables if table.id not in self.owned and table.group in sides]

    def _keeps(self, company: str) -> bool:
        return self.companies[company].table is not None or self.companies[company].group in self.keeping

    def _own_table(self, company: str) -> str | None:
        """The one it was given, else the one at which it sits."""
        if self.companies[company].table is not None:
            return self.companies[company].table
        theirs = (
            self.placed[request_id]
            for request_id in sorted(self.taken.of["firm", company])
            if request_id in self.placed
        )
        hosting = (placed for placed in theirs if self._host(placed) == company)
        return next((placed.table for placed in hosting), None)

    def _host(self, placed: PlacedMeeting) -> str | None:
        request = self.requests[placed.request]
        return next((company for company in (request.asked, request.asker) if self._keeps(company)), None)

    def _free_interpreters(self, request: ProblemRequest, span: range) -> list[ProblemInterpreter | None]:
        if request.need is None:
            return [None]
        languages, companies = set(request.need.languages), {request.asker, request.asked}
        able = [
            interpreter
            for interpreter in self.problem.interpreters
            if languages <= set(interpreter.languages)
            and (not interpreter.firms or companies & set(interpreter.firms))
            and self._open(interpreter.slots, span)
            and (not interpreter.sectors or request.need.sector is None or request.need.sector in interpreter.sectors)
        ]
        choices: list[ProblemInterpreter | None] = []
        choices += sorted(able, key=lambda interpreter: self._count_conflicts("interpreter", (interpreter.id,), span))[
            :MAX_INTERPRETERS
        ]
        return choices

    def _refusal_code(self, request: ProblemRequest, span: range, table: str) -> str:
        if table and table not in {choice.id for choice in self._allowed_tables(request)}:
            return "table_is_kept"
        if not self._pairs(request, span, None):
            return "person_not_free"
        return "table_closed" if not self._tables(request, span, None, table) else "interpreter_not_there"

    def _judged(self, request: ProblemRequest, placed: PlacedMeeting, span: range) -> MeetingSpot:
        """What it would break, once those have made way who are simply taken then."""
        out = sorted(
            {self.taken.at[key][place] for key in self._keys(placed) for place in span if place in self.taken.at[key]}
        )
        near = self._near(placed, request) - set(out)
        faults = checker.find_faults(
            self._partial_problem({*near, request.id}),
            [*(self.placed[request_id] for request_id in sorted(near)), placed],
        )
        breaks = sorted({fault.code for fault in faults})
        if self.locked & set(out):
            breaks.append("locked")
        costs = sum(self._request_value(self.requests[request_id]) for request_id in out)
        return MeetingSpot(placed.slot, placed, tuple(breaks), tuple(out), costs)

    def _request_value(self, request: ProblemRequest) -> int:
        return self.problem.weights.of(request.priority) * request.score

    def _partial_problem(self, request_ids: set[str]) -> SchedulingProblem:
        """The problem, as far as it is about these requests."""
        return replace(
            self.problem,
            requests=tuple(self.requests[request_id] for request_id in sorted(request_ids)),
            precedences=tuple(pair for pair in self.problem.precedences if set(pair) <= request_ids),
            standing=(),
        )

    # who is taken

    def _keys(self, placed: PlacedMeeting) -> list[tuple[str, str]]:
        keys = [("person", person) for person in placed.people or ()]
        keys += [("table", placed.table)] if placed.table else []
        return keys + ([("interpreter", placed.interpreter)] if placed.interpreter else [])

    def _near(self, placed: PlacedMeeting, request: ProblemRequest) -> set[str]:
        """Meetings with which it shares anybody or anything."""
        companies = [("firm", company) for company in (request.asker, request.asked)]
        return {request_id for key in (*self._keys(placed), *companies) for request_id in self.taken.of[key]}

    def _count_conflicts(self, kind: str, names: Sequence[str], span: range) -> int:
        return sum(place in self.taken.at[kind, name] for name in names for place in span)

    def _open(self, slots: Sequence[str] | None, span: range) -> bool:
        return slots is None or all(self.problem.slots[place].id in slots for place in span)

    def _occupy(self, placed: PlacedMeeting) -> None:
        request = self.requests[placed.request]
        for key in self._keys(placed):
            self.taken.of[key].add(placed.request)
            for place in self._span(request, placed.slot):
                self.taken.at[key][place] = placed.request
        for company in (request.asker, request.asked):
            self.taken.of["firm", company].add(placed.request)

    def _release(self, placed: PlacedMeeting) -> None:
        request = self.requests[placed.request]
        for key in self._keys(placed):
            self.taken.of[key].discard(placed.request)
            for place in self._span(request, placed.slot):
                self.taken.at[key].pop(place, None)
        for company in (request.asker, request.asked):
            self.taken.of["firm", company].discard(placed.request)


def _spot_rank(spot: MeetingSpot) -> tuple[int, int, int]:
    return len(spot.breaks), len(spot.out), spot.costs
