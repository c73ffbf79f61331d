"""The day of an event, read for its papers in a constant number of queries (and a few for each tour by bus)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.accounts.models import User
from app.companies.models import Company
from app.core.db import db
from app.core.localized import LANGUAGES, Localized
from app.day.paper.ground import Firm, Ground, Held, Order, Person, Place, Time
from app.day.paper.queries.sittings import sittings_at
from app.events.calendar import SlotKind
from app.events.models import Event, Group, ProgrammeItem, Slot, Table
from app.meetings.models import Claim
from app.registrations.buses import bus_of
from app.registrations.models import BusSeat, Delegation, Registration, Representation, Representative, VisitBlock
from app.registrations.queries.visits import Visits, visits_of
from app.registrations.states import OUT_OF_SIGHT, RegistrationState

Known = tuple[Representative, int, Sequence[str] | None, str | None, str | None]
"""Somebody, for which registration, and what tells its language: the firm's languages and country, the account's."""
LAST = 1 << 30
"""Where somebody without a rank stands."""
_DELEGATION = (Delegation.id, Delegation.name_en, Delegation.name_zh, Delegation.name_fr)
_GROUP = (Group.id, Group.name, Group.name_zh, Group.name_fr)


def ground_of(event: Event) -> Ground:
    """Firms, people, meetings with a table, and what else is on."""
    firms = _firms(event)
    people = _people(event, firms)
    places = _places(event, firms)
    slots = list(db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)))
    held = [*_programme(event, slots), *_tours(event, firms, people)]
    return Ground(
        zone=event.zone,
        firms=firms,
        people=people,
        sittings=sittings_at(event.id, firms, {one.id: one.firm_ids for one in people}),
        places=places,
        held=sorted(held, key=lambda one: (one.starts_at, one.ends_at)),
        times=[Time(one.starts_at, one.ends_at) for one in slots if one.kind == SlotKind.MEETING],
    )


def _firms(event: Event) -> dict[int, Firm]:
    rows = (
        select(Registration, Company.name, Company.name_zh, *_DELEGATION, *_GROUP)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .outerjoin(Group, Group.id == Registration.group_id)
        .where(Registration.event_id == event.id, Registration.state.not_in(OUT_OF_SIGHT))
    )
    found = [_firm(*row) for row in db.session.execute(rows)]
    return {one.id: one for one in sorted(found, key=lambda one: one.order)}


def _firm(one: Registration, name: str | None, name_zh: str | None, *sides: Any) -> Firm:
    delegation_id, *delegation = sides[:4]
    group_id, *group = sides[4:]
    called = name or one.institution or ""
    order: Order = (
        int(delegation_id is None),
        (delegation[0] or "").casefold(),
        delegation_id or 0,
        one.rank if one.rank is not None else LAST,
        int(one.kind != "firm"),
        called.casefold(),
        one.id,
    )
    return Firm(
        one.id,
        called,
        name_zh or "",
        delegation_id,
        _localized(delegation),
        group_id,
        _localized(group),
        one.category,
        one.home_table_id,
        order,
        one.state == RegistrationState.APPROVED,
    )


def _people(event: Event, firms: Mapping[int, Firm]) -> list[Person]:
    """Those of firms and guests, in the order of their first firm, then by their own rank."""
    rows = (
        select(Representative, Representation.registration_id, Registration.languages, Company.country, User.locale)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(User, User.id == Representative.user_id)
        .where(
            Representative.event_id == event.id,
            Representative.erased_at.is_(None),
            Registration.state.not_in(OUT_OF_SIGHT),
        )
    )
    places = {one: place for place, one in enumerate(firms)}
    by_person: dict[int, list[Known]] = defaultdict(list)
    for row in db.session.execute(rows):
        by_person[row[0].id].append((row[0], row[1], row[2], row[3], row[4]))
    found = [_person(sorted(some, key=lambda row: places[row[1]])) for some in by_person.values()]
    ranks = {some[0][0].id: some[0][0].rank for some in by_person.values()}
    order = {one.id: ranks[one.id] if ranks[one.id] is not None else LAST for one in found}
    return sorted(found, key=lambda one: (places[one.firm_ids[0]], order[one.id], one.id))


def _person(rows: Sequence[Known]) -> Person:
    """``rows``: one for each firm for which it stands."""
    one, _firm_id, of_firm, country, locale = rows[0]
    return Person(
        one.id,
        tuple(row[1] for row in rows),
        one.display_name,
        one.name_zh or "",
        one.titles,
        _spoken(locale, one.languages or of_firm or (), country),
        one.vip,
        one.badge_version,
    )


def _spoken(locale: str | None, languages: Sequence[str], country: str | None) -> str:
    """What somebody chose here, else the first that it speaks, else that of its country."""
    known = (one for one in (locale, *languages) if one in LANGUAGES)
    return next(known, "zh" if country == "CN" else "en") or "en"


def _places(event: Event, firms: Mapping[int, Firm]) -> dict[int, Place]:
    kept = {one.home_table_id: one.id for one in firms.values() if one.home_table_id}
    used = select(Claim.table_id).where(Claim.event_id == event.id, Claim.table_id.is_not(None))
    there = or_(Table.retired_at.is_(None), Table.id.in_(used))
    rows = select(Table).where(Table.event_id == event.id, there).order_by(Table.position, Table.id)
    return {
        one.id: Place(one.id, one.label, one.zone, kept.get(one.id), one.video_url or "")
        for one in db.session.scalars(rows)
    }


def _programme(event: Event, slots: Iterable[Slot]) -> Iterator[Held]:
    """Breaks between the times of meetings, and what the event itself holds."""
    for slot in slots:
        if slot.kind != SlotKind.MEETING:
            yield Held(slot.starts_at, slot.ends_at, slot.label, is_break=True)
    for item in db.session.scalars(select(ProgrammeItem).where(ProgrammeItem.event_id == event.id)):
        yield Held(item.starts_at, item.ends_at, item.title, item.place, group_id=item.group_id)


def _tours(event: Event, firms: Mapping[int, Firm], people: Sequence[Person]) -> Iterator[Held]:
    visits = visits_of(event.id)
    seats = _seats([block.id for block in visits.blocks if block.buses])
    for block in visits.blocks:
        going = frozenset(_taking_part(visits, block, firms))
        theirs = ((one.id, firm) for one in people for firm in one.firm_ids if firm in going)
        riding = visits.coming(block, theirs) if block.buses else []
        yield Held(
            block.starts_at,
            block.ends_at,
            block.title,
            block.where,
            " ".join((block.note or "").split()),
            firms=going,
            riders={one: bus_of(seats.get((block.id, one)), block.buses) for one in riding},
            buses=tuple(block.buses),
            visit_id=block.id,
            pickup_at=block.pickup_at,
            pickup_place=block.pickup_place or "",
        )


def _seats(visit_ids: Sequence[int]) -> dict[tuple[int, int], str | None]:
    if not visit_ids:
        return {}
    rows = select(BusSeat.visit_id, BusSeat.representative_id, BusSeat.bus).where(BusSeat.visit_id.in_(visit_ids))
    return {(visit_id, person): bus for visit_id, person, bus in db.session.execute(rows)}


def _taking_part(visits: Visits, block: VisitBlock, firms: Mapping[int, Firm]) -> Iterator[int]:
    mine = (one.id for one in firms.values() if block.sign_up or one.delegation_id == block.delegation_id)
    yield from (one for one in mine if visits.concerns(block, one))


def _localized(names: Sequence[str | None]) -> Localized:
    return Localized(*(one or "" for one in names))
