"""Who takes part in group meetings: hosts, guests with a seat or an invitation, and the person who attends for each
company."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from app.companies.models import Company
from app.core.db import db, now
from app.events.models import Slot
from app.meetings.attendees import assign_attendees
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.lifecycle import LIVE_STATES, MeetingState
from app.meetings.models import GROUP, GroupMeetingDetails, Meeting, MeetingParty, SeatWait
from app.meetings.policy import COUNTED_STATES
from app.meetings.queries.claims import MeetingClaims, get_claims_of_meetings
from app.registrations.models import Registration
from app.registrations.queries.delegation_members import RepresentedCompany
from app.registrations.states import RegistrationState


def list_waited_meetings(registration_id: int) -> frozenset[int]:
    """The group meetings for a seat at which a firm waits."""
    rows = select(SeatWait.meeting_id).where(SeatWait.registration_id == registration_id)
    return frozenset(db.session.scalars(rows))


def list_waiting_companies(meeting_id: int) -> list[Registration]:
    """Who waits for a seat at a group meeting, while it stands and they take part, in the order in which they came."""
    rows = (
        select(Registration)
        .join(SeatWait, SeatWait.registration_id == Registration.id)
        .join(Meeting, Meeting.id == SeatWait.meeting_id)
        .where(
            SeatWait.meeting_id == meeting_id,
            Meeting.state == MeetingState.BOOKED,
            Registration.state == RegistrationState.APPROVED,
        )
        .order_by(SeatWait.id)
    )
    return list(db.session.scalars(rows))


def count_waiting(meeting_id: int) -> int:
    """How many these are."""
    return len(list_waiting_companies(meeting_id))


HAS_SEAT = or_(MeetingParty.side == "asker", MeetingParty.answer == GuestAnswer.ACCEPTED.value)
"""Of parties of group meetings: the host, and who has a seat."""

_COUNTED_SEATS = (
    select(MeetingParty.registration_id)
    .join(Meeting, Meeting.id == MeetingParty.meeting_id)
    .where(
        Meeting.event_id == bindparam("event_id"),
        Meeting.kind == GROUP,
        Meeting.state.in_(sorted(COUNTED_STATES)),
        HAS_SEAT,
    )
)
"""Made once: each booking counts."""


def list_counted_seats(event_id: int) -> Iterator[int]:
    """The firms at all group meetings of an event that count, once for each meeting at which they sit."""
    yield from db.session.execute(_COUNTED_SEATS, {"event_id": event_id}).scalars()


def count_open_invitations(event_id: int, host_id: int) -> int:
    """How many firms a host has invited to group meetings that are still to come, and which have not answered."""
    rows = (
        select(func.count())
        .select_from(MeetingParty)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(
            Meeting.event_id == event_id,
            Meeting.kind == GROUP,
            Meeting.state == MeetingState.BOOKED,
            Meeting.asker_id == host_id,
            MeetingParty.answer == GuestAnswer.INVITED.value,
            or_(MeetingParty.expires_at.is_(None), MeetingParty.expires_at > now()),
            Slot.starts_at > now(),
        )
    )
    return db.session.scalar(rows) or 0


def list_group_parties(meeting_id: int) -> list[MeetingParty]:
    """All rows of a group meeting as they now stand: the host, then by seat, then in the order in which they came."""
    rows = select(MeetingParty).where(MeetingParty.meeting_id == meeting_id)
    ordered = rows.order_by(MeetingParty.side, MeetingParty.seat.is_(None), MeetingParty.seat, MeetingParty.id)
    parties = list(db.session.scalars(ordered.execution_options(populate_existing=True)))
    return sorted(parties, key=lambda party: party.side != "asker")


def get_group_details(meeting_id: int) -> GroupMeetingDetails:
    """What a group meeting has besides, as it now stands."""
    query = select(GroupMeetingDetails).where(GroupMeetingDetails.meeting_id == meeting_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def get_group_topics(meeting_ids: Collection[int]) -> dict[int, str]:
    """What these group meetings are about; others are absent."""
    rows = select(GroupMeetingDetails.meeting_id, GroupMeetingDetails.topic).where(
        GroupMeetingDetails.meeting_id.in_(meeting_ids)
    )
    return dict(db.session.execute(rows).all()) if meeting_ids else {}


def get_seated_companies(meeting_ids: Collection[int]) -> dict[int, list[int]]:
    """The firms that sit at each of these group meetings, the host first, then by seat."""
    rows = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id)
        .where(MeetingParty.meeting_id.in_(meeting_ids), HAS_SEAT)
        .order_by(MeetingParty.meeting_id, MeetingParty.seat.is_not(None), MeetingParty.seat)
    )
    result: dict[int, list[int]] = {}
    for meeting_id, company in db.session.execute(rows):
        result.setdefault(meeting_id, []).append(company)
    return result


def list_live_group_meetings(registration_id: int) -> list[tuple[int, bool]]:
    """(meeting, whether the firm is its host) of the group meetings ahead in which it has any part."""
    rows = (
        select(Meeting.id, MeetingParty.side)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(
            Meeting.kind == GROUP,
            Meeting.state.in_(LIVE_STATES),
            MeetingParty.registration_id == registration_id,
            or_(HAS_SEAT, MeetingParty.answer == GuestAnswer.INVITED.value),
        )
        .order_by(Meeting.id)
    )
    return [(meeting_id, side == "asker") for meeting_id, side in db.session.execute(rows)]


def has_group_seat(registration_id: int) -> ColumnElement[bool]:
    """Of meetings: the firm is host or guest of this group meeting."""
    theirs = select(MeetingParty.meeting_id).where(MeetingParty.registration_id == registration_id, HAS_SEAT)
    return (Meeting.kind == GROUP) & Meeting.id.in_(theirs)


def order_attendees(companies: Collection[int], seat: MeetingClaims) -> list[tuple[int, RepresentedCompany]]:
    """(registration, names of its person) of one group meeting, in the order of ``firms``, which sit there."""
    sits = assign_attendees(
        {company: sorted(seat.stand.get(company, ())) for company in companies}, seat.attendees.keys()
    )
    return [(company, seat.attendees[sits[company]]) for company in companies if company in sits]


def list_group_attendees(meeting_id: int) -> list[tuple[RepresentedCompany, RepresentedCompany]]:
    """(person, firm) of one group meeting: of the host first, then by seat."""
    companies = get_seated_companies([meeting_id]).get(meeting_id, [])
    attendees = order_attendees(companies, get_claims_of_meetings([meeting_id])[meeting_id])
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(companies))
    )
    named = {number: RepresentedCompany(name, name_zh) for number, name, name_zh in db.session.execute(rows)}
    return [(person, named[company]) for company, person in attendees if company in named]
