"""Which meetings companies and people have ahead, and who still sits at another table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, select

from app.core.db import db
from app.day.queries.people import DeskAttendee
from app.events.models import Slot, Table
from app.meetings.lifecycle import MeetingState
from app.meetings.models import ONE_TO_ONE, Claim, Meeting, MeetingParty
from app.meetings.queries.group_meeting_parties import HAS_SEAT
from app.registrations.queries.delegation_members import RepresentedCompany


@dataclass(frozen=True, slots=True)
class MeetingsAhead:
    """``meetings``: booked ones that are not over; ``starts_at`` and ``table``: of the first of them."""

    meetings: int
    starts_at: datetime
    table: str


TABLE_LABEL: Final = (
    select(Table.label)
    .join(Claim, Claim.table_id == Table.id)
    .where(Claim.meeting_id == Meeting.id)
    .limit(1)
    .correlate(Meeting)
    .scalar_subquery()
)


def get_company_meetings_ahead(
    event_id: int, registration_ids: Collection[int], now: datetime
) -> Mapping[int, MeetingsAhead]:
    """By firm; those with nothing before them are absent. A table is "" where the meeting is online."""
    chosen = (
        select(MeetingParty.registration_id, Slot.starts_at, TABLE_LABEL)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(MeetingParty.registration_id.in_(registration_ids))
        .where((Meeting.kind == "one_to_one") | (MeetingParty.side == "asker") | MeetingParty.seat.is_not(None))
    )
    return _get_first_of_each(chosen, event_id, now)


def get_person_meetings_ahead(event_id: int, people: Collection[int], now: datetime) -> Mapping[int, MeetingsAhead]:
    """By person: the meetings at which it sits, and no colleague in its place."""
    chosen = (
        select(Claim.representative_id, Slot.starts_at, TABLE_LABEL)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Claim.representative_id.in_(people), Claim.slot_id == Meeting.slot_id)
    )
    return _get_first_of_each(chosen, event_id, now)


def _get_first_of_each(chosen: Select[Any], event_id: int, now: datetime) -> Mapping[int, MeetingsAhead]:
    left = Meeting.event_id == event_id, Meeting.state == MeetingState.BOOKED, Slot.ends_at > now
    result: dict[int, MeetingsAhead] = {}
    for whose, starts_at, table in db.session.execute(
        chosen.where(*left).order_by(Slot.starts_at.desc(), Meeting.id.desc())
    ):
        known = result.get(whose)
        result[whose] = MeetingsAhead(known.meetings + 1 if known else 1, starts_at, table or "")
    return result


OVERRUN: Final = timedelta(minutes=15)
"""So long after its time has ended a meeting is thought to go on."""


@dataclass(slots=True)
class RecentMeeting:
    """A meeting that runs, or ran a moment ago. ``people``: who sits there, by their ids."""

    meeting_id: int
    starts_at: datetime
    ends_at: datetime
    table: str = ""
    people: list[int] = field(default_factory=list)
    companies: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DelayedAttendee:
    """``person`` is awaited at ``table`` by ``waiting``, and was at ``sits_at`` with ``partners`` until ``until``."""

    meeting_id: int
    starts_at: datetime
    table: str
    person: DeskAttendee
    company: RepresentedCompany
    waiting: tuple[RepresentedCompany, ...]
    sits_at: str
    partners: tuple[RepresentedCompany, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class CurrentSeat:
    """Where somebody of a firm sits now, and with whom."""

    table: str
    partners: tuple[RepresentedCompany, ...]
    until: datetime


def list_recent_meetings(event_id: int, now: datetime) -> list[RecentMeeting]:
    """The meetings at tables that run, or whose time ended within ``OVERRUN``, in order of time; two queries."""
    rows = (
        select(Claim.meeting_id, Slot.starts_at, Slot.ends_at, Claim.representative_id, Table.label)
        .join(Slot, Slot.id == Claim.slot_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .outerjoin(Table, Table.id == Claim.table_id)
        .where(Claim.event_id == event_id, Meeting.state.in_((MeetingState.BOOKED, MeetingState.HELD)))
        .where(Slot.starts_at <= now, Slot.ends_at > now - OVERRUN)
        .order_by(Slot.starts_at, Claim.id)
    )
    meetings: dict[int, RecentMeeting] = {}
    for meeting_id, starts_at, ends_at, person_id, label in db.session.execute(rows):
        sat = meetings.setdefault(meeting_id, RecentMeeting(meeting_id, starts_at, ends_at))
        sat.ends_at, sat.table = max(sat.ends_at, ends_at), sat.table or label or ""
        if person_id is not None and person_id not in sat.people:
            sat.people.append(person_id)
    parties = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(MeetingParty.meeting_id.in_(meetings), (Meeting.kind == ONE_TO_ONE) | HAS_SEAT)
    )
    for meeting_id, registration_id in db.session.execute(parties.order_by(MeetingParty.id)):
        meetings[meeting_id].companies.append(registration_id)
    return list(meetings.values())


def list_delayed_attendees(
    sat: Sequence[RecentMeeting], people: Sequence[DeskAttendee], now: datetime
) -> list[DelayedAttendee]:
    """Of those who are here, by the table at which they are awaited."""
    here = {item.id: item for item in people if item.here is not None}
    companies = _get_companies(people)
    over: dict[int, RecentMeeting] = {person: item for item in sat if item.ends_at <= now for person in item.people}
    delayed = []
    for item in (each for each in sat if each.ends_at > now):
        for person_id in item.people:
            before = over.get(person_id)
            if before is None or person_id not in here or before.table in ("", item.table):
                continue
            person = here[person_id]
            own = {number for number, _company in person.companies}
            delayed.append(
                DelayedAttendee(
                    item.meeting_id,
                    item.starts_at,
                    item.table,
                    person,
                    next((company for number, company in person.companies if number in item.companies), person.company),
                    _list_partners(item, own, companies),
                    before.table,
                    _list_partners(before, own, companies),
                    before.ends_at,
                )
            )
    return sorted(delayed, key=lambda each: (each.table, each.person.id))


def get_current_seats(
    sat: Sequence[RecentMeeting], people: Sequence[DeskAttendee], now: datetime
) -> dict[int, list[CurrentSeat]]:
    """By firm where its people that are here sit now: whoever misses one of it finds the others there."""
    by_id, companies = {item.id: item for item in people}, _get_companies(people)
    seats: dict[int, list[CurrentSeat]] = defaultdict(list)
    for item in (each for each in sat if each.ends_at > now and each.table):
        for person in (by_id[number] for number in item.people if number in by_id and by_id[number].here):
            own = {number for number, _company in person.companies}
            for number in own:
                seats[number].append(CurrentSeat(item.table, _list_partners(item, own, companies), item.ends_at))
    return dict(seats)


def _get_companies(people: Sequence[DeskAttendee]) -> dict[int, RepresentedCompany]:
    return {number: company for person in people for number, company in person.companies}


def _list_partners(
    sat: RecentMeeting, own: set[int], companies: dict[int, RepresentedCompany]
) -> tuple[RepresentedCompany, ...]:
    return tuple(companies[company] for company in sat.companies if company not in own and company in companies)
