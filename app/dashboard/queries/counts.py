"""What an event's figures count: states, meetings per company, who meets whom, sectors; in few queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.accounts.models import EventRole
from app.accounts.permissions import Role
from app.companies.models import Company, CompanySector
from app.companies.queries import company_name_order
from app.companies.sectors.tree import sector_tree
from app.core.db import db, now
from app.core.models import Outbox
from app.core.paging import Page, clip_page
from app.dashboard.charts import CrossingCompany, SectorCrossing, cross_sectors
from app.events.models import Table
from app.events.overview import ParticipantCounts
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, NOW_PARAMETER, ONE_TO_ONE, Meeting, MeetingParty, get_state_at, is_not_expired
from app.meetings.policy import COUNTED_STATES
from app.meetings.queries.displacement import find_clashing_meetings
from app.meetings.queries.group_meeting_parties import HAS_SEAT
from app.meetings.queries.interpreter_needs import InterpreterShortage, get_interpreter_shortage
from app.registrations.models import Delegation, Registration
from app.registrations.queries.consents import latest_consent

SOON = timedelta(days=2)
LONG_WAIT_DAYS = 7
"""Days."""
ACTIVE_STATES = (
    MeetingState.REQUESTED,
    MeetingState.AGREED,
    MeetingState.BOOKED,
    MeetingState.HELD,
    MeetingState.MISSED,
)
UNSENT = ("held", "queued", "sending", "failed")
_EVENT = bindparam("event_id", type_=Integer)
_REQUESTED = Meeting.event_id == _EVENT, Meeting.kind == ONE_TO_ONE, Meeting.arranged_by.is_(None)


@dataclass(frozen=True)
class EventCounts:
    """Of one event: companies by state of registration, delegations, tables, meetings by state, and those of them
    that were requested rather than arranged, group meetings, emails that have not left.

    ``askers``: companies that have asked for a meeting · ``quiet``: approved companies without a meeting or a request ·
    ``lapsing``: requests that lapse within ``SOON`` · ``unanswered``: requests that have waited for
    ``LONG_PROGRAMME_COMPANIES`` days · ``unlisted``: approved companies whose newest word on the attendee list is not
    yes · ``clashes``: booked meetings at times at which one of the two is elsewhere ·
    ``desk``: people who keep the desk · ``unserved``: booked meetings ahead that lack an interpreter.
    """

    companies: dict[str, int]
    delegations: int
    tables: int
    meetings: dict[str, int]
    requests: dict[str, int]
    groups: int
    askers: int
    emails: dict[str, int]
    quiet: int
    lapsing: int
    unanswered: int
    unlisted: int
    clashes: int
    desk: int
    unserved: InterpreterShortage


def count_event(event_id: int) -> EventCounts:
    moment = now()
    times = {"soon": moment + SOON, "since": moment - timedelta(days=LONG_WAIT_DAYS), "now": moment}
    by_state = defaultdict[str, dict[str, int]](dict)
    for what, state, count in db.session.execute(_state_query(), {"event_id": event_id, "now": moment}):
        by_state[what][state] = count
    numbers = db.session.execute(_numbers_query(), {"event_id": event_id, **times}).mappings().one()
    return EventCounts(
        companies=by_state["firms"],
        meetings=by_state["meetings"],
        requests=by_state["requests"],
        emails=by_state["letters"],
        clashes=len(find_clashing_meetings(event_id)),
        unserved=get_interpreter_shortage(event_id),
        **numbers,
    )


@cache
def _state_query() -> CompoundSelect[str, str, int]:
    """Firms, meetings of two, those of them that were requested, and unsent letters, each by state."""
    companies = select(literal("firms"), Registration.state, func.count()).group_by(Registration.state)
    current_state = get_state_at(NOW_PARAMETER).label("stands")
    meetings = select(literal("meetings"), current_state, func.count()).group_by("stands")
    requests = select(literal("requests"), current_state, func.count()).group_by("stands")
    emails = select(literal("letters"), Outbox.state, func.count()).group_by(Outbox.state)
    return union_all(
        companies.where(Registration.event_id == _EVENT, Registration.kind == "firm"),
        meetings.where(Meeting.event_id == _EVENT, Meeting.kind == ONE_TO_ONE),
        requests.where(*_REQUESTED),
        emails.where(Outbox.event_id == _EVENT, Outbox.state.in_(UNSENT)),
    )


@cache
def _numbers_query() -> Select[*tuple[int, ...]]:
    """The other fields of ``EventCounts``, each by its name."""
    groups = Meeting.event_id == _EVENT, Meeting.kind == GROUP, Meeting.state != MeetingState.CANCELLED
    waiting = Meeting.event_id == _EVENT, Meeting.state == MeetingState.REQUESTED, is_not_expired(NOW_PARAMETER)
    soon = Meeting.expires_at <= bindparam("soon", type_=Meeting.expires_at.type)
    long = Meeting.changed_at <= bindparam("since", type_=Meeting.changed_at.type)
    counted = {
        "delegations": select(func.count()).where(Delegation.event_id == _EVENT),
        "tables": select(func.count()).where(Table.event_id == _EVENT, Table.retired_at.is_(None)),
        "groups": select(func.count()).where(*groups),
        "askers": select(func.count(Meeting.asker_id.distinct())).where(*_REQUESTED),
        "quiet": select(func.count()).select_from(_quiet_query(_EVENT).subquery()),
        "lapsing": select(func.count()).where(*waiting, soon),
        "unanswered": select(func.count()).where(*waiting, long),
        "unlisted": select(func.count()).where(
            *_is_approved_company(_EVENT), func.coalesce(latest_consent("attendee_list"), 0) == 0
        ),
        "desk": select(func.count()).where(EventRole.event_id == _EVENT, EventRole.role == Role.DESK.value),
    }
    return select(*(count.scalar_subquery().label(name) for name, count in counted.items()))


def _is_approved_company(event_id: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    return Registration.event_id == event_id, Registration.kind == "firm", Registration.state == "approved"


def _quiet_query(event_id: int | BindParameter[int]) -> Select[int]:
    """The ids of approved firms that nobody asked, that asked nobody, and that meet nobody."""
    talking = exists().where(
        or_(Meeting.low_id == Registration.id, Meeting.high_id == Registration.id), Meeting.state.in_(ACTIVE_STATES)
    )
    together = exists().where(
        MeetingParty.registration_id == Registration.id,
        Meeting.id == MeetingParty.meeting_id,
        Meeting.kind == GROUP,
        Meeting.state.in_(ACTIVE_STATES),
        HAS_SEAT,
    )
    return select(Registration.id).where(*_is_approved_company(event_id), ~talking, ~together)


def quiet_companies(event_id: int, language: str) -> Sequence[Registration]:
    """Approved firms without a meeting or a request, by name."""
    chosen = (
        select(Registration)
        .join(Company, Company.id == Registration.company_id)
        .options(joinedload(Registration.company), joinedload(Registration.group), joinedload(Registration.delegation))
        .where(Registration.id.in_(_quiet_query(event_id)))
        .order_by(*company_name_order(language))
    )
    return db.session.scalars(chosen).all()


COMPANIES_PAGE_SIZE = 50

_EVENT_ID = bindparam("event_id", type_=Integer)
_PAIRS_QUERY = select(Meeting.low_id, Meeting.high_id).where(
    Meeting.event_id == _EVENT_ID, Meeting.kind == ONE_TO_ONE, Meeting.state.in_(bindparam("states", expanding=True))
)
_IS_IN = (CompanySector.company_id == Registration.company_id) & (CompanySector.kind == "is_in")
_SECTORS_QUERY = (
    select(Registration.id, Registration.group_id, CompanySector.code)
    .outerjoin(CompanySector, _IS_IN)
    .where(Registration.event_id == _EVENT_ID)
)
_SEATS = (
    select(MeetingParty.registration_id, func.count().label("count"))
    .join(Meeting, Meeting.id == MeetingParty.meeting_id)
    .where(Meeting.event_id == _EVENT_ID, Meeting.kind == GROUP, Meeting.state.in_(sorted(COUNTED_STATES)), HAS_SEAT)
    .group_by(MeetingParty.registration_id)
    .subquery()
)
_APPROVED_QUERY = (
    select(Registration.id, func.coalesce(_SEATS.c.count, 0))
    .outerjoin(_SEATS, _SEATS.c.registration_id == Registration.id)
    .where(Registration.event_id == _EVENT_ID, Registration.kind == "firm", Registration.state == "approved")
)
"""Made once: the organizer's home asks each, of all firms and meetings."""


MeetingPairs = Sequence[tuple[Any, ...]]
"""The two firms of each meeting."""


def meeting_pairs(event_id: int, states: Collection[str]) -> MeetingPairs:
    """Those of the one-to-one meetings of these states."""
    return db.session.execute(_PAIRS_QUERY, {"event_id": event_id, "states": sorted(states)}).all()


def crossing_of(event_id: int, pairs: MeetingPairs) -> SectorCrossing:
    """One-to-one meetings by the sections of both; one query."""
    who = set(chain.from_iterable(pairs))
    return (
        cross_sectors(pairs, _crossing_companies(event_id, who), sector_tree().sections)
        if pairs
        else cross_sectors((), {}, ())
    )


def _crossing_companies(event_id: int, who: Collection[int]) -> dict[int, CrossingCompany]:
    """Those that meet anybody; firms that are counted alike are one value."""
    section_of, sections, groups = _section_of(), defaultdict[int, set[str]](set), dict[int, int | None]()
    for registration_id, group_id, code in db.session.execute(_SECTORS_QUERY, {"event_id": event_id}):
        groups[registration_id] = group_id
        if code in section_of:
            sections[registration_id].add(section_of[code])
    alike: dict[CrossingCompany, CrossingCompany] = {}
    counted = ((number, CrossingCompany(groups[number], frozenset(sections.get(number, ())))) for number in who)
    return {number: alike.setdefault(company, company) for number, company in counted}


@cache
def _section_of() -> dict[str, str]:
    """Code → the section that it lies under."""
    known = sector_tree()
    return {sector.code: known.path(sector.code)[0] for sector in known}


def meetings_per_company(event_id: int, pairs: MeetingPairs | None = None) -> dict[int, int]:
    """How many meetings that count (agreed, booked, held; seats in groups too) each approved company has, by its id.
    ``pairs``: those of the ones between two, where they are known."""
    pairs = meeting_pairs(event_id, COUNTED_STATES) if pairs is None else pairs
    meets = Counter(chain.from_iterable(pairs))
    return {
        registration_id: meets[registration_id] + seats
        for registration_id, seats in db.session.execute(_APPROVED_QUERY, {"event_id": event_id})
    }


@dataclass(frozen=True, slots=True)
class BusyCompany:
    """A firm and how many meetings it has."""

    registration: Registration
    meetings: int


def companies_with(event_id: int, least: int, most: int | None, language: str, *, page: int) -> Page[BusyCompany]:
    """Approved firms that have so many meetings, those with the fewest first, then by name."""
    counts = meetings_per_company(event_id)
    fit = {registration for registration, count in counts.items() if count >= least and (most is None or count <= most)}
    in_order = (
        select(Registration.id)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id, Registration.state == "approved")
        .order_by(*company_name_order(language))
    )
    ids = sorted(
        (registration for registration in db.session.scalars(in_order) if registration in fit), key=counts.__getitem__
    )
    number = clip_page(page, size=COMPANIES_PAGE_SIZE, total=len(ids))
    shown = ids[(number - 1) * COMPANIES_PAGE_SIZE : number * COMPANIES_PAGE_SIZE]
    return Page(
        [BusyCompany(registration, counts[registration.id]) for registration in _registrations_in_order(shown)],
        number,
        COMPANIES_PAGE_SIZE,
        len(ids),
    )


def _registrations_in_order(ids: Collection[int]) -> Iterable[Registration]:
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company), joinedload(Registration.group), joinedload(Registration.delegation))
        .where(Registration.id.in_(ids))
    )
    registrations = {item.id: item for item in db.session.scalars(chosen)}
    return [registrations[item] for item in ids]


def participants_of(event_id: int) -> ParticipantCounts:
    """The approved firms of an event by section of ISIC and by group."""
    taking_part = (Registration.event_id == event_id, Registration.kind == "firm", Registration.state == "approved")
    by_group = select(Registration.group_id, func.count()).where(*taking_part).group_by(Registration.group_id)
    coded = (
        select(Registration.id, Registration.group_id, CompanySector.code)
        .join(CompanySector, CompanySector.company_id == Registration.company_id)
        .where(*taking_part, CompanySector.kind == "is_in")
    )
    sectors = sector_tree()
    companies_of_section: dict[str, set[tuple[int, int]]] = {}
    for registration_id, group_id, code in db.session.execute(coded):
        if code in sectors:
            companies_of_section.setdefault(sectors.path(code)[0], set()).add((group_id or 0, registration_id))
    counted = [
        (sectors[section].label, Counter(group for group, _company in companies))
        for section, companies in companies_of_section.items()
    ]
    counted.sort(key=lambda pair: -pair[1].total())
    return ParticipantCounts(
        {registration_group_id or 0: count for registration_group_id, count in db.session.execute(by_group)},
        tuple(counted),
    )
