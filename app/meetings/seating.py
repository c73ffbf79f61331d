"""At which table two firms meet: who keeps a table stays there, the other walks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from app.meetings.board import Board, Party, TablePlace
from app.meetings.runs import SlotTime


class Instead(StrEnum):
    """Why a meeting sits at no table that one of the two keeps, as the first of them may read it; or whose it takes."""

    YOURS_TAKEN = "yours_taken"
    THEIRS_TAKEN = "theirs_taken"
    ELSEWHERE = (
        "elsewhere"  # the table is there, but somebody, or who interprets, cannot come to it; or it is too small
    )
    LENT = "lent"  # a group meeting sits at a table that a firm keeps which has no part in it


def tables_in_order(board: Board, one: Party, other: Party) -> list[TablePlace]:
    """The tables at which the two may sit, best first; the same whichever of them asks.

    First the table that a seated side keeps: its home, else where it sits most. Then those that others use least, so
    that each seated firm finds one to keep, and of these the one where it sits already: a second person of a firm comes
    back to a second table. Where neither stays, but others do, they take first what others use least. Tables of a zone
    kept by a third side are left out.
    """
    first, second = sorted((one, other), key=lambda party: party.registration_id)
    kept = list(_kept_tables(board, first, second))
    groups = {first.group_id, second.group_id, None}
    usable = [table for table in board.tables if table.group_id in groups]
    keepers, uses = _keepers(board, first, second), board.table_uses
    if not keepers:
        return sorted(usable, key=lambda table: uses[table.id]) if board.seated or board.homes else usable
    groups_kept = {party.group_id for party in keepers}
    own, last = _sat_at(board, keepers), len(kept)
    places = {table: place for place, table in reversed(list(enumerate(kept)))}

    def rank(table: TablePlace) -> tuple[int, bool, int, int]:
        number, sat = table.id, 0
        others = uses.get(number, 0)
        if number in own:
            sat = own[number]
            others = max(0, others - sat)
        return places.get(number, last), table.group_id not in groups_kept, others, -sat

    return sorted(usable, key=rank)


@dataclass(frozen=True)
class Tables:
    """The tables at which two firms may sit: what holds at all of their times is found once."""

    board: Board
    reader: Party
    other: Party

    @cached_property
    def ordered(self) -> list[TablePlace]:
        return tables_in_order(self.board, self.reader, self.other)

    @cached_property
    def kept(self) -> frozenset[int]:
        return kept_tables(self.board, self.reader, self.other)

    @cached_property
    def _kept_by_each(self) -> tuple[Set[int], Set[int]]:
        return _kept_by_each(self.board, self.reader, self.other, (table.id for table in self.ordered))

    def free(self, stretch: Sequence[SlotTime]) -> list[int]:
        """As ``free_tables``."""
        return free_tables(self.board, self.ordered, (self.reader, self.other), stretch)

    def instead(self, stretch: Sequence[SlotTime]) -> Instead | None:
        """As ``instead_of_kept``."""
        return _instead(self.board, *self._kept_by_each, stretch)


def kept_tables(board: Board, one: Party, other: Party) -> frozenset[int]:
    """The tables at which a seated side of the two stays; of a day that has none, nothing."""
    return frozenset(_kept_tables(board, *sorted((one, other), key=lambda party: party.registration_id)))


def instead_of_kept(
    board: Board, reader: Party, other: Party, tables: Iterable[int], stretch: Sequence[SlotTime]
) -> Instead | None:
    """Why the two sit at none of the tables that either keeps, of those at which they may; None where none is kept."""
    return _instead(board, *_kept_by_each(board, reader, other, tables), stretch)


def _kept_by_each(board: Board, reader: Party, other: Party, tables: Iterable[int]) -> tuple[Set[int], Set[int]]:
    there = set(tables)
    yours, theirs = (there.intersection(_kept_by(board, party, reader, other)) for party in (reader, other))
    return yours, theirs


def _instead(board: Board, yours: Set[int], theirs: Set[int], stretch: Sequence[SlotTime]) -> Instead | None:
    if not yours | theirs:
        return None
    if (yours | theirs) - board.tables_gone_in(stretch):
        return Instead.ELSEWHERE
    return Instead.YOURS_TAKEN if yours else Instead.THEIRS_TAKEN


def is_lent(board: Board, table_id: int, firms: Set[int]) -> bool:
    """Whether a firm that is none of these keeps the table."""
    host = board.homes.get(table_id)
    keepers = {*board.keepers.get(table_id, ()), *([host.registration_id] if host is not None else [])}
    return bool(keepers - firms)


def uses_count(board: Board, parties: Sequence[Party], slot_ids: Iterable[int]) -> bool:
    """Whether it matters to these two how much others use each table: a side stays put, and no table that it keeps is
    surely free in these slots."""
    if len(parties) != 2 or not _keepers(board, *parties):
        return bool(board.seated or board.homes)
    if board.walk or board.voices:
        return True
    gone = {table for slot in slot_ids for table in board.tables_gone.get(slot, ())}
    ours = {party.registration_id for party in parties}
    lent = {table for table, host in board.homes.items() if host.registration_id not in ours}
    groups = {None, *(party.group_id for party in parties)}
    usable = {table.id for table in board.tables if table.group_id in groups}
    return not kept_tables(board, *parties) & usable - gone - lent


def at_table(board: Board, table_id: int) -> Board:
    """The same board, of whose tables only this one is to be had."""
    return replace(board, tables=tuple(table for table in board.tables if table.id == table_id))


def free_tables(
    board: Board, ordered: Sequence[TablePlace], parties: tuple[Party, Party], stretch: Sequence[SlotTime]
) -> list[int]:
    """Ids of the ordered tables that the two can have in all the slots.

    The home of another firm comes last, and is lent only where that firm itself cannot meet then.
    """
    gone = board.tables_gone_in(stretch)
    if not board.homes:
        return [table.id for table in ordered if table.id not in gone]
    own = {party.registration_id for party in parties}
    free: list[int] = []
    lent: list[int] = []
    for table in ordered:
        if table.id in gone:
            continue
        host = board.homes.get(table.id)
        if host is None or host.registration_id in own:
            free.append(table.id)
        elif not _may_need(board, host, stretch):
            lent.append(table.id)
    return free + lent


def _keepers(board: Board, first: Party, second: Party) -> list[Party]:
    """Who stays put: the parties of seated groups, else those with a home."""
    seated = [party for party in (first, second) if party.group_id in board.seated]
    return seated or [party for party in (first, second) if party.home_table_id is not None]


def _kept_tables(board: Board, first: Party, second: Party) -> Iterator[int]:
    for party in _keepers(board, first, second):
        yield from _kept_by(board, party, first, second)


def _kept_by(board: Board, party: Party, first: Party, second: Party) -> Iterator[int]:
    """The table that one of the two keeps when they meet, if it does."""
    if party not in _keepers(board, first, second):
        return
    if party.home_table_id is not None:
        yield party.home_table_id
    elif (habit := _habit(board, party)) is not None:
        yield habit


def _habit(board: Board, party: Party) -> int | None:
    """The table at which the party sits in most slots, the lowest id of several; None where it sits nowhere yet."""
    sat = _sat_at(board, [party])
    return min(sat, key=lambda table: (-sat[table], table), default=None)


def _sat_at(board: Board, parties: Sequence[Party]) -> Counter[int]:
    """In how many slots these firms sit at each table."""
    held = {
        (slot_id, meeting)
        for party in parties
        for person in party.representatives
        for slot_id, meeting in board.meetings_of(person).items()
        if meeting in board.table_of
    }
    return Counter(board.table_of[meeting] for _slot, meeting in held)


def _may_need(board: Board, host: Party, stretch: Sequence[SlotTime]) -> bool:
    """Whether somebody of the firm is there and free in any of the slots."""
    return any(
        host.attends(slot.span) and any(board.is_free(person, (slot,)) for person in host.representatives)
        for slot in stretch
    )
