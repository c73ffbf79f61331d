"""Visits of delegations and for whom they are; when companies are away with them, and the booked meetings that
clash."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from app.companies.models import CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.clock import Span
from app.core.db import cached_read, db, in_transaction, now
from app.events.hours_change import GroupAbsence, HoursChange, MeetingImpact
from app.events.models import Event, ProgrammeItem
from app.events.phases import Phase
from app.registrations.delegate_roles import SignUpAudience
from app.registrations.models import Delegation, Registration, VisitBlock, VisitMember
from app.registrations.queries.hooks import CompanyClashes, list_affected_meetings
from app.registrations.states import RegistrationState

BEGINNING_OF_TIME, END_OF_TIME = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class VisitCalendar:
    """``blocks`` by time; ``only``: block → the registrations that it keeps busy, for those that are not for all;
    ``stays``: delegation → when it is there, for those of which a beginning or an end is known; ``people``: block →
    registration → how many come, where one signs up.
    """

    blocks: Sequence[VisitBlock] = ()
    only: Mapping[int, frozenset[int]] = field(default_factory=dict)
    stays: Mapping[int, Span] = field(default_factory=dict)
    people: Mapping[int, Mapping[int, int]] = field(default_factory=dict)

    def of(self, delegation_id: int | None, registration_id: int) -> list[VisitBlock]:
        """Those that keep a firm or a guest of the delegation busy, or for which it has signed up."""
        mine = (block for block in self.blocks if block.sign_up or block.delegation_id == delegation_id)
        return [block for block in mine if self.concerns(block, registration_id)]

    def concerns(self, block: VisitBlock, registration_id: int) -> bool:
        """Whether a member of its delegation, or who has signed up, takes part in it."""
        return block.for_all or registration_id in self.only.get(block.id, ())

    def coming(self, block: VisitBlock, people: Iterable[tuple[int, int]]) -> list[int]:
        """Of people in their order, each with a registration, those who take part; where one signs up, the first of
        each registration, as many as it signed up."""
        most, counted, participants = self.people.get(block.id, {}), Counter[int](), dict[int, None]()
        for person, registration_id in people:
            if self.concerns(block, registration_id):
                counted[registration_id] += 1
                if not block.sign_up or counted[registration_id] <= most.get(registration_id, 0):
                    participants[person] = None
        return list(participants)

    def taken(self, block: VisitBlock) -> int:
        """How many people have signed up."""
        return sum(self.people.get(block.id, {}).values())

    def left(self, block: VisitBlock) -> int | None:
        """How many more may sign up, None for no limit."""
        return None if block.places is None else max(0, block.places - self.taken(block))

    def outside(self, delegation_id: int) -> list[Span]:
        """The times before a delegation comes and after it has left."""
        stay = self.stays.get(delegation_id)
        spans = ((BEGINNING_OF_TIME, stay.start), (stay.end, END_OF_TIME)) if stay is not None else ()
        return [Span(start, end) for start, end in spans if start < end]


@cached_read
def get_event_visits(event_id: int) -> VisitCalendar:
    """Those of all delegations of an event."""
    return _load_visits(Delegation.event_id == event_id)


@cached_read
def get_delegation_visits(delegation_id: int) -> VisitCalendar:
    return _load_visits(Delegation.id == delegation_id)


def get_visits_of_delegations(event_id: int, delegation_ids: Collection[int]) -> VisitCalendar:
    """Those of some delegations of an event, and those for which one signs up. A page reads those of the whole event,
    as it needs them in several places."""
    if in_transaction():
        mine = Delegation.id.in_(delegation_ids)
        every = _load_visits(Delegation.event_id == event_id, or_(mine, VisitBlock.sign_up.is_not(None)))
    else:
        every = get_event_visits(event_id)
    blocks = [block for block in every.blocks if block.sign_up or block.delegation_id in delegation_ids]
    stays = {delegation_id: stay for delegation_id, stay in every.stays.items() if delegation_id in delegation_ids}
    return VisitCalendar(blocks, every.only, stays, every.people)


def list_visits_of_registration(registration: Registration) -> list[VisitBlock]:
    """What keeps a firm or a guest busy with its delegation or because it has signed up, by time."""
    delegations = () if registration.delegation_id is None else (registration.delegation_id,)
    return get_visits_of_delegations(registration.event_id, delegations).of(registration.delegation_id, registration.id)


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit as who may sign up for it sees it. ``people``: so many of the company come, 0 before it signed up;
    ``left``: so many more may, None for no limit."""

    block: VisitBlock
    people: int
    left: int | None


def open_visits(registration: Registration) -> list[OpenVisit]:
    """What a firm may sign up for or has signed up for, by time; not what has begun, nor before it is approved."""
    if registration.state != RegistrationState.APPROVED:
        return []
    visits, moment = get_event_visits(registration.event_id), now()
    ahead = [block for block in visits.blocks if block.sign_up and block.busy_from > moment]
    known = ((block, visits.people.get(block.id, {}).get(registration.id, 0)) for block in ahead)
    return [
        OpenVisit(block, people, visits.left(block))
        for block, people in known
        if people or is_open_to(block, registration)
    ]


def is_open_to(block: VisitBlock, registration: Registration) -> bool:
    """Whether the firm may sign up, if a place is left."""
    if block.sign_up == SignUpAudience.MEMBERS:
        return registration.delegation_id == block.delegation_id
    return block.sign_up == SignUpAudience.ALL or (
        block.sign_up == SignUpAudience.GROUP and registration.group_id == block.group_id
    )


def _load_visits(*which: ColumnElement[bool]) -> VisitCalendar:
    rows: Select[*tuple[Any, ...]] = (
        select(
            Delegation.id,
            Delegation.arrives_at,
            Delegation.departs_at,
            VisitBlock,
            VisitMember.registration_id,
            VisitMember.people,
        )
        .outerjoin(VisitBlock, VisitBlock.delegation_id == Delegation.id)
        .outerjoin(VisitMember, VisitMember.visit_id == VisitBlock.id)
        .where(*which)
        .order_by(VisitBlock.starts_at, VisitBlock.id)
    )
    blocks: dict[VisitBlock, dict[int, int]] = {}
    stays = {}
    for number, arrives, departs, block, member, people in db.session.execute(rows):
        start, end = arrives or BEGINNING_OF_TIME, departs or END_OF_TIME
        if (arrives or departs) and start < end:
            stays[number] = Span(start, end)
        if block is not None:
            blocks.setdefault(block, {}).update({} if member is None else {member: people})
    chosen = {block: frozenset(members) for block, members in blocks.items() if not block.for_all}
    signed_up = {block.id: members for block, members in blocks.items() if block.sign_up}
    return VisitCalendar(list(blocks), _get_concerned(chosen), stays, signed_up)


def _get_concerned(blocks: Mapping[VisitBlock, Set[int]]) -> dict[int, frozenset[int]]:
    """Block → the chosen members, and those in one of its sectors."""
    members_by_block = {block.id: set(chosen) for block, chosen in blocks.items()}
    if by_sector := [block for block in blocks if block.sectors]:
        sectors = get_member_sectors({block.delegation_id for block in by_sector})
        for block in by_sector:
            members = sectors.get(block.delegation_id, {})
            members_by_block[block.id] |= {
                number for number, codes in members.items() if not codes.isdisjoint(block.sectors)
            }
    return {number: frozenset(members) for number, members in members_by_block.items()}


def get_member_sectors(delegation_ids: Collection[int]) -> dict[int, dict[int, frozenset[str]]]:
    """Delegation → firm → the sectors that it is in, with all that these lie under; who says none is absent."""
    rows = (
        select(Registration.delegation_id, Registration.id, CompanySector.code)
        .join(CompanySector, CompanySector.company_id == Registration.company_id)
        .where(Registration.delegation_id.in_(delegation_ids), CompanySector.kind == "is_in")
    )
    codes: dict[int, dict[int, set[str]]] = {}
    for delegation_id, registration_id, code in db.session.execute(rows):
        codes.setdefault(delegation_id or 0, {}).setdefault(registration_id, set()).add(code)
    return {
        delegation_id: {company: _sector_closure(theirs) for company, theirs in companies.items()}
        for delegation_id, companies in codes.items()
    }


def _sector_closure(codes: Iterable[str]) -> frozenset[str]:
    return sector_tree().closure(code for code in codes if code in sector_tree())


Absences = frozenset[tuple[Span, int]]
"""When which firm (the id of its registration) cannot meet."""


def get_absences(delegation: Delegation) -> Absences:
    """When the companies of a delegation cannot meet: its visits, what the programme keeps its group busy with, and
    outside its stay.
    """
    members = select(Registration.id).where(Registration.delegation_id == delegation.id, Registration.kind == "firm")
    return frozenset(_list_absences(delegation, list(db.session.scalars(members))))


def get_absences_as_member(delegation: Delegation, registration_id: int) -> Absences:
    """When a firm could not meet if it were of this delegation."""
    return frozenset(_list_absences(delegation, [registration_id]))


def get_absences_alone(registration: Registration) -> Absences:
    """When a firm without a delegation cannot meet."""
    return frozenset(
        (span, registration.id) for span in _list_programme_spans(registration.event_id, registration.group_id)
    )


def compare_absences(away: Absences, before: Absences) -> HoursChange:
    """The times at which firms are elsewhere now and were not ``before``."""
    new: dict[Span, set[int]] = defaultdict(set)
    for span, company in away - before:
        new[span].add(company)
    return HoursChange(
        absences=tuple(GroupAbsence(span, registration_ids=frozenset(new[span])) for span in sorted(new))
    )


def _list_absences(delegation: Delegation, companies: list[int]) -> Iterator[tuple[Span, int]]:
    visits = get_delegation_visits(delegation.id)
    for block in visits.blocks:
        span = Span(block.busy_from, block.ends_at)
        yield from ((span, company) for company in companies if visits.concerns(block, company))
    for span in (*visits.outside(delegation.id), *_list_programme_spans(delegation.event_id, delegation.group_id)):
        yield from ((span, company) for company in companies)


def _list_programme_spans(event_id: int, group_id: int | None) -> Iterator[Span]:
    mine = (ProgrammeItem.event_id == event_id, ProgrammeItem.group_id == group_id)
    for item in db.session.scalars(select(ProgrammeItem).where(*mine, ProgrammeItem.keeps_busy)):
        yield Span(item.starts_at, item.ends_at)


NO_ABSENCES: Absences = frozenset()


def list_clashes(delegation: Delegation) -> list[MeetingImpact]:
    """The booked meetings of its members that clash with its programme, that of the event, or its stay, by time."""
    return list_affected_meetings(delegation.event_id, compare_absences(get_absences(delegation), NO_ABSENCES))


@contextmanager
def watch_clashes(registration: Registration) -> Iterator[list[CompanyClashes]]:
    """What is done inside may put the company on items for certain sectors, at each event to which it comes with a
    delegation: the list then holds those where booked meetings clash that did not before."""
    company_clasheses: list[CompanyClashes] = []
    before = {
        delegation_registration.id: _get_own_absences(delegation_registration)
        for delegation_registration in _list_delegation_registrations(registration)
    }
    yield company_clasheses
    for own_registration in _list_delegation_registrations(registration):
        newly = compare_absences(_get_own_absences(own_registration), before.get(own_registration.id, NO_ABSENCES))
        if meetings := list_affected_meetings(own_registration.event_id, newly):
            company_clasheses.append(CompanyClashes(own_registration, meetings))


def _get_own_absences(registration: Registration) -> Absences:
    return get_absences_as_member(db.session.get_one(Delegation, registration.delegation_id), registration.id)


def _list_delegation_registrations(registration: Registration) -> Sequence[Registration]:
    chosen = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.company_id == registration.company_id, Registration.delegation_id.is_not(None))
        .where(Event.phase != Phase.CLOSED)
        .order_by(Registration.id)
    )
    return db.session.scalars(chosen).all()
