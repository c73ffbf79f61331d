"""Meetings of two and group meetings that run or begin soon while somebody has not checked in, and those noted as
missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Date, Integer, Select, bindparam, func, select

from app.core.db import db
from app.day.models import CheckIn
from app.day.queries.people import DeskAttendee, get_event_day
from app.events.models import Slot, Table
from app.meetings.attendees import assign_attendees
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, ONE_TO_ONE, Claim, GroupMeetingDetails, Meeting, MeetingParty
from app.meetings.queries.group_meeting_parties import HAS_SEAT
from app.registrations.models import Representation
from app.registrations.queries.delegation_members import RepresentedCompany

LATE_LOOKAHEAD: Final = timedelta(minutes=15)
MISSED_WINDOW: Final = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class LateMeeting:
    """``missing``: who should sit at it and is not here; ``waiting``: companies whose people are. ``begun``: it may be
    noted as missed."""

    meeting_id: int
    starts_at: datetime
    table: str
    begun: bool
    missing: tuple[DeskAttendee, ...]
    waiting: tuple[RepresentedCompany, ...]


@dataclass(frozen=True, slots=True)
class CompanyAlone:
    """A firm that is here and whose meeting was missed a while ago."""

    registration_id: int
    company: RepresentedCompany
    meeting_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class MissedMeeting:
    """A meeting of two that was noted as missed a while ago, which may have been a slip."""

    meeting_id: int
    starts_at: datetime
    table: str
    companies: tuple[RepresentedCompany, ...]


def list_late_meetings(event_id: int, people: Sequence[DeskAttendee], now: datetime) -> list[LateMeeting]:
    """Of booked meetings of two that run now or begin soon, those that lack somebody; the first to begin first."""
    by_id = {person.id: person for person in people}
    rows = _list_rows(event_id, MeetingState.BOOKED, Slot.starts_at <= now + LATE_LOOKAHEAD, is_running(event_id, now))
    rows_by_meeting: dict[int, list[Any]] = {}
    for row in rows:
        rows_by_meeting.setdefault(row.id, []).append(row)
    return [late for rows in rows_by_meeting.values() if (late := _build_late_meeting(rows, by_id, now)) is not None]


def count_incomplete_meetings(event_id: int, now: datetime) -> int:
    """How many booked meetings run now without somebody who should sit there; 0 on a day on which nobody has been
    checked in, as then nobody knows. For pages that only count."""
    asked = {"event_id": event_id, "today": get_event_day(event_id), "moment": now}
    return int(db.session.execute(_incomplete_query(), asked).scalar_one())


_EVENT = bindparam("event_id", type_=Integer)
_CHECKED_IN_TODAY = (
    CheckIn.event_id == _EVENT,
    CheckIn.day == bindparam("today", type_=Date),
    CheckIn.undone_at.is_(None),
)


@cache
def _incomplete_query() -> Select[int]:
    """Made once: making it takes longer than asking."""
    here, moment = (
        select(CheckIn.representative_id).where(*_CHECKED_IN_TODAY),
        bindparam("moment", type_=Slot.starts_at.type),
    )
    awaited = (
        select(MeetingParty.id)
        .join(Representation, Representation.registration_id == MeetingParty.registration_id)
        .where(MeetingParty.meeting_id == Meeting.id, HAS_SEAT, MeetingParty.missed.is_(False))
        .where(Representation.representative_id == Claim.representative_id)
    )
    return (
        select(func.count(Meeting.id.distinct()))
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & (Claim.slot_id == Slot.id))
        .where(Meeting.event_id == _EVENT, Meeting.state == MeetingState.BOOKED)
        .where(Slot.starts_at <= moment, is_running(_EVENT, moment))
        .where(here.exists(), Claim.representative_id.is_not(None), Claim.representative_id.not_in(here))
        .where((Meeting.kind == ONE_TO_ONE) | awaited.exists())
    )


def is_running(event_id: int | BindParameter[int], now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Of meetings: some of their time is not over."""
    ahead = select(Claim.meeting_id).join(Slot, Slot.id == Claim.slot_id)
    return Meeting.id.in_(ahead.where(Claim.event_id == event_id, Slot.ends_at > now))


def list_companies_alone(event_id: int, people: Sequence[DeskAttendee], now: datetime) -> list[CompanyAlone]:
    """Each firm once, the newest missed meeting first."""
    here: dict[int, RepresentedCompany] = {
        number: company for person in people if person.here for number, company in person.companies
    }
    companies_alone: dict[int, CompanyAlone] = {}
    for row in reversed(
        _list_rows(event_id, MeetingState.MISSED, Slot.starts_at <= now, Slot.starts_at > now - MISSED_WINDOW)
    ):
        for number in (row.low_id, row.high_id):
            if number in here:
                companies_alone.setdefault(number, CompanyAlone(number, here[number], row.id, row.starts_at))
    return list(companies_alone.values())


def list_missed_meetings(event_id: int, people: Sequence[DeskAttendee], now: datetime) -> list[MissedMeeting]:
    """All of the last hour, the newest first."""
    companies = {number: company for person in people for number, company in person.companies}
    missed_meetings: dict[int, MissedMeeting] = {}
    for row in reversed(
        _list_rows(event_id, MeetingState.MISSED, Slot.starts_at <= now, Slot.starts_at > now - MISSED_WINDOW)
    ):
        if row.id not in missed_meetings or row.label:
            both = tuple(companies[number] for number in (row.low_id, row.high_id) if number in companies)
            missed_meetings[row.id] = MissedMeeting(row.id, row.starts_at, row.label or "", both)
    return list(missed_meetings.values())


def _list_rows(event_id: int, state: MeetingState, *when: Any) -> Sequence[Any]:
    """A row for each person and each table of a meeting."""
    columns: tuple[Any, ...] = (Meeting.id, Meeting.low_id, Meeting.high_id, Slot.starts_at)
    chosen = (
        select(*columns, Claim.representative_id, Table.label)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & (Claim.slot_id == Slot.id))
        .outerjoin(Table, Table.id == Claim.table_id)
        .where(Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state == state, *when)
        .order_by(Slot.starts_at, Meeting.id, Claim.id)
    )
    return db.session.execute(chosen).all()


def _build_late_meeting(rows: Sequence[Any], people: dict[int, DeskAttendee], now: datetime) -> LateMeeting | None:
    sitting = [people[row.representative_id] for row in rows if row.representative_id in people]
    missing = tuple(attendee for attendee in sitting if attendee.here is None)
    if not missing:
        return None
    first, parties = rows[0], {rows[0].low_id, rows[0].high_id}
    waiting = tuple(_get_company(attendee, parties) for attendee in sitting if attendee.here is not None)
    table = next((row.label for row in rows if row.label), "")
    return LateMeeting(first.id, first.starts_at, table, first.starts_at <= now, missing, waiting)


def _get_company(person: DeskAttendee, parties: set[int]) -> RepresentedCompany:
    """For whom the person sits there."""
    return next((company for number, company in person.companies if number in parties), person.company)


@dataclass(frozen=True, slots=True)
class AbsentAttendee:
    """Who should sit at a group for a firm; of a guest it may be noted that it does not come."""

    person: DeskAttendee
    registration_id: int
    company: RepresentedCompany
    is_host: bool


@dataclass(frozen=True, slots=True)
class LateGroupMeeting:
    """``missing``: the host first, then by seat; ``waiting``: companies whose people are here. ``begun``: it, or a
    guest of it, may be noted as missed."""

    meeting_id: int
    topic: str
    starts_at: datetime
    table: str
    begun: bool
    missing: tuple[AbsentAttendee, ...]
    waiting: tuple[RepresentedCompany, ...]

    @property
    def lacks_host(self) -> bool:
        return any(attendee.is_host for attendee in self.missing)


@dataclass(frozen=True, slots=True)
class MissedGroupMeeting:
    """A group that was noted as missed a while ago, or a ``guest`` of one that went on without it."""

    meeting_id: int
    topic: str
    starts_at: datetime
    table: str
    guest: tuple[int, RepresentedCompany] | None = None


def list_late_groups(event_id: int, people: Sequence[DeskAttendee], now: datetime) -> list[LateGroupMeeting]:
    """Of booked groups that run now or begin soon, those that lack somebody; two queries, whatever their number."""
    by_id = {person.id: person for person in people}
    ahead = (Meeting.state == MeetingState.BOOKED, Slot.starts_at <= now + LATE_LOOKAHEAD, is_running(event_id, now))
    groups, sitting, labels = _load_groups(event_id, *ahead)
    late_groups = (
        _build_late_group(row, parties, sitting[row.id], labels.get(row.id, ""), by_id, now)
        for row, parties in groups
        if row.id in sitting
    )
    return [late_group for late_group in late_groups if late_group.missing]


def list_missed_groups(event_id: int, people: Sequence[DeskAttendee], now: datetime) -> list[MissedGroupMeeting]:
    """All of the last hour, the newest first; the guests of a group by seat."""
    companies = {number: company for person in people for number, company in person.companies}
    noted = (Meeting.state.in_((MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED)),)
    groups, _sitting, labels = _load_groups(
        event_id, *noted, Slot.starts_at <= now, Slot.starts_at > now - MISSED_WINDOW
    )
    return [
        MissedGroupMeeting(row.id, row.topic, row.starts_at, labels.get(row.id, ""), guest)
        for row, parties in reversed(groups)
        for guest in _list_missed_guests(row, parties, companies)
    ]


def _list_missed_guests(
    row: Any, parties: Sequence[MeetingParty], companies: Mapping[int, RepresentedCompany]
) -> Iterator[tuple[int, RepresentedCompany] | None]:
    if row.state == MeetingState.MISSED:
        yield None
        return
    yield from (
        (party.registration_id, companies[party.registration_id])
        for party in parties
        if party.missed and party.registration_id in companies
    )


def _load_groups(
    event_id: int, *which: Any
) -> tuple[list[tuple[Any, list[MeetingParty]]], dict[int, set[int]], dict[int, str]]:
    """The groups by time, each with who has a seat, the host first; by group who claims a seat, and the table."""
    chosen = (
        select(Meeting.id, Meeting.state, Slot.starts_at, GroupMeetingDetails.topic, MeetingParty)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(GroupMeetingDetails, GroupMeetingDetails.meeting_id == Meeting.id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(Meeting.event_id == event_id, Meeting.kind == GROUP, HAS_SEAT, *which)
        .order_by(Slot.starts_at, Meeting.id, MeetingParty.seat.is_not(None), MeetingParty.seat)
    )
    rows: dict[int, tuple[Any, list[MeetingParty]]] = {}
    for row in db.session.execute(chosen):
        rows.setdefault(row.id, (row, []))[1].append(row.MeetingParty)
    claimed = (
        select(Claim.meeting_id, Claim.representative_id, Table.label)
        .outerjoin(Table, Table.id == Claim.table_id)
        .where(Claim.meeting_id.in_(rows))
    )
    sitting: dict[int, set[int]] = defaultdict(set)
    labels: dict[int, str] = {}
    for meeting_id, person, label in db.session.execute(claimed):
        if person is not None:
            sitting[meeting_id].add(person)
        if label:
            labels[meeting_id] = label
    return list(rows.values()), sitting, labels


def _build_late_group(
    row: Any,
    parties: Sequence[MeetingParty],
    sitting: set[int],
    table: str,
    people: Mapping[int, DeskAttendee],
    now: datetime,
) -> LateGroupMeeting:
    stand = {party.registration_id: _list_representatives(party.registration_id, sitting, people) for party in parties}
    sits = assign_attendees(stand, sitting)
    missing, waiting = [], []
    for meeting_party in parties:
        person = people.get(sits.get(meeting_party.registration_id, 0))
        if person is None:
            continue
        company = dict(person.companies)[meeting_party.registration_id]
        if person.here is not None:
            waiting.append(company)
        elif not meeting_party.missed:
            missing.append(
                AbsentAttendee(person, meeting_party.registration_id, company, meeting_party.side == "asker")
            )
    return LateGroupMeeting(
        row.id, row.topic, row.starts_at, table, row.starts_at <= now, tuple(missing), tuple(waiting)
    )


def _list_representatives(company: int, sitting: set[int], people: Mapping[int, DeskAttendee]) -> list[int]:
    return [
        person_id
        for person_id in sorted(sitting)
        if person_id in people and any(number == company for number, _company in people[person_id].companies)
    ]
