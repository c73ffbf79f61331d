"""Which table of its pool each meeting gets, slot by slot, so that people change tables as seldom as can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.scheduling.board import ScheduleBoard
from app.scheduling.compiled_problem import NO_POOL, NOWHERE, table_pool
from app.scheduling.problem import PlacedMeeting, ProblemTable
from app.scheduling.relaxation import Floats

FORBIDDEN_COST: Final = 1e6
STANDING_BONUS: Final = 1000.0


@dataclass
class TableAssignment:
    """``unseated``: meetings for which no table was left, since the number of tables does not tell which are open."""

    board: ScheduleBoard
    table: dict[int, str] = field(default_factory=dict)
    last: dict[int, str] = field(default_factory=dict)
    unseated: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        of = self.board.of
        self.place = {slot.id: number for number, slot in enumerate(of.problem.slots)}
        owned = {company.table for company in of.problem.firms} | {who.table for who in of.problem.interpreters}
        self.loose = [table for table in of.problem.tables if table.id not in owned]
        numbers = {request.id: number for number, request in enumerate(of.problem.requests)}
        self.stands = {numbers[placed.request]: placed.table for placed in of.problem.standing if placed.table}
        self.pinned = {numbers[placed.request]: placed.table for placed in of.problem.fixed if placed.table}

    def assign(self) -> None:
        of, board = self.board.of, self.board
        begins: list[list[int]] = [[] for _ in range(of.slots)]
        for meeting in board.placed():
            begins[board.where[meeting]].append(meeting)
        for slot, theirs in enumerate(begins):
            for pool in range(len(of.pools)):
                self._slot(pool, slot, [meeting for meeting in theirs if board.way[meeting][1] == pool])
            for meeting in theirs:
                self._record_table(meeting)

    def _slot(self, pool: int, slot: int, meetings: list[int]) -> None:
        tables = [table for table in self._of_pool(pool) if table.id not in self._taken(pool, slot)]
        if not meetings:
            return
        from scipy.optimize import linear_sum_assignment

        cost = self._costs(meetings, tables, slot)
        rows, columns = linear_sum_assignment(cost) if tables else ((), ())
        for row, column in zip(rows, columns, strict=True):
            if cost[row, column] < FORBIDDEN_COST / 2:
                self.table[meetings[row]] = tables[column].id
        self.unseated += [meeting for meeting in meetings if meeting not in self.table]

    def _of_pool(self, pool: int) -> list[ProblemTable]:
        of = self.board.of
        return [table for table in self.loose if table_pool(table, of.walks) == of.pools[pool]]

    def _taken(self, pool: int, slot: int) -> set[str]:
        """Tables of long meetings that began before."""
        earlier = self.board.seated[pool][slot]
        return {
            self.table[meeting] for meeting in earlier if self.board.where[meeting] < slot and meeting in self.table
        }

    def _costs(self, meetings: Sequence[int], tables: Sequence[ProblemTable], slot: int) -> Floats:
        """How many of the two people would change; much less where the meeting stands, forbidden where it cannot be."""
        column = {table.id: number for number, table in enumerate(tables)}
        closed = np.array([self._closed_mask(table) for table in tables], dtype=object)
        chairless = np.array([not table.chair for table in tables], dtype=bool)
        cost = np.full((len(meetings), len(tables)), 2.0)
        for row, meeting in enumerate(meetings):
            span = self.board.of.span(meeting, slot)
            cost[row, [bool(span & mask) for mask in closed]] = FORBIDDEN_COST
            if self.board.of.needs[meeting]:
                cost[row, chairless] = FORBIDDEN_COST
            for table, bonus in self._table_bonuses(meeting, slot):
                if table in column:
                    cost[row, column[table]] -= bonus
            if meeting in self.pinned:
                cost[row] = FORBIDDEN_COST
                cost[row, [column[self.pinned[meeting]]] if self.pinned[meeting] in column else []] = -FORBIDDEN_COST
        return cost

    def _table_bonuses(self, meeting: int, slot: int) -> Iterator[tuple[str, float]]:
        for person in self.board.way[meeting][0][:2]:
            if person in self.last:
                yield self.last[person], 1.0
        if meeting in self.stands and self.board.of.stays.get(meeting) == (slot, self.board.way[meeting]):
            yield self.stands[meeting], STANDING_BONUS

    def _closed_mask(self, table: ProblemTable) -> int:
        of = self.board.of
        if table.slots is None:
            return 0
        return ((1 << of.slots) - 1) & ~sum(1 << self.place[slot] for slot in table.slots)

    def _record_table(self, meeting: int) -> None:
        of = self.board.of
        resources, pool = self.board.way[meeting]
        own = next((resource for resource in resources if resource in of.table_zone), None)
        table = self.table.get(meeting) if pool != NO_POOL else None if own is None else of.names[own]
        if table is not None:
            self.table[meeting] = table
            for person in resources[:2]:
                self.last[person] = table

    def timetable(self) -> tuple[PlacedMeeting, ...]:
        """In the order of the requests."""
        of, board = self.board.of, self.board
        meetings = []
        for number, slot in enumerate(board.where):
            if slot != NOWHERE:
                resources = board.way[number][0]
                helper = of.names[resources[-1]] if of.needs[number] else None
                people = of.names[resources[0]], of.names[resources[1]]
                request = of.problem.requests[number].id
                meetings.append(
                    PlacedMeeting(request, of.problem.slots[slot].id, self.table.get(number), people, helper)
                )
        return tuple(meetings)


def assign_tables(board: ScheduleBoard) -> tuple[PlacedMeeting, ...]:
    """The timetable; meetings for which no table is left are taken off the board."""
    while True:
        seating = TableAssignment(board)
        seating.assign()
        if not seating.unseated:
            return seating.timetable()
        for meeting in seating.unseated:
            board.remove(meeting)
