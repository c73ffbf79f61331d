"""Which booked meetings lose their time or their table when hours, tables or companies go: asked before, done after.

One rule for the question and for the deed."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from app.core.clock import Span
from app.events.hours_change import HoursChange
from app.meetings.group_meeting_seats import get_table_capacity
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.seating import list_free_tables, list_tables_in_order


class BookingLoss(StrEnum):
    """What a booked meeting loses, the gravest first."""

    TIME = "loses_time"  # its hour is no time for meetings any more
    ABSENT = "absent"  # one of the two is elsewhere then: it loses its time
    NO_TABLE = "no_table"  # its table goes and all others are taken: it loses its time
    TABLE = "other_table"  # it keeps its time at another table
    LENGTH = "new_length"  # it ends at another time
    CLASH = "clash"  # it loses nothing, though one of the two is elsewhere then
    NAME = "renamed_table"  # it keeps its time and its table, which is called otherwise
    LINK = "new_link"  # it keeps its time and its table, whose link for meeting online is another


@dataclass(frozen=True, slots=True)
class BookedMeeting:
    """A booked meeting as it sits; ``parties``: the registrations, of a group the host first, ``slot_ids`` in order of
    time, ``people``: the representatives who sit there, ``places``: how many its table must hold."""

    meeting_id: int
    slot_ids: tuple[int, ...]
    table_id: int | None
    parties: tuple[int, ...]
    people: tuple[int, ...] = ()
    places: int = 0


@dataclass(frozen=True, slots=True)
class Displacement:
    """What becomes of a booked meeting; ``table_id``: where it sits from then on; ``TABLE``, ``NAME``, ``LINK``."""

    loss: BookingLoss
    table_id: int | None = None


def find_displacements(
    board: Occupancy,
    sittings: Collection[BookedMeeting],
    parties: Mapping[int, BookingParty],
    change: HoursChange,
    *,
    absent: Set[int] = frozenset(),
) -> dict[int, Displacement]:
    """What becomes of each booked meeting that the change touches, by its id; ``absent``: meetings of companies that
    are elsewhere then. The board is used up: tables that are given away are taken on it.

    Who loses the time gives the table back first; then those whose tables go are seated in the order in which they
    are listed, each at the table that would be chosen for a new meeting of the two.
    """
    result = {sitting.meeting_id: fate for sitting in sittings if (fate := _find_lost_time(sitting, change, absent))}
    for booked_meeting in sittings:
        if booked_meeting.meeting_id in result and booked_meeting.table_id is not None:
            board.vacate(booked_meeting.table_id, booked_meeting.slot_ids)
    resized = {slot_id for slot_id, _span in change.resized_slots}
    renamed = dict(change.renamed_tables)
    for booked_meeting in sittings:
        if booked_meeting.meeting_id in result:
            continue
        if booked_meeting.table_id in change.removed_tables:
            result[booked_meeting.meeting_id] = _reseat(board, booked_meeting, parties, change)
        elif resized.intersection(booked_meeting.slot_ids):
            result[booked_meeting.meeting_id] = Displacement(BookingLoss.LENGTH)
        elif booked_meeting.meeting_id in absent:
            result[booked_meeting.meeting_id] = Displacement(BookingLoss.CLASH)
        elif booked_meeting.table_id in renamed:
            result[booked_meeting.meeting_id] = Displacement(BookingLoss.NAME, booked_meeting.table_id)
        elif booked_meeting.table_id in change.relinked_tables:
            result[booked_meeting.meeting_id] = Displacement(BookingLoss.LINK, booked_meeting.table_id)
    return result


def _find_lost_time(sitting: BookedMeeting, change: HoursChange, absent: Set[int]) -> Displacement | None:
    if change.removed_slots.intersection(sitting.slot_ids):
        return Displacement(BookingLoss.TIME)
    return Displacement(BookingLoss.ABSENT) if sitting.meeting_id in absent and not change.keeps_clashes else None


def _reseat(
    board: Occupancy, sitting: BookedMeeting, parties: Mapping[int, BookingParty], change: HoursChange
) -> Displacement:
    first, *others = (parties[party] for party in sitting.parties)
    other = others[0] if others else first
    stretch = [slot for slot in board.slots if slot.id in sitting.slot_ids]
    chairs = {table_id: get_table_capacity(seats) for table_id, seats in change.chairs} if sitting.places else {}
    left = [
        table
        for table in list_tables_in_order(board, first, other)
        if table.id not in change.removed_tables and chairs.get(table.id, table.seats) >= sitting.places
    ]
    free = list_free_tables(board, left, (first, other), stretch)
    near: Sequence[int] = free
    for person in sitting.people:
        near = board.within_reach(board.meetings_of(person), near, stretch)
    table_id = next(iter((*near, *free)), None)  # to hurry is less of a loss than the time
    if table_id is None:
        return Displacement(BookingLoss.NO_TABLE)
    board.occupy(table_id, sitting.slot_ids)
    return Displacement(BookingLoss.TABLE, table_id)


def is_absent_at(
    change: HoursChange, span: Span, registration_id: int, group_id: int | None, delegation_id: int | None
) -> bool:
    """Whether this firm, of this group and delegation, is newly elsewhere then."""
    return any(
        absence.group_id in (None, group_id)
        and absence.delegation_id in (None, delegation_id)
        and (absence.registration_ids is None or registration_id in absence.registration_ids)
        and absence.span.overlaps(span)
        for absence in change.absences
    )
