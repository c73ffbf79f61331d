"""When a group can meet, at which table and who sits there, or why not.

A host is told its own reasons alone, and of its guests no more than that they could not come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import Invalid
from app.meetings.availability import SlotNotFree, UnavailabilityReason, find_available_people, get_length_refusal
from app.meetings.group_meeting_seats import get_guest_capacity
from app.meetings.interpreters import InterpreterNeed, list_interpreter_needs
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.runs import SlotTime
from app.meetings.seating import (
    OtherTableReason,
    find_interpreter_at,
    get_fixed_tables,
    get_other_table_reason,
    is_lent_table,
    list_free_tables,
    list_resources,
    list_tables_in_order,
)


@dataclass(frozen=True, slots=True)
class GroupTables:
    """The tables that are large enough. ``fixed``: by the host; ``lent``: by firms which have no part in the group."""

    board: Occupancy
    host: BookingParty
    large: tuple[int, ...]
    fixed: frozenset[int]
    lent: frozenset[int]

    @classmethod
    def of(cls, board: Occupancy, host: BookingParty, guests: Sequence[BookingParty], seats: int) -> GroupTables:
        """``guests``: who has a seat already; ``seats``: for guests, in all."""
        companies = frozenset(party.registration_id for party in (host, *guests))
        lent = frozenset(table.id for table in board.tables if is_lent_table(board, table.id, companies))
        large = tuple(table.id for table in board.tables if table.seats > seats)
        return cls(board, host, large, get_fixed_tables(board, host, host), lent)

    def free(self, stretch: Sequence[SlotTime]) -> list[int]:
        """Those that are to be had: first those that a meeting of the host would choose, last those that are lent."""
        own = list_tables_in_order(self.board, self.host, self.host)
        left = (table for table in self.board.tables if table not in own)
        others = sorted(left, key=lambda table: self.board.table_uses[table.id])
        large = [table for table in (*own, *others) if table.id in self.large]
        return sorted(list_free_tables(self.board, large, (self.host, self.host), stretch), key=self.price)

    def most_at(self, tables: Collection[int]) -> int:
        """How many guests the largest of these holds beside the host."""
        return get_guest_capacity(table.seats for table in self.board.tables if table.id in tables)

    def price(self, table: int) -> int:
        """The lower, the fewer firms it moves or crowds out."""
        if table in self.fixed:
            return 0
        return 2 if table in self.lent else 1

    def instead(self, table: int, stretch: Sequence[SlotTime]) -> OtherTableReason | None:
        """Why the group sits at this table and not at its host's, or that it sits at another firm's."""
        if table in self.fixed:
            return None
        every = (board_table.id for board_table in self.board.tables)
        return (
            OtherTableReason.LENT
            if table in self.lent
            else get_other_table_reason(self.board, self.host, self.host, every, stretch)
        )


@dataclass(frozen=True, slots=True)
class GroupPlacement:
    """What a group would hold in each of the slots: a table, one person of each company, an interpreter if needed.

    ``people``: (registration, person), the host first; ``lost``: the guests for whom there would be no place.
    """

    slot_ids: tuple[int, ...]
    table_id: int
    people: tuple[tuple[int, int], ...]
    interpreter_id: int | None = None
    lost: tuple[int, ...] = ()

    @property
    def resources(self) -> list[tuple[str, int]]:
        """What it claims in each slot, as (column, id)."""
        return list_resources(self.table_id, (person for _company, person in self.people), self.interpreter_id)


@dataclass(frozen=True, slots=True)
class GroupTimeOption:
    """A slot (the first of the meeting's) at which the host and a table are free, or not, and why.

    ``instead``: why the seat is at no table that the host keeps, or that it is at one which a third company keeps;
    ``most``: for how many guests the largest of the free tables is.
    """

    slot_id: int
    seat: GroupPlacement | None = None
    reason: UnavailabilityReason | None = None
    meeting_id: int | None = None
    tables_left: int = 0
    instead: OtherTableReason | None = None
    most: int = 0

    @property
    def is_free(self) -> bool:
        """Whether the host can hold it then."""
        return self.seat is not None


def list_group_times(
    board: Occupancy, host: BookingParty, guests: Sequence[BookingParty], seats: int, *, now: datetime, length: int = 1
) -> list[GroupTimeOption]:
    """Every meeting slot of the event, in order of time; ``guests``: who has a seat already."""
    tables = GroupTables.of(board, host, guests, seats)
    return [_time_option(tables, guests, index, now, length) for index in range(len(board.slots))]


def require_group_placement(
    board: Occupancy,
    host: BookingParty,
    guests: Sequence[BookingParty],
    seats: int,
    slot_id: int,
    *,
    now: datetime,
    length: int = 1,
) -> GroupPlacement:
    """The seat of a group from this slot on. Raises SlotNotFree, and Invalid ``slot_unknown``."""
    index = next((i for i, slot in enumerate(board.slots) if slot.id == slot_id), None)
    if index is None:
        raise Invalid("slot_unknown", slot_id=slot_id)
    option = _time_option(GroupTables.of(board, host, guests, seats), guests, index, now, length)
    if option.seat is None:
        raise SlotNotFree(slot_id=slot_id, reason=option.reason, meeting_id=option.meeting_id)
    return option.seat


def _time_option(
    tables: GroupTables, guests: Sequence[BookingParty], index: int, now: datetime, length: int
) -> GroupTimeOption:
    board, host = tables.board, tables.host
    first = board.slots[index]
    if first.span.start <= now:
        return GroupTimeOption(first.id, reason=UnavailabilityReason.PAST)
    stretch = board.stretch(index, length)
    if stretch is None:
        return GroupTimeOption(first.id, reason=get_length_refusal(board, index))
    mine = find_available_people(board, host, stretch)
    if not mine.free:
        return GroupTimeOption(first.id, reason=mine.reason, meeting_id=mine.meeting_id)
    free = tables.free(stretch)
    if not free:
        return GroupTimeOption(first.id, reason=UnavailabilityReason.NO_TABLE)
    made = [
        _placement_at(board, host, person, guests, table, stretch)
        for person in mine.free
        for table in board.within_reach(board.meetings_of(person), free, stretch)
    ]
    if not made:
        return GroupTimeOption(first.id, reason=UnavailabilityReason.WALKING)
    seat = min(made, key=lambda seat: (len(seat.lost), tables.price(seat.table_id)))
    instead = tables.instead(seat.table_id, stretch)
    return GroupTimeOption(first.id, seat, tables_left=len(free), instead=instead, most=tables.most_at(free))


def _placement_at(
    board: Occupancy,
    host: BookingParty,
    person: int,
    guests: Iterable[BookingParty],
    table: int,
    stretch: Sequence[SlotTime],
) -> GroupPlacement:
    """Who could come to this table, one guest after another, and who interprets."""
    people, lost = [(host.registration_id, person)], []
    parties, interpreter = [host], None
    needs: tuple[InterpreterNeed, ...] = ()
    for guest in guests:
        comes = _find_free_person(board, guest, table, stretch, taken={person_id for _company, person_id in people})
        more = list_interpreter_needs(host.speech_of(person), [guest.speech_of(comes)]) if comes is not None else ()
        new_interpreter = find_interpreter_at(board, [*parties, guest], (*needs, *more), table, stretch)
        if comes is None or (new_interpreter is None and (*needs, *more) and board.interpreters):
            lost.append(guest.registration_id)
            continue
        people.append((guest.registration_id, comes))
        parties.append(guest)
        needs, interpreter = (*needs, *more), new_interpreter
    slots = tuple(slot.id for slot in stretch)
    return GroupPlacement(slots, table, tuple(people), interpreter, tuple(lost))


def _find_free_person(
    board: Occupancy, guest: BookingParty, table: int, stretch: Sequence[SlotTime], *, taken: set[int]
) -> int | None:
    able = (person for person in find_available_people(board, guest, stretch).free if person not in taken)
    return next((person for person in able if board.within_reach(board.meetings_of(person), [table], stretch)), None)
