"""At which table a group sits: its host's own, else one that nobody keeps, and only then another firm's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.meetings.board import Board, Party
from app.meetings.roundtables import most_seats
from app.meetings.runs import SlotTime
from app.meetings.seating import Instead, free_tables, instead_of_kept, is_lent, kept_tables, tables_in_order


@dataclass(frozen=True, slots=True)
class GroupTables:
    """The tables that are large enough. ``kept``: by the host; ``lent``: by firms which have no part in the group."""

    board: Board
    host: Party
    large: tuple[int, ...]
    kept: frozenset[int]
    lent: frozenset[int]

    @classmethod
    def of(cls, board: Board, host: Party, guests: Sequence[Party], seats: int) -> GroupTables:
        """``guests``: who has a seat already; ``seats``: for guests, in all."""
        firms = frozenset(party.registration_id for party in (host, *guests))
        lent = frozenset(table.id for table in board.tables if is_lent(board, table.id, firms))
        large = tuple(table.id for table in board.tables if table.seats > seats)
        return cls(board, host, large, kept_tables(board, host, host), lent)

    def free(self, stretch: Sequence[SlotTime]) -> list[int]:
        """Those that are to be had: first those that a meeting of the host would choose, last those that are lent."""
        own = tables_in_order(self.board, self.host, self.host)
        left = (table for table in self.board.tables if table not in own)
        others = sorted(left, key=lambda table: self.board.table_uses[table.id])
        large = [table for table in (*own, *others) if table.id in self.large]
        return sorted(free_tables(self.board, large, (self.host, self.host), stretch), key=self.price)

    def most_at(self, tables: Collection[int]) -> int:
        """How many guests the largest of these holds beside the host."""
        return most_seats(table.seats for table in self.board.tables if table.id in tables)

    def price(self, table: int) -> int:
        """The lower, the fewer firms it moves or crowds out."""
        if table in self.kept:
            return 0
        return 2 if table in self.lent else 1

    def instead(self, table: int, stretch: Sequence[SlotTime]) -> Instead | None:
        """Why the group sits at this table and not at its host's, or that it sits at another firm's."""
        if table in self.kept:
            return None
        every = (one.id for one in self.board.tables)
        return Instead.LENT if table in self.lent else instead_of_kept(self.board, self.host, self.host, every, stretch)
