"""The organizer's list of all firms of an event: filters, states counted, one page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.companies.models import Company, CompanySector
from app.companies.names import sort_key
from app.companies.search import matches
from app.companies.sectors import tree
from app.db import db
from app.events.models import Event
from app.kernel.paging import Page, clip_page
from app.kernel.whole import whole
from app.registrations.links import fold_code
from app.registrations.models import Delegation, FirmLink, Registration, Representation, Representative
from app.registrations.queries.people import firm_consents
from app.registrations.states import RegistrationState

SIZE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the organizer asked for; ``delegation``: its id, or "none". Values that mean nothing are as good as none."""

    name: str = ""
    state: str = ""
    group: str = ""
    delegation: str = ""
    sector: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        return any((self.name, self.state, self.group, self.delegation, self.sector))


@dataclass(frozen=True)
class IndexRow:
    """A firm in the list; ``sectors``: the codes it is in, else those it offers; ``consent`` None: never asked."""

    registration: Registration
    company: Company
    sectors: tuple[str, ...]
    consent: bool | None


def counts_by_state(event: Event) -> dict[str, int]:
    """How many firms of the event are in each state; states without any are absent."""
    counted = (
        select(Registration.state, func.count())
        .where(Registration.event_id == event.id, Registration.kind == "firm")
        .group_by(Registration.state)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def index_page(event: Event, wanted: Wanted, number: int) -> Page[IndexRow]:
    """One page of the firms that fit, by name or in the order that was asked for."""
    ids = _ordered(event, wanted)
    number = clip_page(number, size=SIZE, total=len(ids))
    return Page(_rows(ids[(number - 1) * SIZE : number * SIZE]), number, SIZE, len(ids))


def _ordered(event: Event, wanted: Wanted) -> list[int]:
    chosen = (
        select(Registration.id, Company.folded, Company.name, Registration.state, Registration.submitted_at)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id, Registration.kind == "firm", *_conditions(wanted))
    )
    rows = db.session.execute(chosen).all()
    found = _named(event, wanted.name, [(row.id, row.folded) for row in rows])
    fitting = [row for row in rows if row.id in found]
    return [row.id for row in sorted(fitting, key=_order(wanted.order), reverse=wanted.order.startswith("-"))]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state in list(RegistrationState):
        found.append(Registration.state == wanted.state)
    if (group := whole(wanted.group)) is not None:
        found.append(Registration.group_id == group)
    if wanted.delegation == "none":
        found.append(Registration.delegation_id.is_(None))
    elif (delegation := whole(wanted.delegation)) is not None:
        found.append(Registration.delegation_id == delegation)
    if wanted.sector in tree():
        under = list(tree().under(wanted.sector))
        found.append(exists().where(CompanySector.company_id == Registration.company_id, CompanySector.code.in_(under)))
    return found


def _named(event: Event, typed: str, stored: Sequence[tuple[int, str]]) -> set[int]:
    """Those found by name in any spelling, by the link's code, or by somebody's e-mail."""
    found = set(matches(typed, stored))
    if code := fold_code(typed):
        found.update(db.session.scalars(select(FirmLink.registration_id).where(FirmLink.code == code)))
    if "@" in typed:
        people = (
            select(Representation.registration_id)
            .join(Representative, Representative.id == Representation.representative_id)
            .where(Representative.event_id == event.id, Representative.email.contains(typed.strip().lower()))
        )
        found = set(db.session.scalars(people))
    return found


def _order(wanted: str) -> Any:
    orders = {
        "state": lambda row: (list(RegistrationState).index(RegistrationState(row.state)), sort_key(row.name)),
        "registered": lambda row: (row.submitted_at is None, row.submitted_at.timestamp() if row.submitted_at else 0),
    }
    return orders.get(wanted.lstrip("-"), lambda row: sort_key(row.name))


def _rows(ids: Sequence[int]) -> list[IndexRow]:
    chosen = (
        select(Registration)
        .options(
            joinedload(Registration.company).selectinload(Company.sectors),
            joinedload(Registration.group),
            joinedload(Registration.delegation),
            selectinload(Registration.representatives),
        )
        .where(Registration.id.in_(ids))
    )
    found = {one.id: one for one in db.session.scalars(chosen)}
    consents = firm_consents(ids)
    return [
        IndexRow(found[one], company, _sectors(company), consents.get(one))
        for one in ids
        if (company := found[one].company) is not None
    ]


def _sectors(company: Company) -> tuple[str, ...]:
    own = [one.code for one in company.sectors if one.kind == "is_in"]
    return tree().sorted(own or [one.code for one in company.sectors if one.kind == "offers"])


def delegations_to_choose(event: Event) -> Sequence[Delegation]:
    """The event's delegations, by name, for the filter."""
    return db.session.scalars(
        select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.name_en)
    ).all()
