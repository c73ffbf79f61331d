"""A timetable changed by hand: where a meeting could be, what that would break, who would have to make way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Final

from app.scheduling import check
from app.scheduling.problem import Held, Interpreter, Person, Problem, Request, Table

MOST_PAIRS: Final = 9
MOST_VOICES: Final = 4
MOST_TRIED: Final = 24
"""So many ways to hold a meeting at one time are looked at, the least in the way first."""


@dataclass(frozen=True)
class Spot:
    """A time for a meeting. ``held``: how it would be held then, None if it cannot be at all; ``breaks``: codes of the
    rules that stand against it; ``out``: meetings that would lose their time, worth ``costs``."""

    slot: str
    held: Held | None
    breaks: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    costs: int = 0

    @property
    def is_free(self) -> bool:
        """Whether it costs nobody anything."""
        return self.held is not None and not self.breaks and not self.out


@dataclass(frozen=True)
class _Taken:
    """Who is taken when, and whose meetings are whose."""

    at: dict[tuple[str, str], dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    of: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


class Bench:
    """A timetable without faults, as it lies before somebody who changes it."""

    def __init__(self, problem: Problem, timetable: Iterable[Held], locked: Set[str] = frozenset()) -> None:
        self.problem, self.locked = replace(problem, fixed=()), locked
        self.requests = {request.id: request for request in problem.requests}
        self.places = {slot.id: place for place, slot in enumerate(problem.slots)}
        self.firms = {firm.id: firm for firm in problem.firms}
        self.keeping = {group.id for group in problem.groups if group.keeps_table}
        self.owned = {firm.table for firm in problem.firms if firm.table}
        self.held = {held.request: held for held in timetable}
        self.people: dict[str, list[Person]] = defaultdict(list)
        for person in problem.people:
            for firm in person.firms:
                self.people[firm].append(person)
        self.taken = _Taken()
        for held in self.held.values():
            self._enter(held)

    def spots(self, number: str) -> list[Spot]:
        """Each time at which the meeting could begin, in order; its own place now counts as free."""
        return self._spots_at(number, [slot.id for slot in self.problem.slots])

    def spot(self, number: str, slot: str, table: str = "") -> Spot | None:
        """One of them; ``table``: at this table alone. None where it may not begin then."""
        return next(iter(self._spots_at(number, [slot] if slot in self.places else [], table)), None)

    def _spots_at(self, number: str, times: Iterable[str], table: str = "") -> list[Spot]:
        before = self.held.get(number)
        if before is not None:
            self._leave(before)
        request = self.requests[number]
        slots = [slot for slot in times if self._may_begin(request, slot)]
        found = [self._spot(request, slot, before, table) for slot in slots]
        if before is not None:
            self._enter(before)
        return found

    def with_placed(self, number: str, slot: str, *, table: str = "", make_way: bool = False) -> dict[str, Held] | None:
        """The timetable with the meeting there; None where that breaks a rule, or somebody would have to make way and
        must not."""
        spot = self.spot(number, slot, table)
        if spot is None or spot.held is None or spot.breaks or (spot.out and not make_way):
            return None
        kept = {request: held for request, held in self.held.items() if request not in spot.out}
        return kept | {number: spot.held}

    # one time

    def _may_begin(self, request: Request, slot: str) -> bool:
        return request.slots is None or slot in request.slots

    def _span(self, request: Request, slot: str) -> range:
        first = self.places[slot]
        return range(first, first + request.length)

    def _spot(self, request: Request, slot: str, before: Held | None, table: str) -> Spot:
        span = self._span(request, slot)
        if span.stop > len(self.problem.slots):
            return Spot(slot, None, ("too_long_for_the_day",))
        best: Spot | None = None
        for held in islice(self._candidates(request, slot, span, before, table), MOST_TRIED):
            spot = self._judged(request, held, span)
            if spot.is_free:
                return spot
            if best is None or _rank(spot) < _rank(best):
                best = spot
        return best or Spot(slot, None, (self._why_none(request, span, table),))

    def _candidates(
        self, request: Request, slot: str, span: range, before: Held | None, at_table: str
    ) -> Iterator[Held]:
        """Who and where, the least in the way first, soon something else of each; of each zone the best table."""
        pairs = self._pairs(request, span, before)[:MOST_PAIRS]
        tables = self._tables(request, span, before, at_table)
        voices = self._voices(request, span)
        ways = product(enumerate(pairs), enumerate(tables), enumerate(voices))
        for (_, pair), (_, table), (_, voice) in sorted(ways, key=lambda way: sum(place for place, _ in way)):
            if voice is None or voice.table in (None, table):
                yield Held(request.id, slot, table, pair, voice.id if voice is not None else None)

    def _pairs(self, request: Request, span: range, before: Held | None) -> list[tuple[str, str]]:
        sides = (self.people[request.asker], self.people[request.asked])
        there = ([one.id for one in side if self._open(one.slots, span)] for side in sides)
        pairs = [pair for pair in product(*there) if pair[0] != pair[1]]
        now = before.people if before is not None else None
        return [
            (pair[0], pair[1])
            for pair in sorted(pairs, key=lambda pair: (self._in_way("person", pair, span), pair != now))
        ]

    def _tables(self, request: Request, span: range, before: Held | None, only: str = "") -> list[str | None]:
        if not self.problem.tables:
            return [None]
        able = [
            table for table in self._may_sit_at(request) if only in ("", table.id) and self._open(table.slots, span)
        ]
        now = before.table if before is not None else None
        ranked = sorted(able, key=lambda one: (self._in_way("table", (one.id,), span), one.id != now))
        first: dict[str, str] = {}
        for table in ranked:
            first.setdefault(table.zone, table.id)
        return list(first.values())

    def _may_sit_at(self, request: Request) -> list[Table]:
        """The table that one of the two keeps, else those that no firm and no third side keeps."""
        host = next((firm for firm in (request.asked, request.asker) if self._keeps(firm)), None)
        own = self._own_table(host) if host is not None else None
        if own is not None:
            return [table for table in self.problem.tables if table.id == own]
        sides = (None, self.firms[request.asker].group, self.firms[request.asked].group)
        return [table for table in self.problem.tables if table.id not in self.owned and table.group in sides]

    def _keeps(self, firm: str) -> bool:
        return self.firms[firm].table is not None or self.firms[firm].group in self.keeping

    def _own_table(self, firm: str) -> str | None:
        """The one it was given, else the one at which it sits."""
        if self.firms[firm].table is not None:
            return self.firms[firm].table
        theirs = (self.held[one] for one in sorted(self.taken.of["firm", firm]) if one in self.held)
        hosting = (held for held in theirs if self._host(held) == firm)
        return next((held.table for held in hosting), None)

    def _host(self, held: Held) -> str | None:
        request = self.requests[held.request]
        return next((firm for firm in (request.asked, request.asker) if self._keeps(firm)), None)

    def _voices(self, request: Request, span: range) -> list[Interpreter | None]:
        if request.need is None:
            return [None]
        wanted, firms = set(request.need.languages), {request.asker, request.asked}
        able = [
            one
            for one in self.problem.interpreters
            if wanted <= set(one.languages)
            and (not one.firms or firms & set(one.firms))
            and self._open(one.slots, span)
            and (not one.sectors or request.need.sector is None or request.need.sector in one.sectors)
        ]
        found: list[Interpreter | None] = []
        found += sorted(able, key=lambda one: self._in_way("interpreter", (one.id,), span))[:MOST_VOICES]
        return found

    def _why_none(self, request: Request, span: range, table: str) -> str:
        if table and table not in {one.id for one in self._may_sit_at(request)}:
            return "table_is_kept"
        if not self._pairs(request, span, None):
            return "person_not_free"
        return "table_closed" if not self._tables(request, span, None, table) else "interpreter_not_there"

    def _judged(self, request: Request, held: Held, span: range) -> Spot:
        """What it would break, once those have made way who are simply taken then."""
        out = sorted(self._takers(held, span))
        near = self._near(held, request) - set(out)
        faults = check.faults(self._part({*near, request.id}), [*(self.held[one] for one in sorted(near)), held])
        breaks = sorted({fault.code for fault in faults})
        if self.locked & set(out):
            breaks.append("locked")
        costs = sum(self._worth(self.requests[one]) for one in out)
        return Spot(held.slot, held, tuple(breaks), tuple(out), costs)

    def _worth(self, request: Request) -> int:
        return self.problem.weights.of(request.priority) * request.score

    def _part(self, wanted: set[str]) -> Problem:
        """The problem, as far as it is about these requests."""
        return replace(
            self.problem,
            requests=tuple(self.requests[one] for one in sorted(wanted)),
            precedences=tuple(pair for pair in self.problem.precedences if set(pair) <= wanted),
            standing=(),
        )

    # who is taken

    def _keys(self, held: Held) -> list[tuple[str, str]]:
        keys = [("person", person) for person in held.people or ()]
        keys += [("table", held.table)] if held.table else []
        return keys + ([("interpreter", held.interpreter)] if held.interpreter else [])

    def _near(self, held: Held, request: Request) -> set[str]:
        """Meetings with which it shares anybody or anything."""
        firms = [("firm", firm) for firm in (request.asker, request.asked)]
        return {one for key in (*self._keys(held), *firms) for one in self.taken.of[key]}

    def _takers(self, held: Held, span: range) -> set[str]:
        return {self.taken.at[key][place] for key in self._keys(held) for place in span if place in self.taken.at[key]}

    def _in_way(self, kind: str, names: Sequence[str], span: range) -> int:
        return sum(place in self.taken.at[kind, name] for name in names for place in span)

    def _open(self, slots: Sequence[str] | None, span: range) -> bool:
        return slots is None or all(self.problem.slots[place].id in slots for place in span)

    def _enter(self, held: Held) -> None:
        request = self.requests[held.request]
        for key in self._keys(held):
            self.taken.of[key].add(held.request)
            for place in self._span(request, held.slot):
                self.taken.at[key][place] = held.request
        for firm in (request.asker, request.asked):
            self.taken.of["firm", firm].add(held.request)

    def _leave(self, held: Held) -> None:
        request = self.requests[held.request]
        for key in self._keys(held):
            self.taken.of[key].discard(held.request)
            for place in self._span(request, held.slot):
                self.taken.at[key].pop(place, None)
        for firm in (request.asker, request.asked):
            self.taken.of["firm", firm].discard(held.request)


def _rank(spot: Spot) -> tuple[int, int, int]:
    return len(spot.breaks), len(spot.out), spot.costs
