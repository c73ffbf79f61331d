"""What delegations do besides meeting: their own programme, for whom it is, and when they are in town at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from app.companies.models import CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.clock import Span
from app.core.db import cached_read, db, in_transaction, now
from app.registrations.models import Delegation, Registration, VisitBlock, VisitMember
from app.registrations.party import SignUp
from app.registrations.states import RegistrationState

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Visits:
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
        most, counted, found = self.people.get(block.id, {}), Counter[int](), dict[int, None]()
        for person, registration_id in people:
            if self.concerns(block, registration_id):
                counted[registration_id] += 1
                if not block.sign_up or counted[registration_id] <= most.get(registration_id, 0):
                    found[person] = None
        return list(found)

    def taken(self, block: VisitBlock) -> int:
        """How many people have signed up."""
        return sum(self.people.get(block.id, {}).values())

    def left(self, block: VisitBlock) -> int | None:
        """How many more may sign up, None for no limit."""
        return None if block.places is None else max(0, block.places - self.taken(block))

    def outside(self, delegation_id: int) -> list[Span]:
        """The times before a delegation comes and after it has left."""
        stay = self.stays.get(delegation_id)
        spans = ((BEGINNING, stay.start), (stay.end, END)) if stay is not None else ()
        return [Span(start, end) for start, end in spans if start < end]


@cached_read
def visits_of(event_id: int) -> Visits:
    """Those of all delegations of an event."""
    return _visits(Delegation.event_id == event_id)


@cached_read
def visits_of_delegation(delegation_id: int) -> Visits:
    return _visits(Delegation.id == delegation_id)


def visits_of_delegations(event_id: int, delegation_ids: Collection[int]) -> Visits:
    """Those of some delegations of an event, and those for which one signs up. A page reads those of the whole event,
    as it needs them in several places."""
    if in_transaction():
        mine = Delegation.id.in_(delegation_ids)
        every = _visits(Delegation.event_id == event_id, or_(mine, VisitBlock.sign_up.is_not(None)))
    else:
        every = visits_of(event_id)
    blocks = [block for block in every.blocks if block.sign_up or block.delegation_id in delegation_ids]
    stays = {one: stay for one, stay in every.stays.items() if one in delegation_ids}
    return Visits(blocks, every.only, stays, every.people)


def visits_for(registration: Registration) -> list[VisitBlock]:
    """What keeps a firm or a guest busy with its delegation or because it has signed up, by time."""
    delegations = () if registration.delegation_id is None else (registration.delegation_id,)
    return visits_of_delegations(registration.event_id, delegations).of(registration.delegation_id, registration.id)


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit as who may sign up for it sees it. ``people``: so many of the firm come, 0 before it signed up;
    ``left``: so many more may, None for no limit."""

    block: VisitBlock
    people: int
    left: int | None


def open_visits(registration: Registration) -> list[OpenVisit]:
    """What a firm may sign up for or has signed up for, by time; not what has begun, nor before it is approved."""
    if registration.state != RegistrationState.APPROVED:
        return []
    visits, moment = visits_of(registration.event_id), now()
    ahead = [block for block in visits.blocks if block.sign_up and block.busy_from > moment]
    known = ((block, visits.people.get(block.id, {}).get(registration.id, 0)) for block in ahead)
    return [
        OpenVisit(block, people, visits.left(block))
        for block, people in known
        if people or is_open_to(block, registration)
    ]


def is_open_to(block: VisitBlock, registration: Registration) -> bool:
    """Whether the firm may sign up, if a place is left."""
    if block.sign_up == SignUp.MEMBERS:
        return registration.delegation_id == block.delegation_id
    return block.sign_up == SignUp.ALL or (block.sign_up == SignUp.GROUP and registration.group_id == block.group_id)


def _visits(*which: ColumnElement[bool]) -> Visits:
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
        start, end = arrives or BEGINNING, departs or END
        if (arrives or departs) and start < end:
            stays[number] = Span(start, end)
        if block is not None:
            blocks.setdefault(block, {}).update({} if member is None else {member: people})
    chosen = {one: frozenset(members) for one, members in blocks.items() if not one.for_all}
    signed_up = {one.id: members for one, members in blocks.items() if one.sign_up}
    return Visits(list(blocks), _concerned(chosen), stays, signed_up)


def _concerned(blocks: Mapping[VisitBlock, Set[int]]) -> dict[int, frozenset[int]]:
    """Block → the chosen members, and those in one of its sectors."""
    found = {block.id: set(chosen) for block, chosen in blocks.items()}
    if by_sector := [block for block in blocks if block.sectors]:
        sectors = sectors_of_members({block.delegation_id for block in by_sector})
        for block in by_sector:
            members = sectors.get(block.delegation_id, {})
            found[block.id] |= {one for one, codes in members.items() if not codes.isdisjoint(block.sectors)}
    return {one: frozenset(members) for one, members in found.items()}


def sectors_of_members(delegation_ids: Collection[int]) -> dict[int, dict[int, frozenset[str]]]:
    """Delegation → firm → the sectors that it is in, with all that these lie under; who says none is absent."""
    said = (
        select(Registration.delegation_id, Registration.id, CompanySector.code)
        .join(CompanySector, CompanySector.company_id == Registration.company_id)
        .where(Registration.delegation_id.in_(delegation_ids), CompanySector.kind == "is_in")
    )
    codes: dict[int, dict[int, set[str]]] = {}
    for delegation_id, registration_id, code in db.session.execute(said):
        codes.setdefault(delegation_id or 0, {}).setdefault(registration_id, set()).add(code)
    return {one: {firm: _closed(theirs) for firm, theirs in firms.items()} for one, firms in codes.items()}


def _closed(codes: Iterable[str]) -> frozenset[str]:
    return sector_tree().closure(code for code in codes if code in sector_tree())
