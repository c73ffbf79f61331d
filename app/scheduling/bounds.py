"""Prices that prove a bound, and their JSON form; ``rules`` tells the rows, ``bounds`` what the prices say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from app.scheduling.json_form import JsonField, MalformedInput
from app.scheduling.problem import (
    ProblemCompany,
    ProblemRequest,
    ProblemTable,
    SchedulingProblem,
    request_values,
    worst_cost,
)

CertificateRow = tuple[str | int, ...]


@dataclass(frozen=True)
class BoundCertificate:
    """``rows``: prices of rows; ``least``: prices of firms' minima; both in parts of ``scale``."""

    scale: int
    rows: Mapping[CertificateRow, int]
    least: Mapping[str, int] = field(default_factory=dict)


def certificate_json(certificate: BoundCertificate) -> dict[str, Any]:
    rows = [[*row, price] for row, price in certificate.rows.items()]
    return {"scale": certificate.scale, "rows": rows, "least": dict(certificate.least)}


def parse_certificate(content: Any) -> BoundCertificate:
    """From JSON, as ``certificate_json`` wrote it. Raises Malformed."""
    of = JsonField("certificate", content).keys("scale", "rows", "least")
    rows: dict[CertificateRow, int] = {}
    for item in of["rows"].items():
        parts = item.value
        if not isinstance(parts, list) or len(parts) < 2 or not all(type(part) in (str, int) for part in parts):
            item.fail("a list of a row's name and its price")
        rows[tuple(parts[:-1])] = JsonField(f"{item.where}[-1]", parts[-1]).whole(0, 10**18)
    least = of["least"].value
    if not isinstance(least, dict):
        of["least"].fail("an object")
    prices = {
        company: JsonField(f"certificate.least.{company}", price).whole(0, 10**18) for company, price in least.items()
    }
    return BoundCertificate(of["scale"].whole(1, 10**12), rows, prices)


SLOT_ROWS: Final = ("firm", "clan", "seat", "seats", "helpers", "tables", "loose")


class CapacityRules:
    """Capacities and uses of the rows, derived from the problem."""

    def __init__(self, problem: SchedulingProblem) -> None:
        self.problem = problem
        self.place = {slot.id: number for number, slot in enumerate(problem.slots)}
        self.companies = {company.id: company for company in problem.firms}
        self.groups = {group.id: group for group in problem.groups}
        self.usable = {person.id: self._times(person.slots) for person in problem.people}
        for item in problem.items:
            for person in self.usable if item.people is None else item.people:
                self.usable[person] -= self._times(item.slots)
        self.people: dict[str, list[str]] = {company: [] for company in self.companies}
        for member in problem.people:
            for firm in dict.fromkeys(member.firms):
                self.people[firm].append(member.id)
        self.met = {frozenset(pair) for pair in problem.met}
        self.fixed = {placed.request: placed.slot for placed in problem.fixed}
        self.owned = {company.table for company in problem.firms if company.table}
        self.worth = request_values(problem)

    def _times(self, slots: Sequence[str] | None) -> set[int]:
        return set(range(len(self.place))) if slots is None else {self.place[slot] for slot in slots}

    @cached_property
    def clans(self) -> dict[str, str]:
        """Each firm's clan, named after one of its firms: those that share people, one through another."""
        chief = {company: company for company in self.companies}

        def find(company: str) -> str:
            while chief[company] != company:
                company = chief[company]
            return company

        for person in self.problem.people:
            for company in person.firms[1:]:
                chief[find(company)] = find(person.firms[0])
        return {company: find(company) for company in self.companies}

    @cached_property
    def clan_people(self) -> dict[str, set[str]]:
        people: dict[str, set[str]] = defaultdict(set)
        for company, clan in self.clans.items():
            people[clan].update(self.people[company])
        return people

    @cached_property
    def shared(self) -> set[str]:
        """Clans of more than one firm."""
        return {clan for company, clan in self.clans.items() if company != clan}

    def least(self, company: ProblemCompany) -> int:
        group = self.groups.get(company.group or "")
        return company.limits.least or (group.limits.least if group else 0)

    def most(self, company: ProblemCompany) -> int | None:
        group = self.groups.get(company.group or "")
        return group.limits.most if company.limits.most is None and group else company.limits.most

    def host(self, request: ProblemRequest) -> str | None:
        return next(
            (company for company in (request.asked, request.asker) if self._keeps(self.companies[company])), None
        )

    def _keeps(self, company: ProblemCompany) -> bool:
        group = self.groups.get(company.group or "")
        return company.table is not None or (group is not None and group.keeps_table)

    def joins(self, slot: int) -> bool:
        earlier, other = self.problem.slots[slot - 1], self.problem.slots[slot]
        return slot > 0 and earlier.day == other.day and other.starts - earlier.ends <= self.problem.pause

    def beginnings(self, request: ProblemRequest) -> list[int]:
        """Where somebody of each side is free for as long as the request lasts."""
        if not self.allowed(request):
            return []
        slots = self._times(request.slots)
        if request.id in self.fixed:
            slots &= {self.place[self.fixed[request.id]]}
        host = self.host(request)
        if host and (own := self.companies[host].table):
            slots &= self._times(self.tables_by_id[own].slots)
        ones, others = (
            self._side_beginnings(request.asker, request.length),
            self._side_beginnings(request.asked, request.length),
        )
        return sorted(slots & ones & others)

    @cached_property
    def stands(self) -> dict[str, int]:
        """The slots of standing meetings that could stay: their people, table and interpreter are to be had then."""
        requests = {request.id: request for request in self.problem.requests}
        interpreters = {who.id: who.slots for who in self.problem.interpreters}
        standing_slots = {}
        for placed in self.problem.standing:
            request, slot = requests[placed.request], self.place[placed.slot]
            there = [self.usable.get(person, set()) for person in placed.people or ()]
            if placed.table is not None:
                there.append(self._times(table.slots) if (table := self.tables_by_id.get(placed.table)) else set())
            if placed.interpreter is not None:
                there.append(
                    self._times(interpreters[placed.interpreter]) if placed.interpreter in interpreters else set()
                )
            host = self.host(request)
            own = self.companies[host].table if host else None
            span = set(range(slot, slot + request.length))
            if own in (None, placed.table) and all(span <= slots for slots in there):
                standing_slots[request.id] = slot
        return standing_slots

    def allowed(self, request: ProblemRequest) -> bool:
        groups = self.companies[request.asker].group, self.companies[request.asked].group
        rules = self.problem.rules
        if (rules is not None and groups not in rules) or frozenset((request.asker, request.asked)) in self.met:
            return False
        return request.need is None or (bool(self.helpers(request)) and self._chair(request))

    def _chair(self, request: ProblemRequest) -> bool:
        host = self.host(request)
        own = self.companies[host].table if host else None
        return own is None or self.tables_by_id[own].chair

    @cached_property
    def tables_by_id(self) -> dict[str, ProblemTable]:
        return {table.id: table for table in self.problem.tables}

    def _side_beginnings(self, company: str, length: int) -> set[int]:
        key = company, length
        if key not in self._known:
            self._known[key] = {slot for person in self.people[company] for slot in self._begins(person, length)}
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, int], set[int]]:
        return {}

    def _begins(self, person: str, length: int) -> Iterator[int]:
        usable = self.usable[person]
        for slot in usable:
            if all(each in usable and self.joins(each) for each in range(slot + 1, slot + length)):
                yield slot

    @cached_property
    def _longest_run(self) -> dict[str, int | None]:
        longest: dict[str, int | None] = {}
        for person in self.problem.people:
            runs = [self._run(self.companies[company]) for company in person.firms]
            longest[person.id] = min((run for run in runs if run is not None), default=None)
        return longest

    def _run(self, company: ProblemCompany) -> int | None:
        group = self.groups.get(company.group or "")
        return group.limits.run if company.limits.run is None and group else company.limits.run

    def slots_of(self, person: str) -> int:
        """The most slots that he or she can meet in."""
        usable, most = self.usable[person], self._longest_run[person]
        if most is None:
            return len(usable)
        total = run = 0
        for slot in range(len(self.problem.slots)):
            run = run + 1 if slot in usable and run and self.joins(slot) else int(slot in usable)
            if run > most:  # one of them has to be free, best the last
                run = 0
            total += run > 0
        return total

    def day(self, company: str) -> int:
        return sum(self.slots_of(person) for person in self.people[company])

    @cached_property
    def _open(self) -> list[int]:
        opens = [self._times(table.slots) for table in self.problem.tables]
        return [sum(slot in open_slots for open_slots in opens) for slot in range(len(self.place))]

    @cached_property
    def _free_people(self) -> list[int]:
        return [sum(slot in free_slots for free_slots in self.usable.values()) for slot in range(len(self.place))]

    def tables(self, slot: int) -> int:
        pairs = self._free_people[slot] // 2
        return min(self._open[slot], pairs) if self.problem.tables else pairs

    @cached_property
    def loose(self) -> list[int]:
        opens = [self._times(item.slots) for item in self.problem.tables if item.id not in self.owned]
        return [sum(slot in item for item in opens) for slot in range(len(self.place))]

    def capacity(self, row: CertificateRow) -> int:
        """Raises Malformed for a row that there is not."""
        try:
            return self._capacity(*row)
        except (KeyError, IndexError, TypeError, ValueError):
            raise MalformedInput(f"certificate: expected a row of the problem, found {[*row]}") from None

    def _capacity(self, kind: Any, *of: Any) -> int:
        if kind in ("all", "tables", "loose"):
            return self._of_tables(kind, *of)
        if kind in SLOT_ROWS:
            return self._of_slot(kind, *of)
        if kind == "most" and (most := self.most(self.companies[of[0]])) is not None:
            return most
        if kind == "day":
            (company,) = of
            return self.day(company)
        if kind == "odd" and len(set(of)) == len(of):
            return sum(self.day(company) for company in of) // 2
        raise ValueError

    def _of_tables(self, kind: str, *slot: int) -> int:
        if kind == "all" and not slot:
            return sum(self.tables(each) for each in range(len(self.place)))
        (at,) = slot
        if at not in range(len(self.place)) or (kind == "loose" and not self.problem.tables):
            raise ValueError
        return self.tables(at) if kind == "tables" else self.loose[at]

    def _of_slot(self, kind: str, *of: Any) -> int:
        if kind == "helpers":
            slot, *names = of
            if slot not in range(len(self.place)):  # "3" is none: nobody would be there, yet it would be paid for 3
                raise ValueError
            there = {who.id: self._times(who.slots) for who in self.problem.interpreters}
            return sum(slot in there[name] for name in set(names))
        name, slot = of
        if slot not in range(len(self.place)):
            raise ValueError
        if kind == "firm":
            return sum(slot in self.usable[person] for person in self.people[name])
        if kind == "clan":
            return sum(slot in self.usable[person] for person in self.clan_people[name])
        if kind == "seat":
            self.companies[name]
        elif name not in self.owned:
            raise ValueError
        return 1

    def helpers(self, request: ProblemRequest) -> frozenset[str]:
        """Who can interpret for it."""
        need = request.need
        if need is None:
            return frozenset()
        key = need, request.asker, request.asked
        if key not in self._helpers:
            self._helpers[key] = frozenset(
                who.id
                for who in self.problem.interpreters
                if set(need.languages) <= set(who.languages)
                and (not who.sectors or need.sector is None or need.sector in who.sectors)
                and (not who.firms or {request.asker, request.asked} & set(who.firms))
            )
        return self._helpers[key]

    @cached_property
    def _helpers(self) -> dict[Any, frozenset[str]]:
        return {}

    def uses(self, request: ProblemRequest) -> tuple[list[CertificateRow], list[tuple[CertificateRow, int]]]:
        """Rows that it uses once wherever it is, and for each slot that it lasts, with the times; the slot is left out.

        ``odd`` and ``helpers`` rows are not among them: they are many, and few have a price.
        """
        both = (request.asker, request.asked)
        host = self.host(request)
        once: list[CertificateRow] = [
            ("most", company) for company in both if self.most(self.companies[company]) is not None
        ]
        lasting: list[tuple[CertificateRow, int]] = [(("firm", company), 1) for company in both]
        lasting += [(("tables",), 1)]
        for clan in dict.fromkeys(self.clans[company] for company in both):
            if clan in self.shared:
                lasting.append((("clan", clan), sum(self.clans[company] == clan for company in both)))
        if host is None and self.problem.tables:
            lasting.append((("loose",), 1))
        elif host is not None and self.problem.tables:
            table = self.companies[host].table
            lasting.append((("seats", table) if table else ("seat", host), 1))
        return once, lasting


def proven_bound(problem: SchedulingProblem, certificate: BoundCertificate) -> int:
    """No timetable of the problem is worth more. Raises Malformed for a row that the problem has not."""
    rules, scale = CapacityRules(problem), certificate.scale
    bonus = problem.weights.least * scale
    total = sum(rules.capacity(row) * price for row, price in certificate.rows.items())
    for company in problem.firms:
        total += (bonus - certificate.least.get(company.id, 0)) * rules.least(company)
    if any(price > bonus or company not in rules.companies for company, price in certificate.least.items()):
        raise MalformedInput("certificate.least: expected firms with prices up to that of a minimum")
    prices = _CertificatePrices(certificate, rules)
    total += sum(prices.surplus(request) for request in problem.requests)
    return (total - worst_cost(problem) * scale) // scale


def transferred_certificate(problem: SchedulingProblem, certificate: BoundCertificate) -> BoundCertificate:
    """What a certificate of another problem says of this one: its prices of rows and firms that there are here too."""
    rules = CapacityRules(problem)
    rows = {row: price for row, price in certificate.rows.items() if _has_row(rules, row)}
    least = {company: price for company, price in certificate.least.items() if company in rules.companies}
    return BoundCertificate(certificate.scale, rows, least)


def _has_row(rules: CapacityRules, row: CertificateRow) -> bool:
    try:
        rules.capacity(row)
    except MalformedInput:
        return False
    return True


class _CertificatePrices:
    """What a request must pay at the prices of a certificate."""

    def __init__(self, certificate: BoundCertificate, rules: CapacityRules) -> None:
        self.rules, self.scale, self.least = rules, certificate.scale, certificate.least
        self.of = certificate.rows
        self.timed = any(row[0] in SLOT_ROWS for row in self.of)
        self.odd = [(frozenset(row[1:]), price) for row, price in self.of.items() if row[0] == "odd"]
        self.helpers: dict[int, list[tuple[frozenset[Any], int]]] = defaultdict(list)
        for row, price in self.of.items():
            if row[0] == "helpers":
                self.helpers[int(row[1])].append((frozenset(row[2:]), price))
        self.odd_of: dict[Any, list[tuple[frozenset[Any], int]]] = defaultdict(list)
        for crowd, price in self.odd:
            for company in crowd:
                self.odd_of[company].append((crowd, price))

    def surplus(self, request: ProblemRequest) -> int:
        """What is left of its value at its cheapest spot, in parts of the scale; at least 0."""
        rules = self.rules
        beginnings = rules.beginnings(request)
        if not beginnings:
            return 0
        once, lasting = rules.uses(request)
        weights = rules.problem.weights
        worth = rules.worth[request.id] * self.scale
        worth += self.least.get(request.asker, 0) + self.least.get(request.asked, 0)
        worth -= sum(self.of.get(row, 0) for row in once) + self._whole(request)
        staying = rules.stands.get(request.id, -1)
        if not self.timed and staying < 0:
            return max(0, worth)
        best = 0
        for slot in beginnings:
            extra = weights.change * self.scale if slot == staying else 0
            best = max(best, worth + extra - self._at(request, lasting, slot))
        return best

    def _whole(self, request: ProblemRequest) -> int:
        """For its length, of rows that know no slot."""
        total = self.of.get(("all",), 0)
        total += self.of.get(("day", request.asker), 0) + self.of.get(("day", request.asked), 0)
        inside = (price for crowd, price in self.odd_of.get(request.asker, ()) if request.asked in crowd)
        return (total + sum(inside)) * request.length

    def _at(self, request: ProblemRequest, lasting: Iterable[tuple[CertificateRow, int]], slot: int) -> int:
        of, total = self.of, 0
        for each in range(slot, slot + request.length):
            for row, times in lasting:
                total += of.get((*row, each), 0) * times
            if request.need is not None and self.helpers.get(each):
                able = self.rules.helpers(request)
                total += sum(price for names, price in self.helpers[each] if able <= names)
        return total
