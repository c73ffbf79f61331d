"""At which table two firms meet: who keeps a table stays there, the other walks."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.meetings.board import Board, Party, TablePlace
from app.meetings.runs import SlotTime


def tables_in_order(board: Board, one: Party, other: Party) -> list[TablePlace]:
    """The tables at which the two may sit, best first; the same whichever of them asks.

    First the table that a seated side keeps: its home, else where it sits most. Then those least used, so that each
    seated firm finds one to keep. Tables of a zone kept by a third side are left out.
    """
    first, second = sorted((one, other), key=lambda party: party.registration_id)
    kept = list(_kept_tables(board, first, second))
    groups = {first.group_id, second.group_id, None}
    usable = [table for table in board.tables if table.group_id in groups]
    keepers = {party.group_id for party in _keepers(board, first, second)}

    def rank(table: TablePlace) -> tuple[int, bool, int]:
        place = kept.index(table.id) if table.id in kept else len(kept)
        uses = board.table_uses[table.id] if keepers else 0
        return place, table.group_id not in keepers, uses

    return sorted(usable, key=rank)


def free_tables(
    board: Board, ordered: Sequence[TablePlace], parties: tuple[Party, Party], stretch: Sequence[SlotTime]
) -> list[int]:
    """Ids of the ordered tables that the two can have in all the slots.

    The home of another firm comes last, and is lent only where that firm itself cannot meet then.
    """
    gone = board.tables_gone_in(stretch)
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
        if party.home_table_id is not None:
            yield party.home_table_id
        elif (habit := _habit(board, party)) is not None:
            yield habit


def _habit(board: Board, party: Party) -> int | None:
    """The table at which the party sits in most slots, the lowest id of several; None where it sits nowhere yet."""
    sat = Counter(
        board.table_of[meeting]
        for person in party.representatives
        for meeting in board.meetings_of(person).values()
        if meeting in board.table_of
    )
    return min(sat, key=lambda table: (-sat[table], table), default=None)


def _may_need(board: Board, host: Party, stretch: Sequence[SlotTime]) -> bool:
    """Whether somebody of the firm is there and free in any of the slots."""
    return any(
        host.attends(slot.span) and any(board.is_free(person, (slot,)) for person in host.representatives)
        for slot in stretch
    )
