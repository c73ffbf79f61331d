"""The rules of a problem as rows: how often each may be used at most, and what a request uses of them. By name:

- ``firm, f, t``: people of f who can meet in slot t; a meeting takes one in each of its slots
- ``clan, f, t``: the same for all firms that share people with f; one of two of them takes two
- ``seat, f, t``: the table that firm f keeps is one; ``seats, table, t``: and so is one that firms keep together
- ``tables, t``: tables that are open, or pairs of people who can meet, if these are fewer
- ``loose, t``: open tables that nobody keeps, for meetings of two firms without one
- ``helpers, t, names…``: these interpreters as far as they are there, for those who can be helped by no others
- ``most, f``: the most meetings of firm f
- ``day, f``: all slots in which people of f can meet, their longest runs regarded; ``all``: the sum of ``tables``
- ``odd, f…``: in an odd crowd somebody is left over: half of the sum of ``day``, rounded down, for meetings among them
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

from app.scheduling.certificate import Row
from app.scheduling.problem import Firm, Problem, Request, Table
from app.scheduling.repaying import worths
from app.scheduling.strictly import Malformed

OF_SLOTS: Final = ("firm", "clan", "seat", "seats", "helpers", "tables", "loose")


class Rules:
    """Capacities and uses of the rows, derived from the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {slot.id: number for number, slot in enumerate(problem.slots)}
        self.firms = {firm.id: firm for firm in problem.firms}
        self.groups = {group.id: group for group in problem.groups}
        self.usable = {person.id: self._times(person.slots) for person in problem.people}
        for item in problem.items:
            for person in self.usable if item.people is None else item.people:
                self.usable[person] -= self._times(item.slots)
        self.people: dict[str, list[str]] = {firm: [] for firm in self.firms}
        for one in problem.people:
            for firm in dict.fromkeys(one.firms):
                self.people[firm].append(one.id)
        self.met = {frozenset(pair) for pair in problem.met}
        self.fixed = {held.request: held.slot for held in problem.fixed}
        self.owned = {firm.table for firm in problem.firms if firm.table}
        self.worth = worths(problem)

    def _times(self, slots: Sequence[str] | None) -> set[int]:
        return set(range(len(self.place))) if slots is None else {self.place[slot] for slot in slots}

    @cached_property
    def clans(self) -> dict[str, str]:
        """Each firm's clan, named after one of its firms: those that share people, one through another."""
        chief = {firm: firm for firm in self.firms}

        def find(firm: str) -> str:
            while chief[firm] != firm:
                firm = chief[firm]
            return firm

        for person in self.problem.people:
            for firm in person.firms[1:]:
                chief[find(firm)] = find(person.firms[0])
        return {firm: find(firm) for firm in self.firms}

    @cached_property
    def clan_people(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for firm, clan in self.clans.items():
            found[clan].update(self.people[firm])
        return found

    @cached_property
    def shared(self) -> set[str]:
        """Clans of more than one firm."""
        return {clan for firm, clan in self.clans.items() if firm != clan}

    def least(self, firm: Firm) -> int:
        group = self.groups.get(firm.group or "")
        return firm.limits.least or (group.limits.least if group else 0)

    def most(self, firm: Firm) -> int | None:
        group = self.groups.get(firm.group or "")
        return group.limits.most if firm.limits.most is None and group else firm.limits.most

    def host(self, request: Request) -> str | None:
        return next((firm for firm in (request.asked, request.asker) if self._keeps(self.firms[firm])), None)

    def _keeps(self, firm: Firm) -> bool:
        group = self.groups.get(firm.group or "")
        return firm.table is not None or (group is not None and group.keeps_table)

    def joins(self, slot: int) -> bool:
        one, other = self.problem.slots[slot - 1], self.problem.slots[slot]
        return slot > 0 and one.day == other.day and other.starts - one.ends <= self.problem.pause

    def beginnings(self, request: Request) -> list[int]:
        """Where somebody of each side is free for as long as the request lasts."""
        if not self.allowed(request):
            return []
        slots = self._times(request.slots)
        if request.id in self.fixed:
            slots &= {self.place[self.fixed[request.id]]}
        host = self.host(request)
        if host and (own := self.firms[host].table):
            slots &= self._times(self.tables_by_id[own].slots)
        ones, others = self._someone(request.asker, request.length), self._someone(request.asked, request.length)
        return sorted(slots & ones & others)

    @cached_property
    def stands(self) -> dict[str, int]:
        """The slots of standing meetings that could stay: their people, table and interpreter are to be had then."""
        requests = {request.id: request for request in self.problem.requests}
        voices = {who.id: who.slots for who in self.problem.interpreters}
        found = {}
        for held in self.problem.standing:
            request, slot = requests[held.request], self.place[held.slot]
            there = [self.usable.get(person, set()) for person in held.people or ()]
            if held.table is not None:
                there.append(self._times(table.slots) if (table := self.tables_by_id.get(held.table)) else set())
            if held.interpreter is not None:
                there.append(self._times(voices[held.interpreter]) if held.interpreter in voices else set())
            host = self.host(request)
            own = self.firms[host].table if host else None
            span = set(range(slot, slot + request.length))
            if own in (None, held.table) and all(span <= slots for slots in there):
                found[request.id] = slot
        return found

    def allowed(self, request: Request) -> bool:
        groups = self.firms[request.asker].group, self.firms[request.asked].group
        rules = self.problem.rules
        if (rules is not None and groups not in rules) or frozenset((request.asker, request.asked)) in self.met:
            return False
        return request.need is None or (bool(self.helpers(request)) and self._chair(request))

    def _chair(self, request: Request) -> bool:
        host = self.host(request)
        own = self.firms[host].table if host else None
        return own is None or self.tables_by_id[own].chair

    @cached_property
    def tables_by_id(self) -> dict[str, Table]:
        return {table.id: table for table in self.problem.tables}

    def _someone(self, firm: str, length: int) -> set[int]:
        key = firm, length
        if key not in self._known:
            self._known[key] = {slot for person in self.people[firm] for slot in self._begins(person, length)}
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
        found: dict[str, int | None] = {}
        for person in self.problem.people:
            runs = [self._run(self.firms[firm]) for firm in person.firms]
            found[person.id] = min((run for run in runs if run is not None), default=None)
        return found

    def _run(self, firm: Firm) -> int | None:
        group = self.groups.get(firm.group or "")
        return group.limits.run if firm.limits.run is None and group else firm.limits.run

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

    def day(self, firm: str) -> int:
        return sum(self.slots_of(person) for person in self.people[firm])

    @cached_property
    def _open(self) -> list[int]:
        opens = [self._times(table.slots) for table in self.problem.tables]
        return [sum(slot in one for one in opens) for slot in range(len(self.place))]

    @cached_property
    def _free_people(self) -> list[int]:
        return [sum(slot in one for one in self.usable.values()) for slot in range(len(self.place))]

    def tables(self, slot: int) -> int:
        pairs = self._free_people[slot] // 2
        return min(self._open[slot], pairs) if self.problem.tables else pairs

    @cached_property
    def loose(self) -> list[int]:
        opens = [self._times(one.slots) for one in self.problem.tables if one.id not in self.owned]
        return [sum(slot in one for one in opens) for slot in range(len(self.place))]

    def capacity(self, row: Row) -> int:
        """Raises Malformed for a row that there is not."""
        try:
            return self._capacity(*row)
        except (KeyError, IndexError, TypeError, ValueError):
            raise Malformed(f"certificate: expected a row of the problem, found {[*row]}") from None

    def _capacity(self, kind: Any, *of: Any) -> int:
        if kind in ("all", "tables", "loose"):
            return self._of_tables(kind, *of)
        if kind in OF_SLOTS:
            return self._of_slot(kind, *of)
        if kind == "most" and (most := self.most(self.firms[of[0]])) is not None:
            return most
        if kind == "day":
            (firm,) = of
            return self.day(firm)
        if kind == "odd" and len(set(of)) == len(of):
            return sum(self.day(firm) for firm in of) // 2
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
            self.firms[name]
        elif name not in self.owned:
            raise ValueError
        return 1

    def helpers(self, request: Request) -> frozenset[str]:
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

    def uses(self, request: Request) -> tuple[list[Row], list[tuple[Row, int]]]:
        """Rows that it uses once wherever it is, and for each slot that it lasts, with the times; the slot is left out.

        ``odd`` and ``helpers`` rows are not among them: they are many, and few have a price.
        """
        both = (request.asker, request.asked)
        host = self.host(request)
        once: list[Row] = [("most", firm) for firm in both if self.most(self.firms[firm]) is not None]
        lasting: list[tuple[Row, int]] = [(("firm", firm), 1) for firm in both]
        lasting += [(("tables",), 1)]
        for clan in dict.fromkeys(self.clans[firm] for firm in both):
            if clan in self.shared:
                lasting.append((("clan", clan), sum(self.clans[firm] == clan for firm in both)))
        if host is None and self.problem.tables:
            lasting.append((("loose",), 1))
        elif host is not None and self.problem.tables:
            table = self.firms[host].table
            lasting.append((("seats", table) if table else ("seat", host), 1))
        return once, lasting
