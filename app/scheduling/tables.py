"""Which table of its pool each meeting gets, slot by slot, so that people change tables as seldom as can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.scheduling.board import Board
from app.scheduling.compiled import NO_POOL, NOWHERE, pool_of
from app.scheduling.highs import Floats
from app.scheduling.problem import Held, Table

FORBIDDEN: Final = 1e6
STANDS: Final = 1000.0


@dataclass
class Seating:
    """``unseated``: meetings for which no table was left, since the number of tables does not tell which are open."""

    board: Board
    table: dict[int, str] = field(default_factory=dict)
    last: dict[int, str] = field(default_factory=dict)
    unseated: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        of = self.board.of
        self.place = {slot.id: number for number, slot in enumerate(of.problem.slots)}
        owned = {firm.table for firm in of.problem.firms} | {who.table for who in of.problem.interpreters}
        self.loose = [table for table in of.problem.tables if table.id not in owned]
        numbers = {request.id: number for number, request in enumerate(of.problem.requests)}
        self.stands = {numbers[held.request]: held.table for held in of.problem.standing if held.table}
        self.pinned = {numbers[held.request]: held.table for held in of.problem.fixed if held.table}

    def assign(self) -> None:
        of, board = self.board.of, self.board
        begins: list[list[int]] = [[] for _ in range(of.slots)]
        for one in board.held():
            begins[board.where[one]].append(one)
        for slot, theirs in enumerate(begins):
            for pool in range(len(of.pools)):
                self._slot(pool, slot, [one for one in theirs if board.way[one][1] == pool])
            for one in theirs:
                self._remember(one)

    def _slot(self, pool: int, slot: int, meetings: list[int]) -> None:
        tables = [table for table in self._of_pool(pool) if table.id not in self._taken(pool, slot)]
        if not meetings:
            return
        from scipy.optimize import linear_sum_assignment

        cost = self._costs(meetings, tables, slot)
        rows, columns = linear_sum_assignment(cost) if tables else ((), ())
        for row, column in zip(rows, columns, strict=True):
            if cost[row, column] < FORBIDDEN / 2:
                self.table[meetings[row]] = tables[column].id
        self.unseated += [one for one in meetings if one not in self.table]

    def _of_pool(self, pool: int) -> list[Table]:
        of = self.board.of
        return [table for table in self.loose if pool_of(table, of.walks) == of.pools[pool]]

    def _taken(self, pool: int, slot: int) -> set[str]:
        """Tables of long meetings that began before."""
        earlier = self.board.seated[pool][slot]
        return {self.table[one] for one in earlier if self.board.where[one] < slot and one in self.table}

    def _costs(self, meetings: Sequence[int], tables: Sequence[Table], slot: int) -> Floats:
        """How many of the two people would change; much less where the meeting stands, forbidden where it cannot be."""
        column = {table.id: number for number, table in enumerate(tables)}
        closed = np.array([self._closed(table) for table in tables], dtype=object)
        chairless = np.array([not table.chair for table in tables], dtype=bool)
        cost = np.full((len(meetings), len(tables)), 2.0)
        for row, one in enumerate(meetings):
            span = self.board.of.span(one, slot)
            cost[row, [bool(span & mask) for mask in closed]] = FORBIDDEN
            if self.board.of.needs[one]:
                cost[row, chairless] = FORBIDDEN
            for table, bonus in self._wishes(one, slot):
                if table in column:
                    cost[row, column[table]] -= bonus
            if one in self.pinned:
                cost[row] = FORBIDDEN
                cost[row, [column[self.pinned[one]]] if self.pinned[one] in column else []] = -FORBIDDEN
        return cost

    def _wishes(self, one: int, slot: int) -> Iterator[tuple[str, float]]:
        for person in self.board.way[one][0][:2]:
            if person in self.last:
                yield self.last[person], 1.0
        if one in self.stands and self.board.of.stays.get(one) == (slot, self.board.way[one]):
            yield self.stands[one], STANDS

    def _closed(self, table: Table) -> int:
        of = self.board.of
        if table.slots is None:
            return 0
        return ((1 << of.slots) - 1) & ~sum(1 << self.place[slot] for slot in table.slots)

    def _remember(self, one: int) -> None:
        of = self.board.of
        resources, pool = self.board.way[one]
        own = next((resource for resource in resources if resource in of.table_zone), None)
        table = self.table.get(one) if pool != NO_POOL else None if own is None else of.names[own]
        if table is not None:
            self.table[one] = table
            for person in resources[:2]:
                self.last[person] = table

    def timetable(self) -> tuple[Held, ...]:
        """In the order of the requests."""
        of, board = self.board.of, self.board
        found = []
        for one, slot in enumerate(board.where):
            if slot != NOWHERE:
                resources = board.way[one][0]
                helper = of.names[resources[-1]] if of.needs[one] else None
                people = of.names[resources[0]], of.names[resources[1]]
                request = of.problem.requests[one].id
                found.append(Held(request, of.problem.slots[slot].id, self.table.get(one), people, helper))
        return tuple(found)


def seat(board: Board) -> tuple[Held, ...]:
    """The timetable; meetings for which no table is left are taken off the board."""
    while True:
        seating = Seating(board)
        seating.assign()
        if not seating.unseated:
            return seating.timetable()
        for one in seating.unseated:
            board.remove(one)
