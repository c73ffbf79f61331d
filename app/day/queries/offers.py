"""Who could fill the free time of a company whose meeting was missed, and what is offered to both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.day.queries.people import DeskAttendee
from app.events.models import Event
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_suggestions
from app.meetings.availability import list_options
from app.meetings.lifecycle import MeetingState
from app.meetings.occupancy import BookingParty
from app.meetings.queries.availability import EventAvailability, load_availability, load_slot_availability
from app.meetings.queries.lists import MeetingRow, get_company_names, get_live_meetings_by_partner
from app.meetings.services.bookings import require_may_arrange
from app.meetings.services.policy import get_meeting_slot
from app.meetings.services.transitions import pick_seat_at
from app.registrations.models import Registration
from app.registrations.queries.delegation_members import RepresentedCompany

STANDBY_HORIZON: Final = timedelta(hours=2)
MAX_STANDBYS: Final = 3
SUGGESTIONS_CHECKED: Final = 40
"""Of the firm's list so many are looked at: those below suit it little."""


@dataclass(frozen=True, slots=True)
class StandbyPartner:
    """``score`` in [0, 100]; the first time at which both are free, with its slot. ``meeting_id``, ``booked_at``: of
    their meeting, which would be brought forward."""

    registration_id: int
    company: RepresentedCompany
    slot_id: int
    starts_at: datetime
    score: float | None = None
    meeting_id: int | None = None
    booked_at: datetime | None = None


def list_standby_partners(
    event: Event, registration_id: int, people: Sequence[DeskAttendee], now: datetime
) -> list[StandbyPartner]:
    """Nobody new where nothing was ranked yet, nor who has a request or a meeting with the firm already."""
    here = {number: company for person in people if person.here for number, company in person.companies}
    live = get_live_meetings_by_partner(registration_id)
    later = {other: row for other, row in live.items() if other in here and row.state == MeetingState.BOOKED}
    ranking = get_latest_ranking(event.id)
    listed = list_suggestions(registration_id, ranking, limit=SUGGESTIONS_CHECKED) if ranking is not None else []
    wanted = [
        suggestion
        for suggestion in listed
        if suggestion.registration_id in here and suggestion.registration_id not in live
    ]
    hall = load_availability(event, {registration_id, *later, *(suggestion.registration_id for suggestion in wanted)})
    advanceable = list(_list_advanceable(hall, registration_id, later, here, now))
    alone = hall.parties[registration_id]
    for suggestion in wanted:
        slot = next(_list_free_times(hall, alone, hall.parties[suggestion.registration_id], now), None)
        if slot is not None:
            advanceable.append(
                StandbyPartner(
                    suggestion.registration_id, here[suggestion.registration_id], *slot, score=suggestion.score
                )
            )
    return advanceable[:MAX_STANDBYS]


def _list_advanceable(
    hall: EventAvailability,
    registration_id: int,
    later: dict[int, MeetingRow],
    here: dict[int, RepresentedCompany],
    now: datetime,
) -> Iterator[StandbyPartner]:
    """The firm's own meetings that could begin earlier, the next first. Nobody has more meetings by it."""
    for other, row in sorted(later.items(), key=lambda each: each[1].starts_at or now):
        own_party, two = (replace(hall.parties[number], meetings_left=None) for number in (registration_id, other))
        slot = next(_list_free_times(hall, own_party, two, now, length=row.length), None)
        if slot is not None and row.starts_at is not None and slot[1] < row.starts_at:
            yield StandbyPartner(other, here[other], *slot, meeting_id=row.id, booked_at=row.starts_at)


def _list_free_times(
    hall: EventAvailability, booking_party: BookingParty, other: BookingParty, now: datetime, *, length: int = 1
) -> Iterator[tuple[int, datetime]]:
    """The times within two hours at which both are free, in order."""
    for each in list_options(hall.board, booking_party, other, now=now, length=length):
        starts = hall.board.spans[each.slot_id].start
        if each.is_free and starts <= now + STANDBY_HORIZON:
            yield each.slot_id, starts


@dataclass(frozen=True, slots=True)
class OfferSide:
    """A firm with those of its people who are in the hall."""

    id: int
    company: RepresentedCompany
    people: tuple[DeskAttendee, ...]


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """A time that both have free, and the table that they would sit at; ``table`` is "" for a meeting online."""

    sides: tuple[OfferSide, OfferSide]
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    table: str


def get_offer(
    event: Event, registration_id: int, other_id: int, slot_id: int, people: Sequence[DeskAttendee]
) -> SlotOffer:
    """Nothing is written and nothing held. Raises what ``arrange`` would: NotFound, SlotTaken, AlreadyMeeting, …"""
    companies = [_get_registration(event, number) for number in (registration_id, other_id)]
    require_may_arrange(event, *companies)
    slot = get_meeting_slot(event, slot_id)
    seat = pick_seat_at(
        load_slot_availability(event, (registration_id, other_id), slot_id), registration_id, other_id, slot_id
    )
    table = next((hall_table.label for hall_table in event.tables if hall_table.id == seat.table_id), "")
    return SlotOffer(_build_sides(registration_id, other_id, people), slot_id, slot.starts_at, slot.ends_at, table)


def _get_registration(event: Event, number: int) -> Registration:
    registration = db.session.get(Registration, number)
    if registration is None or registration.event_id != event.id:
        raise NotFound
    return registration


def _build_sides(registration_id: int, other_id: int, people: Sequence[DeskAttendee]) -> tuple[OfferSide, OfferSide]:
    names = get_company_names((registration_id, other_id))
    if not {registration_id, other_id} <= set(names):  # a guest stands for no company that could meet
        raise Invalid
    sides = [
        OfferSide(
            number,
            RepresentedCompany(names[number].name, names[number].name_zh or None),
            tuple(
                person
                for person in people
                if person.here and number in {company for company, _name in person.companies}
            ),
        )
        for number in (registration_id, other_id)
    ]
    return sides[0], sides[1]
