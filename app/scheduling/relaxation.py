"""Linear programs over the rows of ``bounds``: they choose which meetings are worth holding, and price a certificate.

The plain one forgets the slots: a firm has as many places as its people have slots (b-matching). The timed one has a
variable for each request and slot; it is tight where people are short of common slots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.scheduling.certificate import Certificate, Row
from app.scheduling.highs import Answer, Floats, Program, solve
from app.scheduling.problem import Request
from app.scheduling.rules import Rules

SCALE = 1_000_000
ROUNDS_OF_CUTS = 12
CERTAIN = 1e-6
HINT = 1e-3
MOST_TIMED = 400_000
ONCE = "once"
"""The row that holds a request at one spot at most. A certificate has no price for it, but what the request is left."""


@dataclass(frozen=True)
class Asked:
    """What the prices ask: by so much a timetable is worth less than the bound for each request and slot that it takes
    (``spots``), each request that it does not hold (``left``), each firm and slot that it leaves empty (``firms``).
    ``hints``: spots that the relaxation takes, at least in part.
    """

    spots: Mapping[tuple[int, int], float]
    left: Mapping[int, float]
    firms: Mapping[tuple[str, int], float]
    hints: frozenset[tuple[int, int]]


@dataclass
class Builder:
    """A program row by row; ``place`` and ``name`` of the rows, ``who``: request of each column, −1 for firms."""

    rules: Rules
    place: dict[Row, int] = field(default_factory=dict)
    name: list[Row] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    who: list[int] = field(default_factory=list)
    slot: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    minima: dict[str, int] = field(default_factory=dict)

    def row(self, row: Row) -> int:
        if row not in self.place:
            self.place[row] = len(self.most)
            self.name.append(row)
            self.most.append(1.0 if row[0] == ONCE else float(self.rules.capacity(row)))
        return self.place[row]

    def column(self, worth: float, upper: float, who: int, slot: int) -> int:
        self.worth.append(worth)
        self.upper.append(upper)
        self.who.append(who)
        self.slot.append(slot)
        return len(self.worth) - 1

    def use(self, row: Row, column: int, times: float = 1.0) -> None:
        self.entries.append((self.row(row), column, times))

    def count_minima(self) -> None:
        """A variable for each firm with a minimum, at most what it holds."""
        bonus = self.rules.problem.weights.least
        for firm in self.rules.problem.firms:
            if bonus and (least := self.rules.least(firm)):
                column = self.column(float(bonus), float(least), -1, -1)
                self.minima[firm.id] = len(self.most)
                self.name.append(("least", firm.id))
                self.most.append(0.0)
                self.entries.append((self.minima[firm.id], column, 1.0))

    def count_for(self, request: Request, column: int) -> None:
        """What the request adds to the minima of its firms."""
        for firm in (request.asker, request.asked):
            if firm in self.minima:
                self.entries.append((self.minima[firm], column, -1.0))

    def program(self) -> Program:
        entries = np.array(self.entries, dtype=np.float64).reshape(-1, 3)
        places = entries[:, :2].astype(np.int64)
        upper = np.array(self.upper, dtype=np.float64)
        return Program(np.array(self.worth), upper, places[:, 0], places[:, 1], entries[:, 2], np.array(self.most))

    def asked(self, program: Program, prices: Floats, hints: frozenset[tuple[int, int]]) -> Asked:
        paid = np.bincount(program.column, program.times * prices[program.row], minlength=len(program.worth))
        cost = np.clip(paid - program.worth, 0, None).tolist()
        columns = zip(self.who, self.slot, cost, strict=True)
        spots = {(one, slot): price for one, slot, price in columns if one >= 0}
        rows = {row: float(prices[place]) for row, place in self.place.items()}
        left = {int(row[1]): price for row, price in rows.items() if row[0] == ONCE}
        firms = {(str(row[1]), int(row[2])): price for row, price in rows.items() if row[0] == "firm"}
        return Asked(spots, left, firms, hints)

    def taken(self, x: Floats) -> frozenset[tuple[int, int]]:
        """Requests and slots that are taken, at least in part."""
        columns = np.flatnonzero(x > HINT).tolist()
        return frozenset((self.who[each], self.slot[each]) for each in columns if self.who[each] >= 0)

    def certificate(self, prices: Floats) -> Certificate:
        """The prices in whole parts; those of the minima apart."""
        bonus = self.rules.problem.weights.least
        parts = np.rint(np.clip(prices, 0, None) * SCALE).astype(np.int64)
        minima = {self.minima[firm]: firm for firm in self.minima}
        priced = [one for one in np.flatnonzero(parts).tolist() if one not in minima and self.name[one][0] != ONCE]
        rows = {self.name[place]: int(parts[place]) for place in priced}
        least = {firm: min(int(parts[place]), bonus * SCALE) for place, firm in minima.items() if parts[place]}
        return Certificate(SCALE, rows, least)


@dataclass
class Choice:
    """``chosen``: requests worth holding, those in doubt left out; ``certificate``: the prices, if there are any."""

    chosen: list[int]
    certificate: Certificate | None
    whole: bool


def choose(
    rules: Rules,
    begins: Sequence[bool],
    *,
    seconds: float | None,
    whole: bool = True,
    stopped: Callable[[], bool] | None = None,
) -> Choice:
    """By the plain program, cut where odd crowds make it take halves; at last in whole numbers if that is asked for."""
    builder = plain(rules, begins)
    if not builder.worth:
        return Choice([], Certificate(SCALE, {}), True)
    answer = solve(builder.program(), method="simplex", seconds=seconds, stopped=stopped)
    for _ in range(ROUNDS_OF_CUTS):
        if answer.x is None or not _cut(builder, answer.x):
            break
        answer = solve(builder.program(), method="simplex", seconds=seconds, stopped=stopped)
    certificate = None if answer.prices is None else builder.certificate(answer.prices)
    certain = answer.x is not None and not _halves(builder, answer.x)
    if whole and not certain:
        answer = solve(builder.program(), whole=True, seconds=seconds, stopped=stopped)
    return Choice(_chosen(builder, answer), certificate, certain)


def plain(rules: Rules, begins: Sequence[bool]) -> Builder:
    builder = Builder(rules)
    builder.count_minima()
    weights, standing = rules.problem.weights, rules.stands
    for one, request in enumerate(rules.problem.requests):
        if not begins[one]:
            continue
        worth = rules.worth[request.id] + (weights.change if request.id in standing else 0)
        column = builder.column(float(worth), 1.0, one, -1)
        builder.count_for(request, column)
        for firm in (request.asker, request.asked):
            builder.use(("day", firm), column, request.length)
            if rules.most(rules.firms[firm]) is not None:
                builder.use(("most", firm), column)
        builder.use(("all",), column, request.length)
    return builder


def _halves(builder: Builder, x: Floats) -> list[int]:
    """The columns of requests that are held in part."""
    inner = np.flatnonzero((x > CERTAIN) & (x < 1 - CERTAIN)).tolist()
    return [column for column in inner if builder.who[column] >= 0]


def _cut(builder: Builder, x: Floats) -> bool:
    """Adds a row for each odd crowd within which meetings are held in halves; whether there was any."""
    requests = builder.rules.problem.requests
    friends: dict[str, set[str]] = defaultdict(set)
    for column in _halves(builder, x):
        request = requests[builder.who[column]]
        friends[request.asker].add(request.asked)
        friends[request.asked].add(request.asker)
    found = False
    for crowd in _crowds(friends):
        row: Row = ("odd", *sorted(crowd))
        if row in builder.place or sum(builder.rules.day(firm) for firm in crowd) % 2 == 0:
            continue
        found = True
        for column, one in enumerate(builder.who):
            if one >= 0 and requests[one].asker in crowd and requests[one].asked in crowd:
                builder.use(row, column, requests[one].length)
    return found


def _crowds(friends: dict[str, set[str]]) -> Iterable[set[str]]:
    seen: set[str] = set()
    for first in friends:
        if first in seen:
            continue
        crowd, queue = {first}, [first]
        while queue:
            new = friends[queue.pop()] - crowd
            crowd |= new
            queue += new
        seen |= crowd
        yield crowd


def _chosen(builder: Builder, answer: Answer) -> list[int]:
    if answer.x is None:
        return []
    return [builder.who[column] for column in np.flatnonzero(answer.x > 0.5).tolist() if builder.who[column] >= 0]


def timed(rules: Rules, begins: Sequence[bool]) -> Builder | None:
    """None if it would be too large."""
    builder = Builder(rules)
    builder.count_minima()
    weights, standing = rules.problem.weights, rules.stands
    for one, request in enumerate(rules.problem.requests):
        slots = rules.beginnings(request) if begins[one] else []
        if len(builder.worth) > MOST_TIMED:
            return None
        once, lasting = rules.uses(request)
        worth = rules.worth[request.id]
        able = sorted(rules.helpers(request))
        for slot in slots:
            extra = weights.change if standing.get(request.id) == slot else 0
            column = builder.column(float(worth + extra), np.inf, one, slot)
            builder.use((ONCE, one), column)
            builder.count_for(request, column)
            for row in once:
                builder.use(row, column)
            for each in range(slot, slot + request.length):
                for row, times in lasting:
                    builder.use((*row, each), column, times)
                if able:
                    builder.use(("helpers", each, *able), column)
    return builder
