"""What delegations do besides meeting: their own programme, for whom it is, and when they are in town at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from app.companies.models import CompanySector
from app.companies.sectors import tree
from app.db import asked_once, db, in_transaction
from app.kernel.spans import Span
from app.registrations.models import Delegation, Registration, VisitBlock, VisitMember

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Visits:
    """``blocks`` by time; ``only``: block → the registrations that it keeps busy, for those that are not for all;
    ``stays``: delegation → when it is there, for those of which a beginning or an end is known.
    """

    blocks: Sequence[VisitBlock] = ()
    only: Mapping[int, frozenset[int]] = field(default_factory=dict)
    stays: Mapping[int, Span] = field(default_factory=dict)

    def of(self, delegation_id: int | None, registration_id: int) -> list[VisitBlock]:
        """Those that keep a firm or a guest of the delegation busy."""
        mine = (block for block in self.blocks if block.delegation_id == delegation_id)
        return [block for block in mine if self.concerns(block, registration_id)]

    def concerns(self, block: VisitBlock, registration_id: int) -> bool:
        """Whether a member of its delegation takes part in it."""
        return block.for_all or registration_id in self.only.get(block.id, ())

    def outside(self, delegation_id: int) -> list[Span]:
        """The times before a delegation comes and after it has left."""
        stay = self.stays.get(delegation_id)
        spans = ((BEGINNING, stay.start), (stay.end, END)) if stay is not None else ()
        return [Span(start, end) for start, end in spans if start < end]


@asked_once
def visits_of(event_id: int) -> Visits:
    """Those of all delegations of an event."""
    return _visits(Delegation.event_id == event_id)


@asked_once
def visits_of_delegation(delegation_id: int) -> Visits:
    return _visits(Delegation.id == delegation_id)


def visits_of_delegations(event_id: int, delegation_ids: Collection[int]) -> Visits:
    """Those of some delegations of an event; without any nothing is asked. A page reads those of the whole event, as
    it needs them in several places."""
    if not delegation_ids:
        return Visits()
    if in_transaction():
        return _visits(Delegation.id.in_(delegation_ids))
    every = visits_of(event_id)
    blocks = [block for block in every.blocks if block.delegation_id in delegation_ids]
    return Visits(blocks, every.only, {one: stay for one, stay in every.stays.items() if one in delegation_ids})


def visits_for(registration: Registration) -> list[VisitBlock]:
    """What keeps a firm or a guest busy with its delegation, by time."""
    if registration.delegation_id is None:
        return []
    visits = visits_of_delegations(registration.event_id, (registration.delegation_id,))
    return visits.of(registration.delegation_id, registration.id)


def _visits(which: ColumnElement[bool]) -> Visits:
    rows: Select[*tuple[Any, ...]] = (
        select(Delegation.id, Delegation.arrives_at, Delegation.departs_at, VisitBlock, VisitMember.registration_id)
        .outerjoin(VisitBlock, VisitBlock.delegation_id == Delegation.id)
        .outerjoin(VisitMember, VisitMember.visit_id == VisitBlock.id)
        .where(which)
        .order_by(VisitBlock.starts_at, VisitBlock.id)
    )
    blocks: dict[VisitBlock, set[int]] = {}
    stays = {}
    for number, arrives, departs, block, member in db.session.execute(rows):
        start, end = arrives or BEGINNING, departs or END
        if (arrives or departs) and start < end:
            stays[number] = Span(start, end)
        if block is not None:
            blocks.setdefault(block, set()).update(() if member is None else (member,))
    return Visits(list(blocks), _concerned({one: members for one, members in blocks.items() if not one.for_all}), stays)


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
    return tree().closure(code for code in codes if code in tree())
