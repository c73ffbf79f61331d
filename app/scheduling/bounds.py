"""How much no timetable can surpass: read off prices in whole numbers, which anybody can check; no solver is needed.

A certificate gives prices y ≥ 0, in parts of ``scale``, to rows. A row is a rule that every timetable keeps: so many
uses at most. With z the prices of firms' minima, the value of a timetable is at most

    Σ row: capacity · y  +  Σ firm: (bonus − z) · least  +  Σ request: max(0, max over spots (worth + Σ z − Σ y used))

rounded down. Whatever the prices are, the sum is a bound; a solver only seeks prices that make it small.
The rows stand in ``rules``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from app.scheduling.certificate import Certificate, Row
from app.scheduling.problem import Problem, Request
from app.scheduling.repaying import at_worst
from app.scheduling.rules import OF_SLOTS, Rules
from app.scheduling.strictly import Malformed


def bound(problem: Problem, certificate: Certificate) -> int:
    """No timetable of the problem is worth more. Raises Malformed for a row that the problem has not."""
    rules, scale = Rules(problem), certificate.scale
    bonus = problem.weights.least * scale
    total = sum(rules.capacity(row) * price for row, price in certificate.rows.items())
    for firm in problem.firms:
        total += (bonus - certificate.least.get(firm.id, 0)) * rules.least(firm)
    if any(price > bonus or firm not in rules.firms for firm, price in certificate.least.items()):
        raise Malformed("certificate.least: expected firms with prices up to that of a minimum")
    prices = _Prices(certificate, rules)
    total += sum(prices.surplus(request) for request in problem.requests)
    return (total - at_worst(problem) * scale) // scale


def prices_for(problem: Problem, certificate: Certificate) -> Certificate:
    """What a certificate of another problem says of this one: its prices of rows and firms that there are here too."""
    rules = Rules(problem)
    rows = {row: price for row, price in certificate.rows.items() if _is_row(rules, row)}
    least = {firm: price for firm, price in certificate.least.items() if firm in rules.firms}
    return Certificate(certificate.scale, rows, least)


def _is_row(rules: Rules, row: Row) -> bool:
    try:
        rules.capacity(row)
    except Malformed:
        return False
    return True


class _Prices:
    """What a request must pay at the prices of a certificate."""

    def __init__(self, certificate: Certificate, rules: Rules) -> None:
        self.rules, self.scale, self.least = rules, certificate.scale, certificate.least
        self.of = certificate.rows
        self.timed = any(row[0] in OF_SLOTS for row in self.of)
        self.odd = [(frozenset(row[1:]), price) for row, price in self.of.items() if row[0] == "odd"]
        self.helpers: dict[int, list[tuple[frozenset[Any], int]]] = defaultdict(list)
        for row, price in self.of.items():
            if row[0] == "helpers":
                self.helpers[int(row[1])].append((frozenset(row[2:]), price))
        self.odd_of: dict[Any, list[tuple[frozenset[Any], int]]] = defaultdict(list)
        for crowd, price in self.odd:
            for firm in crowd:
                self.odd_of[firm].append((crowd, price))

    def surplus(self, request: Request) -> int:
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

    def _whole(self, request: Request) -> int:
        """For its length, of rows that know no slot."""
        total = self.of.get(("all",), 0)
        total += self.of.get(("day", request.asker), 0) + self.of.get(("day", request.asked), 0)
        inside = (price for crowd, price in self.odd_of.get(request.asker, ()) if request.asked in crowd)
        return (total + sum(inside)) * request.length

    def _at(self, request: Request, lasting: Iterable[tuple[Row, int]], slot: int) -> int:
        of, total = self.of, 0
        for each in range(slot, slot + request.length):
            for row, times in lasting:
                total += of.get((*row, each), 0) * times
            if request.need is not None and self.helpers.get(each):
                able = self.rules.helpers(request)
                total += sum(price for names, price in self.helpers[each] if able <= names)
        return total
