"""Which table a company may keep all day, how a group gets its tables in order, and which meetings can come to the
table that a company now keeps."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.meetings.displacement import BookedMeeting
from app.meetings.occupancy import BookingParty, Occupancy, TablePlace
from app.meetings.runs import SlotTime

HOME_TABLE_ACTION: Final = "registration.table"
"""The notice of a company that keeps another table from now on, or none. Its details: ``table``, ``before`` and, where
somebody gave it, ``act``, one word for all that was given at once."""
LEAST_FIXED_TABLE_SEATS: Final = 2


class UnfitTableReason(StrEnum):
    """Why a firm cannot keep a table."""

    OTHER_SIDE = "other_side"  # companies of another side keep the tables of its zone
    TOO_SMALL = "too_small"
    NEVER_OPEN = "never_open"  # it cannot be had at any time at which the company is there


@dataclass(frozen=True, slots=True)
class TableKeeper:
    """A company that is to keep a table. ``times``: slots to come in which it is there; ``seats``: how many sit at the
    largest of its meetings."""

    registration_id: int
    group_id: int | None
    times: frozenset[int]
    seats: int = LEAST_FIXED_TABLE_SEATS


ClosedTables = Mapping[int, Set[int]]
"""Table → the slots in which it cannot be had."""


def get_unfit_reason(table: TablePlace, company: TableKeeper, shut: ClosedTables) -> UnfitTableReason | None:
    if table.group_id not in (None, company.group_id):
        return UnfitTableReason.OTHER_SIDE
    if table.seats < company.seats:
        return UnfitTableReason.TOO_SMALL
    return UnfitTableReason.NEVER_OPEN if company.times and company.times <= shut.get(table.id, frozenset()) else None


def find_suited_companies(
    companies: Iterable[TableKeeper], tables: Iterable[TablePlace], shut: ClosedTables
) -> frozenset[int]:
    """The firms that at least one of these tables suits."""
    every = list(tables)
    known: dict[tuple[object, ...], bool] = {}  # most companies of a side are alike
    suited = set()
    for company in companies:
        kind = (company.group_id, company.seats, company.times)
        if kind not in known:
            known[kind] = any(get_unfit_reason(table, company, shut) is None for table in every)
        if known[kind]:
            suited.add(company.registration_id)
    return frozenset(suited)


def assign_tables_in_order(
    companies: Iterable[TableKeeper], tables: Iterable[TablePlace], shut: ClosedTables, *, taken: Set[int]
) -> dict[int, int]:
    """Company → its table: of each company in turn the first that suits it and that nobody has, those of its side's
    own zones before those of nobody's. Companies for which none is left are absent."""
    free = sorted((place for place in tables if place.id not in taken), key=lambda place: place.group_id is None)
    given: dict[int, int] = {}
    for company in companies:
        table = next((place for place in free if get_unfit_reason(place, company, shut) is None), None)
        if table is not None:
            free.remove(table)
            given[company.registration_id] = table.id
    return given


class StayReason(StrEnum):
    """Why a meeting stays where it sits."""

    THEIRS = "theirs"  # it sits at the table that the other company keeps
    TAKEN = "taken"  # another meeting sits there then
    SHUT = "shut"  # the table cannot be had then
    INTERPRETER = "interpreter"  # who interprets sits at the table where it is
    FAR = "far"  # somebody could not walk there in time, or away from there


def plan_moves_to_fixed_table(
    board: Occupancy, sittings: Iterable[BookedMeeting], parties: Mapping[int, BookingParty], host: BookingParty
) -> dict[int, StayReason | None]:
    """By meeting of two why it stays, or None where it can come to the table that ``host`` keeps. The board is used up:
    those that can sit there on it."""
    table, asked = host.home_table_id or 0, list(sittings)
    stretches = {sitting.meeting_id: [slot for slot in board.slots if slot.id in sitting.slot_ids] for sitting in asked}
    before = {sitting.meeting_id: board.table_of[sitting.meeting_id] for sitting in asked}
    result: dict[int, StayReason | None] = {}
    for sitting in asked:
        result[sitting.meeting_id] = _get_stay_reason(board, sitting, parties, host, stretches[sitting.meeting_id])
        if result[sitting.meeting_id] is None:
            board.occupy(table, sitting.slot_ids)
            board.table_of[sitting.meeting_id] = table
    while far := [
        sitting for sitting in asked if result[sitting.meeting_id] is None and _is_far(board, sitting, table, stretches)
    ]:
        for sitting in far:  # whoever stays may keep others from coming
            result[sitting.meeting_id] = StayReason.FAR
            board.table_of[sitting.meeting_id] = before[sitting.meeting_id]
    return result


def _get_stay_reason(
    board: Occupancy,
    booked_meeting: BookedMeeting,
    parties: Mapping[int, BookingParty],
    host: BookingParty,
    stretch: list[SlotTime],
) -> StayReason | None:
    table, here = host.home_table_id or 0, board.table_of[booked_meeting.meeting_id]
    other = next((parties[each] for each in booked_meeting.parties if each != host.registration_id), host)
    if here == other.home_table_id:
        return StayReason.THEIRS
    if table in board.find_unavailable_tables(stretch):
        is_taken = any(board.table_of[each] == table for each in _list_meetings_in(board, booked_meeting.slot_ids))
        return StayReason.TAKEN if is_taken else StayReason.SHUT
    sits_here = [interpreter.id for interpreter in board.interpreters if interpreter.table_id is not None]
    if any(booked_meeting.meeting_id in board.interpreted(interpreter).values() for interpreter in sits_here):
        return StayReason.INTERPRETER
    return None


def _list_meetings_in(board: Occupancy, slot_ids: tuple[int, ...]) -> set[int]:
    meetings = (slots.get(slot) for slots in board.meetings.values() for slot in slot_ids)
    return {meeting for meeting in meetings if meeting is not None and meeting in board.table_of}


def _is_far(
    board: Occupancy, booked_meeting: BookedMeeting, table: int, stretches: Mapping[int, list[SlotTime]]
) -> bool:
    """For who sits there, or interprets."""
    stretch = stretches[booked_meeting.meeting_id]
    works = (board.interpreted(interpreter.id) for interpreter in board.interpreters)
    agendas = [
        *map(board.meetings_of, booked_meeting.people),
        *(each for each in works if booked_meeting.meeting_id in each.values()),
    ]
    return any(
        not board.within_reach(
            {slot: meeting for slot, meeting in each.items() if meeting != booked_meeting.meeting_id}, [table], stretch
        )
        for each in agendas
    )
