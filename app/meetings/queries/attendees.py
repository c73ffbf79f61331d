"""Who attends the meetings that are still to come, who of a company could instead, and when its people are away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.companies.wording import company_label
from app.core.db import db, now
from app.events.calendar import get_half_day
from app.events.models import Event, Slot
from app.meetings.attendees import Substitute, assign_attendees, list_substitutes
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Claim, Meeting, Unavailability
from app.meetings.queries.availability import load_availability
from app.meetings.queries.group_meeting_parties import get_group_details, get_seated_companies
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.hooks import RepresentativeSeat


def list_seats_ahead(people: Collection[int]) -> list[tuple[int, int]]:
    """(meeting, person) of the booked meetings that are still to come, by meeting."""
    chosen = (
        select(Claim.meeting_id, Claim.representative_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Claim.representative_id.in_(people), Meeting.state == MeetingState.BOOKED, Slot.starts_at > now())
        .order_by(Claim.meeting_id)
        .distinct()
    )
    return [(meeting_id, person_id) for meeting_id, person_id in db.session.execute(chosen) if person_id is not None]


def list_seats_of_people(people: Collection[int]) -> Sequence[RepresentativeSeat]:
    """The same for a page: with whom, when, and whether a colleague would take the seat."""
    seats = []
    for meeting_id, person_id in list_seats_ahead(people):
        meeting = db.session.get_one(Meeting, meeting_id)
        registration_id = find_company_of_attendee(meeting, person_id) or meeting.asker_id
        event, slot = db.session.get_one(Event, meeting.event_id), db.session.get_one(Slot, meeting.slot_id)
        stays = next(iter_free_colleagues(event, meeting, registration_id, without=people), None) is not None
        seats.append(
            RepresentativeSeat(_with_whom(meeting, registration_id), slot.starts_at, event.zone, registration_id, stays)
        )
    return sorted(seats, key=lambda seat: seat.starts_at)


def _with_whom(meeting: Meeting, registration_id: int) -> str:
    """The other firm, or what a group meeting is about."""
    if meeting.kind == GROUP:
        return get_group_details(meeting.id).topic
    other = db.session.get_one(Registration, meeting.low_id if registration_id == meeting.high_id else meeting.high_id)
    return company_label(other.company) if other.company else ""


def list_seated_companies(meeting: Meeting) -> list[int]:
    """The registrations that sit at a meeting; of a group the host first."""
    if meeting.kind == GROUP:
        return get_seated_companies([meeting.id]).get(meeting.id, [])
    return [meeting.low_id, meeting.high_id]


def get_attendees(meeting: Meeting) -> dict[int, int]:
    """Registration → its person, of those that sit at a meeting which holds time."""
    claimed = db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == meeting.id))
    sitting = {attendee_id for attendee_id in claimed if attendee_id is not None}
    stands = (
        select(Representation.registration_id, Representation.representative_id)
        .where(Representation.representative_id.in_(sitting))
        .order_by(Representation.representative_id)
    )
    companies: dict[int, list[int]] = {seated_company: [] for seated_company in list_seated_companies(meeting)}
    for registration_id, person_id in db.session.execute(stands.where(Representation.registration_id.in_(companies))):
        companies[registration_id].append(person_id)
    return assign_attendees(companies, sitting)


def find_company_of_attendee(meeting: Meeting, person_id: int) -> int | None:
    """For which of its firms somebody sits at a meeting; None for who does not."""
    return next((company for company, person in get_attendees(meeting).items() if person == person_id), None)


def iter_free_colleagues(
    event: Event, meeting: Meeting, registration_id: int, *, without: Collection[int] = ()
) -> Iterator[int]:
    """Who else stands for the firm, is there, and has no seat in the meeting's slots; by rank."""
    slots = set(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting.id)))
    starts = list(db.session.scalars(select(Slot.starts_at).where(Slot.id.in_(slots))))
    taken = [
        select(table.representative_id).where(table.slot_id.in_(slots), table.representative_id.is_not(None))
        for table in (Claim, Unavailability)
    ]
    chosen = (
        select(Representative)
        .join(Representation, Representation.representative_id == Representative.id)
        .where(Representation.registration_id == registration_id, Representative.id.not_in(without))
        .where(*(Representative.id.not_in(item) for item in taken))
        .order_by(Representative.rank.is_(None), Representative.rank, Representative.id)
    )
    return (
        item.id
        for item in db.session.scalars(chosen)
        if not any(get_half_day(start, event.zone) in (item.absent or ()) for start in starts)
    )


@dataclass(frozen=True)
class SubstituteOptions:
    """``sits``: who sits there now; ``able``: everybody of the firm, as far as it could."""

    sits: int
    able: list[Substitute]


def find_substitutes(event: Event, meeting: Meeting, registration_id: int) -> SubstituteOptions | None:
    """None where the meeting holds no time."""
    companies = list_seated_companies(meeting)
    hall = load_availability(event, companies, ignoring=meeting.id)
    claims = hall.claims_of(meeting.id)
    table = next((claim.table_id for claim in claims if claim.table_id is not None), None)
    sitting = {item.representative_id for item in claims if item.representative_id is not None}
    attendees = assign_attendees(
        {company: sorted(hall.parties[company].representatives) for company in companies}, sitting
    )
    mine = hall.parties[registration_id]
    sits = attendees.get(registration_id)
    if sits is None or table is None:
        return None
    others = [(hall.parties[item], attendees.get(item, 0)) for item in companies if item != registration_id]
    able = list_substitutes(
        hall.board,
        mine,
        others[0][0] if others else None,
        their_person=others[0][1] if others else 0,
        table_id=table,
        slot_ids=sorted({item.slot_id for item in claims}),
        guests=others[1:],
        hosts=registration_id == companies[0],
    )
    return SubstituteOptions(sits, able)


def get_substitute_options(event: Event, meeting_id: int, registration_id: int) -> SubstituteOptions | None:
    """The same by the meeting's id."""
    return find_substitutes(event, db.session.get_one(Meeting, meeting_id), registration_id)


@dataclass(frozen=True)
class PersonAbsences:
    """When one of the firm's people is away: slots, and why, which is for its own side alone."""

    person: Representative
    away: frozenset[int]
    reason: str


def list_absences(registration: Registration) -> list[PersonAbsences]:
    """Of everybody of a firm, by rank; in a constant number of queries."""
    people = list(registration.representatives)
    rows = select(Unavailability.representative_id, Unavailability.slot_id, Unavailability.reason)
    slots_by_person: dict[int, set[int]] = {}
    reasons: dict[int, str] = {}
    for person_id, slot_id, reason in db.session.execute(
        rows.where(Unavailability.representative_id.in_([person.id for person in people])).order_by(
            Unavailability.slot_id
        )
    ):
        if person_id is not None:
            slots_by_person.setdefault(person_id, set()).add(slot_id)
            reasons[person_id] = reason or ""
    return [
        PersonAbsences(
            representative, frozenset(slots_by_person.get(representative.id, ())), reasons.get(representative.id, "")
        )
        for representative in people
    ]


def list_meetings_of_person(person_id: int, slot_ids: frozenset[int]) -> list[int]:
    """The booked meetings at which somebody sits in one of these slots."""
    meeting_ids = (
        select(Claim.meeting_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .where(Claim.representative_id == person_id, Claim.slot_id.in_(slot_ids), Meeting.state == "booked")
        .distinct()
    )
    return sorted(db.session.scalars(meeting_ids))


def list_bookable_slots(event_id: int) -> list[Slot]:
    """The times of meetings of an event, in order."""
    rows = select(Slot).where(Slot.event_id == event_id, Slot.kind == "meeting").order_by(Slot.starts_at)
    return list(db.session.scalars(rows))
