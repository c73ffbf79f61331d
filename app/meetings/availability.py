"""When two companies can meet, at which table and who sits there; or why not.

The reasons are written for one of the two, the reader: its own are told, the other side's never. Whatever keeps the
other side away (another meeting, a visit, a limit), the reader learns only that it is not free.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from app.core.errors import Conflict, Invalid
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.runs import SlotTime
from app.meetings.seating import (
    MeetingSeating,
    OtherTableReason,
    PairTables,
    SeatingProblem,
    find_seating,
    is_within_run,
)


class UnavailabilityReason(StrEnum):
    """Why a slot cannot be had, in the order in which reasons are looked for."""

    PAST = "past"
    NO_ROOM = "no_room"  # fewer slots than the meeting needs before the next pause
    DAY_ENDS = "day_ends"  # fewer of them before the end of the day
    YOU_HAVE_NOBODY = "you_have_nobody"  # no representative is registered
    YOU_ARE_AWAY = "you_are_away"  # outside your window, on a visit, or marked as not available
    YOU_MEET = "you_meet"  # the option names the meeting
    YOUR_RUN = "your_run"  # it would be too many in a row
    YOUR_LIMIT = "your_limit"  # you have your most meetings
    THEY_ARE_NOT_FREE = "they_are_not_free"
    SAME_PERSON = "same_person"  # one person stands for both companies
    NO_TABLE = "no_table"
    WALKING = "walking"  # yours do not get to a free table in time from the meeting before, or to the one after
    NO_INTERPRETER = "no_interpreter"  # one is needed, and none who speaks both languages is free


SEATING_PROBLEM_REASONS = {
    SeatingProblem.WALK: UnavailabilityReason.WALKING,
    # it would tell that they meet right before or after
    SeatingProblem.THEIR_WALK: UnavailabilityReason.THEY_ARE_NOT_FREE,
    SeatingProblem.NO_INTERPRETER: UnavailabilityReason.NO_INTERPRETER,
}


@dataclass(frozen=True, slots=True)
class SlotOption:
    """A slot (the first of the meeting's) that is free, with its seat and how many tables are left, or not, and why.

    ``meeting_id``: the reader's own meeting that stands in the way, with ``YOU_MEET`` alone. ``instead``: why the seat
    is at no table that one of the two keeps, None where it is or neither keeps one.
    """

    slot_id: int
    seat: MeetingSeating | None = None
    reason: UnavailabilityReason | None = None
    meeting_id: int | None = None
    tables_left: int = 0
    instead: OtherTableReason | None = None

    @property
    def is_free(self) -> bool:
        """Whether the two can meet then."""
        return self.seat is not None


class SlotCandidate(Protocol):
    """A time that may be had."""

    @property
    def is_free(self) -> bool: ...

    @property
    def instead(self) -> OtherTableReason | None: ...


OfferT = TypeVar("OfferT", bound=SlotCandidate)


def get_best_option(options: Iterable[OfferT]) -> OfferT | None:
    """The time to propose: the first that is free and leaves everybody at the table that they keep, else the first that
    is free. Nothing after the one that decides is looked at."""
    first: OfferT | None = None
    for option in options:
        if option.is_free:
            if option.instead is None:
                return option
            first = first or option
    return first


class SlotNotFree(Conflict):
    """The two cannot meet in this slot. Details: slot_id, reason, meeting_id (the reader's own, or None)."""

    code = "slot_not_free"


def list_options(
    board: Occupancy, reader: BookingParty, other: BookingParty, *, now: datetime, length: int = 1
) -> list[SlotOption]:
    """Every meeting slot of the event, in order of time, as an option for a meeting of ``length`` slots."""
    return list(iter_options(board, reader, other, now=now, length=length))


def iter_options(
    board: Occupancy,
    reader: BookingParty,
    other: BookingParty,
    *,
    now: datetime,
    length: int = 1,
    among: Container[int] | None = None,
) -> Iterator[SlotOption]:
    """The same one by one, for who stops at the first that will do; ``among`` these slots alone."""
    tables = PairTables(board, reader, other)
    for index, slot in enumerate(board.slots):
        if among is None or slot.id in among:
            yield _make_option(tables, index, now, length)


def get_common_slots(
    board: Occupancy, reader: BookingParty, others: Iterable[BookingParty], *, now: datetime
) -> dict[int, tuple[int, ...]]:
    """By registration: which of the ``options`` for a short meeting with each are free, in order of time; their slots
    without their seats, for who asks of many."""
    mine = {
        index: people
        for index, slot in enumerate(board.slots)
        if slot.span.start > now and (people := find_available_people(board, reader, (slot,)).free)
    }
    return {other.registration_id: tuple(_iter_common_slots(board, reader, other, mine, now)) for other in others}


def _iter_common_slots(
    board: Occupancy, reader: BookingParty, other: BookingParty, mine: Mapping[int, tuple[int, ...]], now: datetime
) -> Iterator[int]:
    tables = PairTables(board, reader, other)
    whole = bool(board.walk or board.interpreters or board.homes)
    usable = {table.id for table in tables.ordered}
    for index, people in mine.items():
        stretch = (board.slots[index],)
        if whole:
            free = _make_option(tables, index, now, 1).is_free
        else:
            theirs = find_available_people(board, other, stretch).free
            free = any(
                person != two for person in people for two in theirs
            ) and not usable <= board.find_unavailable_tables(stretch)
        if free:
            yield board.slots[index].id


def pick_seat(
    board: Occupancy, reader: BookingParty, other: BookingParty, slot_id: int, *, now: datetime, length: int = 1
) -> MeetingSeating:
    """The seat of a meeting from this slot on, the same for the same board.

    Raises SlotNotFree, and Invalid ``slot_unknown`` for a break or a slot of another event.
    """
    index = next((i for i, slot in enumerate(board.slots) if slot.id == slot_id), None)
    if index is None:
        raise Invalid("slot_unknown", slot_id=slot_id)
    option = _make_option(PairTables(board.with_free_tables(slot_id), reader, other), index, now, length)
    if option.seat is None:
        raise SlotNotFree(slot_id=slot_id, reason=option.reason, meeting_id=option.meeting_id)
    return option.seat


def get_free_slots(board: Occupancy, party: BookingParty, *, now: datetime) -> frozenset[int]:
    """The slots ahead in which a firm can send somebody, whether or not there is a table."""
    ahead = (slot for slot in board.slots if slot.span.start > now)
    return frozenset(slot.id for slot in ahead if find_available_people(board, party, (slot,)).free)


def get_away_slots(board: Occupancy, party: BookingParty) -> frozenset[int]:
    """The slots in which a firm is elsewhere: on a visit, at a speech, outside its stay, or each of its people away."""
    return frozenset(
        slot.id for slot in board.slots if not party.attends(slot.span) or _is_everybody_away(board, party, slot)
    )


def _is_everybody_away(board: Occupancy, party: BookingParty, slot: SlotTime) -> bool:
    people = party.representatives
    return bool(people) and all(slot.id in board.away.get(person, ()) for person in people)


@dataclass(frozen=True, slots=True)
class AvailablePeople:
    """Who of a firm can sit, best first; if nobody, why, as that firm itself may read it."""

    free: tuple[int, ...] = ()
    reason: UnavailabilityReason | None = None
    meeting_id: int | None = None


def _make_option(at: PairTables, index: int, now: datetime, length: int) -> SlotOption:
    board, parties = at.board, (at.reader, at.other)
    first = board.slots[index]
    if first.span.start <= now:
        return SlotOption(first.id, reason=UnavailabilityReason.PAST)
    stretch = board.stretch(index, length)
    if stretch is None:
        return SlotOption(first.id, reason=get_length_refusal(board, index))
    mine = find_available_people(board, parties[0], stretch)
    if not mine.free:
        return SlotOption(first.id, reason=mine.reason, meeting_id=mine.meeting_id)
    theirs = find_available_people(board, parties[1], stretch)
    if not theirs.free:
        return SlotOption(first.id, reason=UnavailabilityReason.THEY_ARE_NOT_FREE)
    pairs = [(person, two) for person in mine.free for two in theirs.free if person != two]
    if not pairs:
        return SlotOption(first.id, reason=UnavailabilityReason.SAME_PERSON)
    tables = at.free(stretch)
    if not tables:
        return SlotOption(first.id, reason=UnavailabilityReason.NO_TABLE)
    placed = find_seating(board, parties, pairs, tables, stretch, numbers=at.fixed)
    if placed.hitch is not None:
        return SlotOption(first.id, reason=SEATING_PROBLEM_REASONS[placed.hitch])
    stays = placed.seat is None or placed.seat.table_id in at.fixed
    instead = None if stays else at.instead(stretch)
    return SlotOption(first.id, seat=placed.seat, tables_left=placed.tables_left, instead=instead)


def get_length_refusal(board: Occupancy, index: int) -> UnavailabilityReason:
    """Why a meeting is too long from this slot on: a pause follows, or nothing more of the day."""
    return UnavailabilityReason.DAY_ENDS if board.ends_a_day(index) else UnavailabilityReason.NO_ROOM


def find_available_people(board: Occupancy, party: BookingParty, stretch: Sequence[SlotTime]) -> AvailablePeople:
    """Who of a firm is there, free and rested in all the slots; whether they get there in time is asked later."""
    if not party.representatives:
        return AvailablePeople(reason=UnavailabilityReason.YOU_HAVE_NOBODY)
    if not all(party.attends(slot.span) for slot in stretch):
        return AvailablePeople(reason=UnavailabilityReason.YOU_ARE_AWAY)
    free = tuple(person for person in party.representatives if board.is_free(person, stretch))
    if not free:
        meeting_id = _find_meeting_in(board, party, stretch)
        return AvailablePeople(
            reason=UnavailabilityReason.YOU_ARE_AWAY if meeting_id is None else UnavailabilityReason.YOU_MEET,
            meeting_id=meeting_id,
        )
    rested = tuple(person for person in free if is_within_run(board, party, person, stretch))
    if not rested:
        return AvailablePeople(reason=UnavailabilityReason.YOUR_RUN)
    if party.meetings_left is not None and party.meetings_left <= 0:
        return AvailablePeople(reason=UnavailabilityReason.YOUR_LIMIT)
    return AvailablePeople(free=rested)


def _find_meeting_in(board: Occupancy, party: BookingParty, stretch: Sequence[SlotTime]) -> int | None:
    """The firm's own meeting in the first of the slots that has one."""
    meetings = (board.meetings_of(person).get(slot.id) for slot in stretch for person in party.representatives)
    return next((meeting for meeting in meetings if meeting is not None), None)
