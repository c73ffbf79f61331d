"""A delegation's days: what the event holds for it, what it does by itself, for whom and by which bus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.errors import NotFound
from app.events.models import Event, ProgrammeItem
from app.registrations.models import Delegation, Registration, VisitBlock
from app.registrations.queries.buses import going, riders_by_bus
from app.registrations.queries.party import members_of, people_of
from app.registrations.queries.visits import Visits, sectors_of_members, visits_of_delegation
from app.registrations.states import OUT_OF_SIGHT


@dataclass(frozen=True)
class Entry:
    """One line of a day. ``visit``: None for what the event itself holds; ``only``: the registrations that it keeps
    busy, None for all; ``people``: how many come; ``riders``: bus → how many ride in it."""

    starts_at: datetime
    ends_at: datetime
    item: ProgrammeItem | None = None
    visit: VisitBlock | None = None
    only: frozenset[int] | None = None
    people: int = 0
    riders: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Choice:
    """A firm or a guest of a delegation, to be ticked; named as ``called`` reads it."""

    id: int
    name: str
    name_zh: str


def visit_of(delegation: Delegation, visit_id: int) -> VisitBlock:
    """Raises NotFound for one of another delegation."""
    found = db.session.get(VisitBlock, visit_id)
    if found is None or found.delegation_id != delegation.id:
        raise NotFound
    return found


def days_of(event: Event, delegation: Delegation) -> list[tuple[date, list[Entry]]]:
    """The days of the event and those on which the delegation has something to do, each with its lines by time."""
    zone = ZoneInfo(event.zone)
    days: dict[date, list[Entry]] = {one.day: [] for one in event.days}
    for entry in sorted([*_held(delegation), *_own(delegation)], key=lambda one: (one.starts_at, one.ends_at)):
        days.setdefault(entry.starts_at.astimezone(zone).date(), []).append(entry)
    return sorted(days.items())


def sections_among(delegation: Delegation, kept: Collection[str] = ()) -> list[tuple[str, int]]:
    """The sections that firms of the delegation are in, with how many; ``kept``: codes that are named all the same."""
    members = sectors_of_members([delegation.id]).get(delegation.id, {})
    there = _registrations_of(delegation)
    counted = Counter(code for firm, codes in members.items() if firm in there for code in codes)
    wanted = {*kept, *(code for code in counted if code in sector_tree().sections)}
    return [(code, counted[code]) for code in sector_tree().codes if code in wanted]


def members_to_choose(delegation: Delegation) -> list[Choice]:
    """Its firms in the order of the sheet, then its guests; not who was cancelled."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.delegation_id == delegation.id, Registration.state.not_in(OUT_OF_SIGHT))
        .order_by(Registration.kind != "firm", Registration.rank.is_(None), Registration.rank, Registration.id)
    )
    guests = {one.registration_id: one for one in members_of(delegation.id) if one.kind == "guest"}
    return [_choice(one, guests[one.id].name if one.id in guests else "") for one in db.session.scalars(chosen)]


def _registrations_of(delegation: Delegation) -> frozenset[int]:
    """Its firms and guests; not who was cancelled."""
    mine = (Registration.delegation_id == delegation.id, Registration.state.not_in(OUT_OF_SIGHT))
    return frozenset(db.session.scalars(select(Registration.id).where(*mine)))


def _choice(registration: Registration, guest: str) -> Choice:
    if registration.company is not None:
        return Choice(registration.id, registration.company.name, registration.company.name_zh or "")
    return Choice(registration.id, guest or registration.institution or "", "")


def _held(delegation: Delegation) -> Sequence[Entry]:
    """What the event holds for everybody, or for the delegation's side."""
    items = select(ProgrammeItem).where(
        ProgrammeItem.event_id == delegation.event_id,
        or_(ProgrammeItem.group_id.is_(None), ProgrammeItem.group_id == delegation.group_id),
    )
    return [Entry(one.starts_at, one.ends_at, item=one) for one in db.session.scalars(items)]


def _own(delegation: Delegation) -> list[Entry]:
    visits, members = visits_of_delegation(delegation.id), members_of(delegation.id)
    there = _registrations_of(delegation)
    signed_up = {one for firms in visits.people.values() for one in firms}
    members += people_of(signed_up - there)
    riders = riders_by_bus(visits, members)
    return [
        Entry(
            one.starts_at,
            one.ends_at,
            visit=one,
            only=None if one.for_all else _taking_part(visits, one, there),
            people=visits.taken(one) if one.sign_up else len(going(visits, one, members)),
            riders=riders.get(one.id, {}),
        )
        for one in visits.blocks
    ]


def _taking_part(visits: Visits, block: VisitBlock, members: frozenset[int]) -> frozenset[int]:
    only = visits.only.get(block.id, frozenset())
    return only if block.sign_up else only & members
