"""What the figures of an event are counted from, in as many queries for ten meetings as for thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Row, and_, bindparam, func, select

from app.companies.models import Company, CompanySector
from app.companies.sectors import tree
from app.day.models import CheckIn
from app.db import fetch, table_of
from app.events.models import Event, Slot
from app.floor.models import Notice
from app.meetings.lifecycle import PLACED, State
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty
from app.outcomes.counted import Firm, Ground, Met, Person
from app.outcomes.queries.verdicts import verdicts_in
from app.outcomes.stages import About, Verdict
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState

_M, _G, _S, _R, _C, _X, _P, _H, _N, _K = (
    table_of(model).c
    for model in (
        *(Meeting, MeetingParty, Slot, Registration, Company, CompanySector, Representation, Representative),
        *(Notice, CheckIn),
    )
)
_EVENT = bindparam("event_id", type_=Integer)
GIVEN_TIME = ("meeting.place", "meeting.accept_with_time")

# made once: the page of figures is looked at again and again on the evening of the day
_MEETINGS = (
    select(_M.id, _M.state, _M.low_id, _M.high_id, _S.starts_at)
    .join(table_of(Slot), _S.id == _M.slot_id)
    .where(_M.event_id == _EVENT, _M.kind == ONE_TO_ONE, _M.state.in_(PLACED))
    .order_by(_S.starts_at, _M.id)
)
_OF_GROUPS = (
    select(_M.id, _M.state, _M.asker_id, _G.registration_id, _G.missed, _G.answered_at, _S.starts_at)
    .join(table_of(Slot), _S.id == _M.slot_id)
    .join(table_of(MeetingParty), _G.meeting_id == _M.id)
    .where(_M.event_id == _EVENT, _M.kind == GROUP, _M.state.in_(PLACED), _G.seat.is_not(None))
    .order_by(_S.starts_at, _M.id, _G.seat)
)
_MADE = (
    select(_N.subject_id, func.min(_N.at))
    .where(_N.event_id == _EVENT, _N.subject == Meeting.__tablename__, _N.kind.in_(GIVEN_TIME))
    .group_by(_N.subject_id)
)
_FIRMS = (
    select(_R.id, _R.kind, _R.state, _R.group_id, _R.delegation_id, _R.institution, _C.name, _C.name_zh)
    .outerjoin(table_of(Company), _C.id == _R.company_id)
    .where(_R.event_id == _EVENT)
    .order_by(_C.name, _R.id)
)
_SECTORS = (
    select(_R.id, _X.code)
    .join(table_of(CompanySector), _X.company_id == _R.company_id)
    .where(_R.event_id == _EVENT, _X.kind == "is_in")
)
_PEOPLE = (
    select(_H.id, _H.display_name, _H.name_zh, _P.registration_id, _K.day)
    .outerjoin(table_of(Representation), _P.representative_id == _H.id)
    .outerjoin(table_of(CheckIn), and_(_K.representative_id == _H.id, _K.undone_at.is_(None)))
    .where(_H.event_id == _EVENT)
    .order_by(_H.display_name, _H.id)
)
_LEFT = select(_N.kind, _N.subject_id, _N.details, _N.at).where(
    *(_N.event_id == _EVENT, _N.subject == Representative.__tablename__),
    _N.kind.in_(("person.replaced", "person.removed")),
)


def ground_of(event: Event, delegation_id: int | None = None) -> Ground:
    """Of the whole event, or of a delegation."""
    zone = ZoneInfo(event.zone)
    rows = fetch(_FIRMS, event_id=event.id).all()
    guests = {row.id for row in rows if row.kind != "firm"}
    approved = {row.id for row in rows if row.state == RegistrationState.APPROVED}
    people = _people(event, zone, guests, approved)
    firms = _firms(event, rows, guests, approved, people)
    own = frozenset(row.id for row in rows if row.delegation_id == delegation_id) if delegation_id else None
    meetings = [one for one in _meetings(event, zone) if own is None or own.intersection(one.firms)]
    return Ground(meetings, firms, people, own, sorted({one.day for one in meetings}))


def _meetings(event: Event, zone: ZoneInfo) -> list[Met]:
    verdicts = verdicts_in(event.id)
    made = {one: _day(at, zone) for one, at in fetch(_MADE, event_id=event.id)}
    nothing = Verdict()
    pairs = [
        Met(
            *(row.id, State(row.state), row.starts_at, _day(row.starts_at, zone), (row.low_id, row.high_id)),
            *(made.get(row.id), verdicts.get(About(row.id), nothing)),
        )
        for row in fetch(_MEETINGS, event_id=event.id)
    ]
    groups = _with_guests(event, zone, verdicts)
    return sorted([*pairs, *groups], key=lambda one: one.starts_at) if groups else pairs


def _with_guests(event: Event, zone: ZoneInfo, verdicts: Mapping[About, Verdict]) -> list[Met]:
    """Of group meetings the host with each guest that has a seat."""
    return [
        Met(
            *(row.id, State.MISSED if row.missed else State(row.state), row.starts_at, _day(row.starts_at, zone)),
            *((row.asker_id, row.registration_id), _day(row.answered_at, zone) if row.answered_at else None),
            *(verdicts.get(About(row.id, row.registration_id), Verdict()), row.registration_id),
        )
        for row in fetch(_OF_GROUPS, event_id=event.id)
    ]


def _people(event: Event, zone: ZoneInfo, guests: set[int], approved: set[int]) -> list[Person]:
    """Who stands for an approved firm or guest, and who came for one before somebody else did."""
    names: dict[int, tuple[str, str]] = {}
    firms, came = defaultdict[int, set[int]](set), defaultdict[int, set[date]](set)
    for number, name, name_zh, registration_id, day in fetch(_PEOPLE, event_id=event.id):
        names[number] = (name, name_zh or "")
        firms[number] |= {registration_id} - {None}
        came[number] |= {day} - {None}
    if any(came[one] and not firms[one] for one in names):
        for number, firm, until in _left(event.id):
            if any(day <= _day(until, zone) for day in came[number]):
                firms[number].add(firm)
    return [
        Person(one, *names[one], frozenset(of), of <= guests, frozenset(came[one]))
        for one in names
        if (of := firms[one] & approved)
    ]


def _left(event_id: int) -> Iterator[tuple[int, int, datetime]]:
    """Who stood for which firm until when, as the log tells."""
    for kind, person, details, at in fetch(_LEFT, event_id=event_id):
        yield details["old"] if kind == "person.replaced" else person, details["registration"], at


def _firms(
    event: Event,
    rows: Sequence[Row[*tuple[Any, ...]]],
    guests: set[int],
    approved: set[int],
    people: list[Person],
) -> Mapping[int, Firm]:
    known, sections, came = tree(), defaultdict[int, set[str]](set), defaultdict[int, set[date]](set)
    for registration_id, code in fetch(_SECTORS, event_id=event.id):
        if code in known:
            sections[registration_id].add(known.path(code)[0])
    for person in people:
        for registration_id in person.firms:
            came[registration_id] |= person.came_on
    return {
        row.id: Firm(
            *(row.id, row.name or row.institution or "", row.name_zh or "", row.group_id, row.delegation_id),
            *(frozenset(sections[row.id]), row.id in approved and row.id not in guests, frozenset(came[row.id])),
        )
        for row in rows
    }


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
