"""Whether one more company can sit at a group meeting as it now stands: who would come for it and who interprets, or
why not; and what a group lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.meetings.availability import UnavailabilityReason, find_available_people
from app.meetings.group_meeting_seats import NoSeat, SeatRefusal
from app.meetings.interpreters import InterpreterNeed, list_interpreter_needs
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.runs import SlotTime
from app.meetings.seating import find_interpreter_at, list_interpreters_for


@dataclass(frozen=True, slots=True)
class SeatedGroup:
    """A group as it sits. ``people``: each firm with its person, the host first; ``seats``: of guests, in all."""

    slot_ids: tuple[int, ...]
    table_id: int
    people: tuple[tuple[BookingParty, int], ...]
    seats: int
    interpreter_id: int | None = None


@dataclass(frozen=True, slots=True)
class GuestPlace:
    """A seat that a firm could take: who would sit there, and who interprets from then on."""

    person_id: int
    interpreter_id: int | None


def require_guest_place(
    board: Occupancy, seated_group: SeatedGroup, guest: BookingParty, *, now: datetime
) -> GuestPlace:
    """Who of the firm would sit down. The board knows what the group itself holds. Raises NoSeat."""
    guest_place = find_guest_place(board, seated_group, guest, now=now)
    if isinstance(guest_place, SeatRefusal):
        raise NoSeat(why=guest_place, firm_id=guest.registration_id)
    return guest_place


def find_guest_place(
    board: Occupancy, seated_group: SeatedGroup, guest: BookingParty, *, now: datetime
) -> SeatRefusal | GuestPlace:
    """The same, or why not: FULL and BEGUN before all that concerns the firm."""
    stretch = [slot for slot in board.slots if slot.id in seated_group.slot_ids]
    if not stretch or stretch[0].span.start <= now:
        return SeatRefusal.BEGUN
    if len(seated_group.people) > seated_group.seats:
        return SeatRefusal.FULL
    if guest.meetings_left is not None and guest.meetings_left <= 0:
        return SeatRefusal.LIMIT
    attendees = find_available_people(board, guest, stretch)
    if not attendees.free:
        return _REFUSALS[attendees.reason or UnavailabilityReason.YOU_MEET]
    near = [
        person
        for person in attendees.free
        if board.within_reach(board.meetings_of(person), [seated_group.table_id], stretch)
    ]
    if not near:
        return SeatRefusal.WALK
    return next(
        (place for person in near if (place := _place_for(board, seated_group, guest, person, stretch))),
        SeatRefusal.NO_INTERPRETER,
    )


_REFUSALS = {
    UnavailabilityReason.YOU_HAVE_NOBODY: SeatRefusal.NOBODY,
    UnavailabilityReason.YOU_ARE_AWAY: SeatRefusal.AWAY,
    UnavailabilityReason.YOU_MEET: SeatRefusal.BUSY,
    UnavailabilityReason.YOUR_RUN: SeatRefusal.RUN,
    UnavailabilityReason.YOUR_LIMIT: SeatRefusal.LIMIT,
}


def _place_for(
    board: Occupancy, seated_group: SeatedGroup, guest: BookingParty, person: int, stretch: Sequence[SlotTime]
) -> GuestPlace | None:
    """The seat of this person; None where it needs an interpreter and there is none."""
    people = (*seated_group.people, (guest, person))
    needs = list_group_needs(people)
    if not needs or not board.interpreters:
        return GuestPlace(person, seated_group.interpreter_id)
    parties = [party for party, _person in people]
    able = list_interpreters_for(board, parties, needs)
    if any(candidate.id == seated_group.interpreter_id for candidate in able):
        return GuestPlace(person, seated_group.interpreter_id)
    interpreter = find_interpreter_at(board, parties, needs, seated_group.table_id, stretch)
    return GuestPlace(person, interpreter) if interpreter is not None else None


def list_group_needs(people: Sequence[tuple[BookingParty, int]]) -> tuple[InterpreterNeed, ...]:
    """Between what an interpreter must stand at a table; the host first."""
    host, *guests = (party.speech_of(person) for party, person in people)
    return list_interpreter_needs(host, guests)


def lacks_interpreter(board: Occupancy, seated_group: SeatedGroup) -> bool:
    """Whether two who sit there share no language, and nobody stands between them; also at an event that has no
    interpreters of its own."""
    needs = list_group_needs(seated_group.people)
    there = next(
        (interpreter for interpreter in board.interpreters if interpreter.id == seated_group.interpreter_id), None
    )
    return bool(needs) and (there is None or not all(need.is_met_by(there.languages) for need in needs))


def choose_group_interpreter(board: Occupancy, seated_group: SeatedGroup) -> int | None:
    """Who could interpret there, the first choice first; None where nobody can."""
    stretch = [slot for slot in board.slots if slot.id in seated_group.slot_ids]
    parties = [party for party, _person in seated_group.people]
    return find_interpreter_at(board, parties, list_group_needs(seated_group.people), seated_group.table_id, stretch)
