"""Group meetings as lists: of one company, of several, of an event; a constant number of queries each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from app.companies.models import Company
from app.companies.wording import company_label
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.localized import Localized
from app.events.models import Slot
from app.events.rules import has_expired
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.lifecycle import PLACED_STATES, MeetingState
from app.meetings.models import GROUP, GroupMeetingDetails, Meeting, MeetingParty
from app.meetings.queries.claims import MeetingClaims, MeetingEnds, get_claims_of_meetings, get_meeting_ends
from app.meetings.queries.displacement import get_elsewhere_check
from app.meetings.queries.group_meeting_parties import HAS_SEAT, order_attendees
from app.meetings.queries.lists import MeetingCompany
from app.registrations.models import Registration


@dataclass(frozen=True)
class GroupGuest:
    """A company that was invited, or took a seat, or gave it back; ``expires_at``: until when an invitation waits;
    ``missed``: it did not come."""

    company: MeetingCompany
    answer: GuestAnswer
    seat: int | None
    at: datetime | None
    expires_at: datetime | None = None
    missed: bool = False


@dataclass(frozen=True)
class GroupAttendee:
    """Somebody who sits at a group meeting, for a firm."""

    name: str
    company: MeetingCompany


@dataclass(frozen=True)
class GroupMeetingRow:
    """A group meeting as lists show it, of ``length`` slots. ``guests``: all who have to do with it, by seat.

    ``people``: who sits there, by name; ``attendees``: the same with their companies, the host first, then by seat;
    ``elsewhere``: which of these companies are elsewhere then, while it is booked; ``closed_to``: the reader may not
    sit with one of those who do, so that it is full for it; ``closed_by_own``: as it marked one of them *never* itself.
    """

    id: int
    state: MeetingState
    topic: str
    seats: int
    is_open: bool
    host: MeetingCompany
    guests: tuple[GroupGuest, ...]
    slot_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    length: int
    table: str
    zone: Localized
    people: tuple[str, ...]
    interpreter: str
    video_url: str
    arranged_by: int | None
    reply: str
    changed_at: datetime
    sequence: int
    version: int
    attendees: tuple[GroupAttendee, ...] = ()
    elsewhere: tuple[MeetingCompany, ...] = ()
    closed_to: bool = False
    closed_by_own: bool = False

    @property
    def until(self) -> datetime | None:
        """When it ends, of one of several slots; None of one of a single slot, of which nobody asks."""
        return self.ends_at if self.length > 1 else None

    @property
    def seated(self) -> tuple[GroupGuest, ...]:
        """Who has, or had, a seat at its end."""
        return tuple(guest for guest in self.guests if guest.answer is GuestAnswer.ACCEPTED)

    @property
    def sitting(self) -> tuple[MeetingCompany, ...]:
        """The firms that sit there: the host, then the guests by seat."""
        return (self.host, *(guest.company for guest in self.seated))

    @property
    def left(self) -> int:
        """How many seats are free for the reader."""
        return 0 if self.closed_to else max(0, self.seats - len(self.seated))

    def answer_of(self, registration_id: int) -> GuestAnswer | None:
        """What a guest said; None for a firm that has nothing to do with it."""
        guest = self.guest(registration_id)
        return guest.answer if guest is not None else None

    def guest(self, registration_id: int) -> GroupGuest | None:
        """A firm that has to do with it and is not its host."""
        return next((guest for guest in self.guests if guest.company.registration_id == registration_id), None)

    def is_host(self, registration_id: int) -> bool:
        return self.host.registration_id == registration_id

    def holds_time_of(self, registration_id: int) -> bool:
        """Whether the firm sits there."""
        return self.is_host(registration_id) or self.answer_of(registration_id) is GuestAnswer.ACCEPTED

    def elsewhere_for(self, registration_id: int) -> tuple[MeetingCompany, ...]:
        """Of those who are elsewhere then whom a firm is told of: as the host all, as a guest itself."""
        every = self.is_host(registration_id)
        return tuple(company for company in self.elsewhere if every or company.registration_id == registration_id)

    def waits_for(self, registration_id: int) -> bool:
        """Whether this firm is to say whether it comes."""
        guest = self.guest(registration_id)
        invited = (
            guest is not None and guest.answer is GuestAnswer.INVITED and not has_expired(guest.expires_at, now=now())
        )
        return self.is_ahead and invited

    def answer_until(self, registration_id: int) -> datetime | None:
        """Until when this firm is to say whether it comes; None where it is not asked."""
        guest = self.guest(registration_id)
        return guest.expires_at if guest is not None and self.waits_for(registration_id) else None

    @property
    def is_off(self) -> bool:
        """Whether it was called off: nobody comes, and no seat is left or taken."""
        return self.state == MeetingState.CANCELLED

    @property
    def has_begun(self) -> bool:
        """Whether it is on, or over: what came of it can be noted."""
        begun = self.starts_at is not None and self.starts_at <= now()
        return begun and self.state in (MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED)

    @property
    def is_ahead(self) -> bool:
        return self.state == MeetingState.BOOKED and self.starts_at is not None and self.starts_at > now()


def list_attended_group_meetings(registration_ids: Collection[int], *states: MeetingState) -> list[GroupMeetingRow]:
    """The group meetings at which one of these firms sits, by time."""
    return _group_rows(_of_companies(registration_ids, HAS_SEAT), states or PLACED_STATES)


def list_group_meetings_of(registration_id: int, *states: MeetingState) -> list[GroupMeetingRow]:
    """The group meetings with which a firm has, or had, to do, whatever it said."""
    return list_group_meetings_of_any([registration_id], *states)


def list_group_meetings_of_any(
    registration_ids: Collection[int], *states: MeetingState, brief: bool = False
) -> list[GroupMeetingRow]:
    """The same of several firms, each group once."""
    return _group_rows(_of_companies(registration_ids), states, brief=brief)


def _of_companies(registration_ids: Collection[int], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    theirs = MeetingParty.registration_id.in_(registration_ids)
    return Meeting.id.in_(select(MeetingParty.meeting_id).where(theirs, *conditions))


def list_event_group_meetings(
    event_id: int, *states: MeetingState, brief: bool = False, seats: Mapping[int, MeetingClaims] | None = None
) -> list[GroupMeetingRow]:
    """All group meetings of an event, by time. ``brief``: not who sits there for whom, and who is elsewhere then;
    ``seats``: what they hold, where that is read already."""
    return _group_rows(Meeting.event_id == event_id, states, brief=brief, seats=seats)


def get_group_meeting(event_id: int, meeting_id: int) -> GroupMeetingRow:
    """One of an event. Raises NotFound."""
    row = next(iter(_group_rows(and_(Meeting.event_id == event_id, Meeting.id == meeting_id), ())), None)
    if row is None:
        raise NotFound
    return row


def _group_rows(
    condition: ColumnElement[bool],
    states: Iterable[MeetingState],
    *,
    brief: bool = False,
    seats: Mapping[int, MeetingClaims] | None = None,
) -> list[GroupMeetingRow]:
    wanted = (
        select(Meeting, GroupMeetingDetails, Slot.starts_at, Slot.ends_at)
        .add_columns(MeetingParty, Company, Registration.group_id, Registration.delegation_id)
        .join(GroupMeetingDetails, GroupMeetingDetails.meeting_id == Meeting.id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .join(Registration, Registration.id == MeetingParty.registration_id)
        .join(Company, Company.id == Registration.company_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .where(condition, Meeting.kind == GROUP)
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
        .order_by(MeetingParty.seat.is_(None), MeetingParty.seat, MeetingParty.id)
    )
    if states := tuple(states):
        wanted = wanted.where(Meeting.state.in_(states))
    parties = db.session.execute(wanted).all()
    rows_by_meeting: dict[int, Any] = {row[0].id: row[:4] for row in parties}
    hosts, guests = _hosts_and_guests(row[4:6] for row in parties)
    of = {row[4].registration_id: (row[6], row[7]) for row in parties}
    seats = get_claims_of_meetings(list(rows_by_meeting)) if seats is None else seats
    ends = get_meeting_ends([row[0] for row in rows_by_meeting.values()])
    rows = [
        _group_row(
            meeting,
            about,
            starts_at,
            ends_at,
            hosts[meeting_id],
            tuple(guests[meeting_id]),
            seats.get(meeting_id, MeetingClaims()),
            ends,
        )
        for meeting_id, (meeting, about, starts_at, ends_at) in rows_by_meeting.items()
    ]
    if brief:
        return rows
    booked = {
        meeting_id: row[0].event_id
        for meeting_id, row in rows_by_meeting.items()
        if row[0].state == MeetingState.BOOKED
    }
    elsewhere = {event_id: get_elsewhere_check(event_id) for event_id in {*booked.values()}}
    return [
        replace(
            row,
            attendees=_attendees_of(row, seats[row.id]),
            elsewhere=tuple(
                company
                for company in row.sitting
                if row.id in booked
                and elsewhere[booked[row.id]](
                    seats[row.id].slots, company.registration_id, *of[company.registration_id]
                )
            ),
        )
        for row in rows
    ]


def _attendees_of(row: GroupMeetingRow, seat: MeetingClaims) -> tuple[GroupAttendee, ...]:
    companies = {participant.registration_id: participant for participant in row.sitting}
    return tuple(
        GroupAttendee(company_label(person), companies[company])
        for company, person in order_attendees(list(companies), seat)
    )


def _group_row(
    meeting: Meeting,
    about: GroupMeetingDetails,
    starts_at: datetime | None,
    ends_at: datetime | None,
    host: MeetingCompany,
    guests: tuple[GroupGuest, ...],
    seat: MeetingClaims,
    ends: MeetingEnds,
) -> GroupMeetingRow:
    return GroupMeetingRow(
        id=meeting.id,
        state=MeetingState(meeting.state),
        topic=about.topic,
        seats=about.seats,
        is_open=about.is_open,
        host=host,
        guests=guests,
        slot_id=meeting.slot_id,
        starts_at=starts_at,
        ends_at=ends.of(meeting) or ends_at,
        length=meeting.length,
        table=seat.table,
        zone=seat.zone,
        people=seat.people,
        interpreter=seat.interpreter,
        video_url=seat.video_url,
        arranged_by=meeting.arranged_by,
        reply=meeting.reply or "",
        changed_at=meeting.changed_at,
        sequence=meeting.sequence,
        version=meeting.version,
    )


def _hosts_and_guests(parties: Iterable[Any]) -> tuple[dict[int, MeetingCompany], dict[int, list[GroupGuest]]]:
    """By meeting its host, and its guests."""
    hosts: dict[int, MeetingCompany] = {}
    guests: dict[int, list[GroupGuest]] = defaultdict(list)
    for party, company in parties:
        firm = MeetingCompany(party.registration_id, company.name, company.name_zh or "", company.seeks)
        if party.side == "asker":
            hosts[party.meeting_id] = firm
        elif party.answer:
            guests[party.meeting_id].append(
                GroupGuest(
                    firm, GuestAnswer(party.answer), party.seat, party.answered_at, party.expires_at, party.missed
                )
            )
    return hosts, guests
