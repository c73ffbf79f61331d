"""What the figures of an event are counted from, in as many queries for ten meetings as for thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Row, and_, bindparam, func, select

from app.companies.models import Company, CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.models import Notice
from app.day.models import CheckIn
from app.events.models import Event, Slot
from app.meetings.lifecycle import PLACED_STATES, MeetingState
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty
from app.outcomes.figures import FigureCompany, FigureData, FigureMeeting, FigurePerson
from app.outcomes.queries.verdicts import verdicts_of_event
from app.outcomes.stages import OutcomeSubject, OutcomeVerdict
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState

_EVENT = bindparam("event_id", type_=Integer)
TIME_NOTICES = ("meeting.place", "meeting.accept_with_time")

# made once: the page of figures is looked at again and again on the evening of the day
_MEETINGS_QUERY = (
    select(Meeting.id, Meeting.state, Meeting.low_id, Meeting.high_id, Slot.starts_at)
    .join(Slot, Slot.id == Meeting.slot_id)
    .where(Meeting.event_id == _EVENT, Meeting.kind == ONE_TO_ONE, Meeting.state.in_(PLACED_STATES))
    .order_by(Slot.starts_at, Meeting.id)
)
_GROUPS_QUERY = (
    select(
        Meeting.id,
        Meeting.state,
        Meeting.asker_id,
        MeetingParty.registration_id,
        MeetingParty.missed,
        MeetingParty.answered_at,
        Slot.starts_at,
    )
    .join(Slot, Slot.id == Meeting.slot_id)
    .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
    .where(
        Meeting.event_id == _EVENT,
        Meeting.kind == GROUP,
        Meeting.state.in_(PLACED_STATES),
        MeetingParty.seat.is_not(None),
    )
    .order_by(Slot.starts_at, Meeting.id, MeetingParty.seat)
)
_MADE_QUERY = (
    select(Notice.subject_id, func.min(Notice.at))
    .where(Notice.event_id == _EVENT, Notice.subject == Meeting.__tablename__, Notice.kind.in_(TIME_NOTICES))
    .group_by(Notice.subject_id)
)
_COMPANIES_QUERY = (
    select(
        Registration.id,
        Registration.kind,
        Registration.state,
        Registration.group_id,
        Registration.delegation_id,
        Registration.institution,
        Company.name,
        Company.name_zh,
    )
    .outerjoin(Company, Company.id == Registration.company_id)
    .where(Registration.event_id == _EVENT)
    .order_by(Company.name, Registration.id)
)
_SECTORS_QUERY = (
    select(Registration.id, CompanySector.code)
    .join(CompanySector, CompanySector.company_id == Registration.company_id)
    .where(Registration.event_id == _EVENT, CompanySector.kind == "is_in")
)
_PEOPLE_QUERY = (
    select(
        Representative.id,
        Representative.display_name,
        Representative.name_zh,
        Representation.registration_id,
        CheckIn.day,
    )
    .outerjoin(Representation, Representation.representative_id == Representative.id)
    .outerjoin(CheckIn, and_(CheckIn.representative_id == Representative.id, CheckIn.undone_at.is_(None)))
    .where(Representative.event_id == _EVENT)
    .order_by(Representative.display_name, Representative.id)
)
_FORMER_QUERY = select(Notice.kind, Notice.subject_id, Notice.details, Notice.at).where(
    Notice.event_id == _EVENT,
    Notice.subject == Representative.__tablename__,
    Notice.kind.in_(("person.replaced", "person.removed")),
)


def figure_data_of(event: Event, delegation_id: int | None = None) -> FigureData:
    """Of the whole event, or of a delegation."""
    zone = ZoneInfo(event.zone)
    rows = db.session.execute(_COMPANIES_QUERY, {"event_id": event.id}).all()
    guests = {row.id for row in rows if row.kind != "firm"}
    approved = {row.id for row in rows if row.state == RegistrationState.APPROVED}
    people = _people(event, zone, guests, approved)
    companies = _companies(event, rows, guests, approved, people)
    own = frozenset(row.id for row in rows if row.delegation_id == delegation_id) if delegation_id else None
    meetings = [meeting for meeting in _meetings(event, zone) if own is None or own.intersection(meeting.companies)]
    return FigureData(meetings, companies, people, own, sorted({meeting.day for meeting in meetings}))


def _meetings(event: Event, zone: ZoneInfo) -> list[FigureMeeting]:
    verdicts = verdicts_of_event(event.id)
    made = {meeting: _day_in_zone(at, zone) for meeting, at in db.session.execute(_MADE_QUERY, {"event_id": event.id})}
    nothing = OutcomeVerdict()
    pairs = [
        FigureMeeting(
            row.id,
            MeetingState(row.state),
            row.starts_at,
            _day_in_zone(row.starts_at, zone),
            (row.low_id, row.high_id),
            made.get(row.id),
            verdicts.get(OutcomeSubject(row.id), nothing),
        )
        for row in db.session.execute(_MEETINGS_QUERY, {"event_id": event.id})
    ]
    groups = _meetings_of_groups(event, zone, verdicts)
    return sorted([*pairs, *groups], key=lambda meeting: meeting.starts_at) if groups else pairs


def _meetings_of_groups(
    event: Event, zone: ZoneInfo, verdicts: Mapping[OutcomeSubject, OutcomeVerdict]
) -> list[FigureMeeting]:
    """Of group meetings the host with each guest that has a seat."""
    return [
        FigureMeeting(
            row.id,
            MeetingState.MISSED if row.missed else MeetingState(row.state),
            row.starts_at,
            _day_in_zone(row.starts_at, zone),
            (row.asker_id, row.registration_id),
            _day_in_zone(row.answered_at, zone) if row.answered_at else None,
            verdicts.get(OutcomeSubject(row.id, row.registration_id), OutcomeVerdict()),
            row.registration_id,
        )
        for row in db.session.execute(_GROUPS_QUERY, {"event_id": event.id})
    ]


def _people(event: Event, zone: ZoneInfo, guests: set[int], approved: set[int]) -> list[FigurePerson]:
    """Who stands for an approved firm or guest, and who came for one before somebody else did."""
    names: dict[int, tuple[str, str]] = {}
    companies, came = defaultdict[int, set[int]](set), defaultdict[int, set[date]](set)
    for number, name, name_zh, registration_id, day in db.session.execute(_PEOPLE_QUERY, {"event_id": event.id}):
        names[number] = (name, name_zh or "")
        companies[number] |= {registration_id} - {None}
        came[number] |= {day} - {None}
    if any(came[person] and not companies[person] for person in names):
        for number, company, until in _former_companies(event.id):
            if any(day <= _day_in_zone(until, zone) for day in came[number]):
                companies[number].add(company)
    return [
        FigurePerson(person, *names[person], frozenset(of), of <= guests, frozenset(came[person]))
        for person in names
        if (of := companies[person] & approved)
    ]


def _former_companies(event_id: int) -> Iterator[tuple[int, int, datetime]]:
    """Who stood for which firm until when, as the log tells."""
    for kind, person, details, at in db.session.execute(_FORMER_QUERY, {"event_id": event_id}):
        yield details["old"] if kind == "person.replaced" else person, details["registration"], at


def _companies(
    event: Event,
    rows: Sequence[Row[*tuple[Any, ...]]],
    guests: set[int],
    approved: set[int],
    people: list[FigurePerson],
) -> Mapping[int, FigureCompany]:
    known, sections, came = sector_tree(), defaultdict[int, set[str]](set), defaultdict[int, set[date]](set)
    for registration_id, code in db.session.execute(_SECTORS_QUERY, {"event_id": event.id}):
        if code in known:
            sections[registration_id].add(known.path(code)[0])
    for person in people:
        for registration_id in person.companies:
            came[registration_id] |= person.checked_in_on
    return {
        row.id: FigureCompany(
            row.id,
            row.name or row.institution or "",
            row.name_zh or "",
            row.group_id,
            row.delegation_id,
            frozenset(sections[row.id]),
            row.id in approved and row.id not in guests,
            frozenset(came[row.id]),
        )
        for row in rows
    }


def _day_in_zone(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
