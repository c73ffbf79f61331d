"""Which table, people and interpreter make one meeting: who keeps a table stays there, the other walks; or why there
is none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from app.meetings.interpreters import (
    InterpreterMode,
    InterpreterNeed,
    InterpreterProfile,
    get_interpreter_need,
    rank_interpreters,
)
from app.meetings.occupancy import BookingParty, Occupancy, TablePlace
from app.meetings.runs import SlotTime, get_run_length_with


@dataclass(frozen=True, slots=True)
class MeetingSeating:
    """What a meeting would claim: in each of the slots one table, one person of each side, an interpreter if needed."""

    slot_ids: tuple[int, ...]
    table_id: int
    representative_id: int
    their_representative_id: int
    interpreter_id: int | None = None

    @property
    def resources(self) -> list[tuple[str, int]]:
        """What it claims in each slot, as (column, id)."""
        people = (self.representative_id, self.their_representative_id)
        return list_resources(self.table_id, people, self.interpreter_id)


def list_resources(table_id: int | None, people: Iterable[int], interpreter_id: int | None) -> list[tuple[str, int]]:
    """What a meeting of these claims in each of its slots, as (column, id)."""
    resources = [("representative_id", person) for person in people]
    if table_id is not None:
        resources.append(("table_id", table_id))
    if interpreter_id is not None:
        resources.append(("interpreter_id", interpreter_id))
    return resources


class SeatingProblem(StrEnum):
    """Why people and tables that are free make no meeting."""

    WALK = "walk"  # nobody of the first side gets to a free table in time
    THEIR_WALK = "their_walk"  # somebody of the first side does, but not to one that the other side reaches too
    NO_INTERPRETER = "no_interpreter"


class InterpreterObstacle(StrEnum):
    """Why an interpreter cannot work at a table then."""

    TABLE = "table"  # sits at another one
    BUSY = "busy"  # works at another meeting
    AWAY = "away"  # is not there
    PAUSE = "pause"  # it would be too many in a row
    FAR = "far"  # no time to walk there, or away from there


@dataclass(frozen=True, slots=True)
class SeatingResult:
    """The seat and how many tables there were to choose from; or the hitch."""

    seat: MeetingSeating | None = None
    tables_left: int = 0
    hitch: SeatingProblem | None = None


def find_seating(
    board: Occupancy,
    parties: tuple[BookingParty, BookingParty],
    pairs: Iterable[tuple[int, int]],
    tables: Sequence[int],
    stretch: Sequence[SlotTime],
    *,
    numbers: Set[int] = frozenset(),
) -> SeatingResult:
    """The first of the pairs of people (one of each side) that finds a table and, where it needs one, an interpreter.

    ``tables`` are free, the best first; ``kept``: those at which one side stays, for which a colleague sits down who
    gets there where the first does not. Whoever speaks the other side's language is not preferred to who comes first:
    only where no interpreter is free does a colleague who needs none sit down.
    """
    chosen: MeetingSeating | None = None
    reached: set[int] = set()
    stays = not numbers.isdisjoint(tables)
    someone_arrives = False
    for person, other in pairs:
        mine = _filter_reachable(board, person, tables, stretch)
        both = _filter_reachable(board, other, mine, stretch)
        someone_arrives = someone_arrives or bool(mine)
        reached.update(both)
        if chosen is None or (stays and chosen.table_id not in numbers):
            seat = _try_seating(board, parties, (person, other), both, stretch)
            chosen = seat if chosen is None or (seat is not None and seat.table_id in numbers) else chosen
        is_best = chosen is not None and (not stays or chosen.table_id in numbers)
        if is_best and len(reached) == len(tables):
            break
    if chosen is not None:
        return SeatingResult(chosen, len(reached))
    if reached:
        return SeatingResult(hitch=SeatingProblem.NO_INTERPRETER)
    return SeatingResult(hitch=SeatingProblem.THEIR_WALK if someone_arrives else SeatingProblem.WALK)


def _filter_reachable(
    board: Occupancy, person: int, tables: Sequence[int], stretch: Sequence[SlotTime]
) -> Sequence[int]:
    return board.within_reach(board.meetings_of(person), tables, stretch)


def _try_seating(
    board: Occupancy,
    parties: tuple[BookingParty, BookingParty],
    pair: tuple[int, int],
    tables: Sequence[int],
    stretch: Sequence[SlotTime],
) -> MeetingSeating | None:
    if not tables:
        return None
    slot_ids = tuple(slot.id for slot in stretch)
    need = get_interpreter_need(*(party.speech_of(person) for party, person in zip(parties, pair, strict=True)))
    if need is None or not board.interpreters:  # without interpreters of its own an event says the need, no more
        return MeetingSeating(slot_ids, tables[0], *pair)
    for table, interpreter in _iter_interpreter_tables(
        board, list_interpreters_for(board, parties, (need,)), tables, stretch
    ):
        return MeetingSeating(slot_ids, table, *pair, interpreter.id)
    return None


def _iter_interpreter_tables(
    board: Occupancy, interpreters: Sequence[InterpreterProfile], tables: Sequence[int], stretch: Sequence[SlotTime]
) -> Iterator[tuple[int, InterpreterProfile]]:
    """Table and interpreter, the best first: nobody leaves a better table for an interpreter who sits at another, as
    long as one of those who walk can come to it."""
    reach = {
        interpreter.id: set(_filter_workable_tables(board, interpreter, tables, stretch))
        for interpreter in interpreters
    }
    for table in tables:
        there = (interpreter for interpreter in interpreters if table in reach[interpreter.id])
        yield from (
            (table, interpreter)
            for interpreter in there
            if interpreter.mode is not InterpreterMode.TABLE or table == tables[0]
        )
    for table in tables[1:]:
        yield from (
            (table, interpreter)
            for interpreter in interpreters
            if interpreter.mode is InterpreterMode.TABLE and table in reach[interpreter.id]
        )


def _filter_workable_tables(
    board: Occupancy, interpreter: InterpreterProfile, tables: Sequence[int], stretch: Sequence[SlotTime]
) -> Sequence[int]:
    """The tables at which this interpreter can work then."""
    if not is_interpreter_free(board, interpreter, stretch):
        return ()
    near = board.within_reach(board.interpreted(interpreter.id), tables, stretch)
    return [table for table in near if interpreter.mode is not InterpreterMode.TABLE or table == interpreter.table_id]


def is_within_run(board: Occupancy, party: BookingParty, person: int, stretch: Sequence[SlotTime]) -> bool:
    """Whether somebody who meets for the firm in these slots too still gets a pause in time."""
    most = board.longest_run if party.longest_run is None else party.longest_run
    if most is None:
        return True
    busy_places = {board.places[slot_id] for slot_id in board.meetings_of(person) if slot_id in board.places}
    return get_run_length_with(busy_places, [board.places[slot.id] for slot in stretch]) <= most


def can_interpret_at(
    board: Occupancy, interpreter: InterpreterProfile, table_id: int, stretch: Sequence[SlotTime]
) -> bool:
    """Whether an interpreter can work at this table then."""
    return get_interpreter_obstacle(board, interpreter, table_id, stretch) is None


def get_interpreter_obstacle(
    board: Occupancy, interpreter: InterpreterProfile, table_id: int, stretch: Sequence[SlotTime]
) -> InterpreterObstacle | None:
    """Why an interpreter cannot work at this table then; None where it can."""
    if interpreter.mode is InterpreterMode.TABLE and interpreter.table_id != table_id:
        return InterpreterObstacle.TABLE
    works = board.interpreted(interpreter.id)
    if any(slot.id in works for slot in stretch):
        return InterpreterObstacle.BUSY
    if any(not interpreter.is_there(slot.span) for slot in stretch) or not board.is_interpreter_free(
        interpreter.id, stretch
    ):
        return InterpreterObstacle.AWAY
    if not is_interpreter_free(board, interpreter, stretch):
        return InterpreterObstacle.PAUSE
    return None if board.within_reach(works, [table_id], stretch) else InterpreterObstacle.FAR


def is_interpreter_free(board: Occupancy, interpreter: InterpreterProfile, stretch: Sequence[SlotTime]) -> bool:
    """Whether an interpreter is there, has nothing else to do, and gets its pause."""
    if any(not interpreter.is_there(slot.span) for slot in stretch) or not board.is_interpreter_free(
        interpreter.id, stretch
    ):
        return False
    if interpreter.longest_run is None:
        return True
    busy_places = {board.places[slot_id] for slot_id in board.interpreted(interpreter.id) if slot_id in board.places}
    return get_run_length_with(busy_places, [board.places[slot.id] for slot in stretch]) <= interpreter.longest_run


def list_interpreters_for(
    board: Occupancy, parties: Sequence[BookingParty], needs: Sequence[InterpreterNeed]
) -> list[InterpreterProfile]:
    """The interpreters of the event who can stand between all of these, the first choice first."""
    ids = frozenset(party.registration_id for party in parties)
    sectors = frozenset[str]().union(*(party.sectors for party in parties))
    return rank_interpreters(board.interpreters, needs, ids, sectors, board.interpreter_uses)


def find_interpreter_at(
    board: Occupancy,
    parties: Sequence[BookingParty],
    needs: Sequence[InterpreterNeed],
    table_id: int,
    stretch: Sequence[SlotTime],
    *,
    excluded_id: int | None = None,
) -> int | None:
    """An interpreter between all who need one; None where nobody does, or nobody is free."""
    able = list_interpreters_for(board, parties, needs) if needs and stretch else []
    return next(
        (
            interpreter.id
            for interpreter in able
            if interpreter.id != excluded_id and can_interpret_at(board, interpreter, table_id, stretch)
        ),
        None,
    )


class OtherTableReason(StrEnum):
    """Why a meeting sits at no table that one of the two keeps, as the first of them may read it; or whose it takes."""

    YOURS_TAKEN = "yours_taken"
    THEIRS_TAKEN = "theirs_taken"
    ELSEWHERE = (
        "elsewhere"  # the table is there, but somebody, or who interprets, cannot come to it; or it is too small
    )
    LENT = "lent"  # a group meeting sits at a table that a company keeps which has no part in it


def list_tables_in_order(board: Occupancy, booking_party: BookingParty, other: BookingParty) -> list[TablePlace]:
    """The tables at which the two may sit, best first; the same whichever of them asks.

    First the table that a seated side keeps: its home, else where it sits most. Then those that others use least, so
    that each seated company finds one to keep, and of these the one where it sits already: a second person of a
    company comes back to a second table. Where neither stays, but others do, they take first what others use least.
    Tables of a zone kept by a third side are left out.
    """
    first, second = sorted((booking_party, other), key=lambda party: party.registration_id)
    fixed_tables = list(_iter_fixed_tables(board, first, second))
    groups = {first.group_id, second.group_id, None}
    usable = [table for table in board.tables if table.group_id in groups]
    keepers, uses = _list_table_keepers(board, first, second), board.table_uses
    if not keepers:
        return sorted(usable, key=lambda table: uses[table.id]) if board.seated or board.homes else usable
    keeper_groups = {party.group_id for party in keepers}
    own, last = _count_table_uses(board, keepers), len(fixed_tables)
    places = {table: place for place, table in reversed(list(enumerate(fixed_tables)))}

    def rank(table: TablePlace) -> tuple[int, bool, int, int]:
        number, sat = table.id, 0
        others = uses.get(number, 0)
        if number in own:
            sat = own[number]
            others = max(0, others - sat)
        return places.get(number, last), table.group_id not in keeper_groups, others, -sat

    return sorted(usable, key=rank)


@dataclass(frozen=True)
class PairTables:
    """The tables at which two firms may sit: what holds at all of their times is found once."""

    board: Occupancy
    reader: BookingParty
    other: BookingParty

    @cached_property
    def ordered(self) -> list[TablePlace]:
        return list_tables_in_order(self.board, self.reader, self.other)

    @cached_property
    def fixed(self) -> frozenset[int]:
        return get_fixed_tables(self.board, self.reader, self.other)

    @cached_property
    def _get_fixed_by_each(self) -> tuple[Set[int], Set[int]]:
        return _get_fixed_tables_of_each(self.board, self.reader, self.other, (table.id for table in self.ordered))

    def free(self, stretch: Sequence[SlotTime]) -> list[int]:
        """As ``list_free_tables``."""
        return list_free_tables(self.board, self.ordered, (self.reader, self.other), stretch)

    def instead(self, stretch: Sequence[SlotTime]) -> OtherTableReason | None:
        """As ``get_other_table_reason``."""
        return _compare_fixed_tables(self.board, *self._get_fixed_by_each, stretch)


def get_fixed_tables(board: Occupancy, booking_party: BookingParty, other: BookingParty) -> frozenset[int]:
    """The tables at which a seated side of the two stays; of a day that has none, nothing."""
    return frozenset(
        _iter_fixed_tables(board, *sorted((booking_party, other), key=lambda party: party.registration_id))
    )


def get_other_table_reason(
    board: Occupancy, reader: BookingParty, other: BookingParty, tables: Iterable[int], stretch: Sequence[SlotTime]
) -> OtherTableReason | None:
    """Why the two sit at none of the tables that either keeps, of those at which they may; None where none is kept."""
    return _compare_fixed_tables(board, *_get_fixed_tables_of_each(board, reader, other, tables), stretch)


def _get_fixed_tables_of_each(
    board: Occupancy, reader: BookingParty, other: BookingParty, tables: Iterable[int]
) -> tuple[Set[int], Set[int]]:
    there = set(tables)
    yours, theirs = (there.intersection(_get_fixed_table(board, party, reader, other)) for party in (reader, other))
    return yours, theirs


def _compare_fixed_tables(
    board: Occupancy, yours: Set[int], theirs: Set[int], stretch: Sequence[SlotTime]
) -> OtherTableReason | None:
    if not yours | theirs:
        return None
    if (yours | theirs) - board.find_unavailable_tables(stretch):
        return OtherTableReason.ELSEWHERE
    return OtherTableReason.YOURS_TAKEN if yours else OtherTableReason.THEIRS_TAKEN


def is_lent_table(board: Occupancy, table_id: int, companies: Set[int]) -> bool:
    """Whether a firm that is none of these keeps the table."""
    host = board.homes.get(table_id)
    keepers = {*board.keepers.get(table_id, ()), *([host.registration_id] if host is not None else [])}
    return bool(keepers - companies)


def needs_table_uses(board: Occupancy, parties: Sequence[BookingParty], slot_ids: Iterable[int]) -> bool:
    """Whether it matters to these two how much others use each table: a side stays put, and no table that it keeps is
    surely free in these slots."""
    if len(parties) != 2 or not _list_table_keepers(board, *parties):
        return bool(board.seated or board.homes)
    if board.walk or board.interpreters:
        return True
    unavailable = {table for slot in slot_ids for table in board.unavailable_tables.get(slot, ())}
    ours = {party.registration_id for party in parties}
    lent = {table for table, host in board.homes.items() if host.registration_id not in ours}
    groups = {None, *(party.group_id for party in parties)}
    usable = {table.id for table in board.tables if table.group_id in groups}
    return not get_fixed_tables(board, *parties) & usable - unavailable - lent


def restrict_to_table(board: Occupancy, table_id: int) -> Occupancy:
    """The same board, of whose tables only this one is to be had."""
    return replace(board, tables=tuple(table for table in board.tables if table.id == table_id))


def list_free_tables(
    board: Occupancy,
    ordered: Sequence[TablePlace],
    parties: tuple[BookingParty, BookingParty],
    stretch: Sequence[SlotTime],
) -> list[int]:
    """Ids of the ordered tables that the two can have in all the slots.

    The home of another company comes last, and is lent only where that company itself cannot meet then.
    """
    unavailable = board.find_unavailable_tables(stretch)
    if not board.homes:
        return [table.id for table in ordered if table.id not in unavailable]
    own = {party.registration_id for party in parties}
    free: list[int] = []
    lent: list[int] = []
    for table in ordered:
        if table.id in unavailable:
            continue
        host = board.homes.get(table.id)
        if host is None or host.registration_id in own:
            free.append(table.id)
        elif not _may_need_table(board, host, stretch):
            lent.append(table.id)
    return free + lent


def _list_table_keepers(board: Occupancy, first: BookingParty, second: BookingParty) -> list[BookingParty]:
    """Who stays put: the parties of seated groups, else those with a home."""
    seated = [party for party in (first, second) if party.group_id in board.seated]
    return seated or [party for party in (first, second) if party.home_table_id is not None]


def _iter_fixed_tables(board: Occupancy, first: BookingParty, second: BookingParty) -> Iterator[int]:
    for party in _list_table_keepers(board, first, second):
        yield from _get_fixed_table(board, party, first, second)


def _get_fixed_table(board: Occupancy, party: BookingParty, first: BookingParty, second: BookingParty) -> Iterator[int]:
    """The table that one of the two keeps when they meet, if it does."""
    if party not in _list_table_keepers(board, first, second):
        return
    if party.home_table_id is not None:
        yield party.home_table_id
    elif (habit := _get_usual_table(board, party)) is not None:
        yield habit


def _get_usual_table(board: Occupancy, party: BookingParty) -> int | None:
    """The table at which the party sits in most slots, the lowest id of several; None where it sits nowhere yet."""
    sat = _count_table_uses(board, [party])
    return min(sat, key=lambda table: (-sat[table], table), default=None)


def _count_table_uses(board: Occupancy, parties: Sequence[BookingParty]) -> Counter[int]:
    """In how many slots these firms sit at each table."""
    seatings = {
        (slot_id, meeting)
        for party in parties
        for person in party.representatives
        for slot_id, meeting in board.meetings_of(person).items()
        if meeting in board.table_of
    }
    return Counter(board.table_of[meeting] for _slot, meeting in seatings)


def _may_need_table(board: Occupancy, host: BookingParty, stretch: Sequence[SlotTime]) -> bool:
    """Whether somebody of the firm is there and free in any of the slots."""
    return any(
        host.attends(slot.span) and any(board.is_free(person, (slot,)) for person in host.representatives)
        for slot in stretch
    )
