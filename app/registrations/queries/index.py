"""The organizer's list of all firms of an event: filters, states counted, one page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from app.companies.models import Company, CompanySector
from app.companies.names.search import is_signs_only, search_companies
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.paging import Page, clip_page
from app.core.parsing import parse_whole_number
from app.events.models import Event
from app.registrations.links import fold_code
from app.registrations.models import Delegation, FirmLink, Registration, Representation, Representative
from app.registrations.queries.people import firm_consents
from app.registrations.queries.sectors import in_sectors
from app.registrations.queries.unanswered import firms_missing
from app.registrations.states import RegistrationState

SIZE = 50
SAID_AS = ("q", "state", "group", "delegation", "sector", "unanswered", "sort")
"""What an address calls the parts of ``Wanted``."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the organizer asked for; ``delegation``: its id, or "none"; ``unanswered``: the id of a question that must
    be answered, or "any". Values that mean nothing are as good as none."""

    name: str = ""
    state: str = ""
    group: str = ""
    delegation: str = ""
    sector: str = ""
    unanswered: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        return any((self.name, self.state, self.group, self.delegation, self.sector, self.unanswered))


def wanted_in(args: Mapping[str, str]) -> Wanted:
    """What an address asks for."""
    return Wanted(*(args.get(name, "") for name in SAID_AS))


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A firm in the list; ``sectors``: the codes it is in, else those it offers; ``consent`` None: never asked."""

    id: int
    name: str
    name_zh: str | None
    state: str
    group_id: int | None
    delegation_id: int | None
    languages: list[str]
    needs_interpreter: bool | None
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


def index_page(event: Event, wanted: Wanted, number: int, counts: Mapping[str, int]) -> Page[IndexRow]:
    """One page of the firms that fit, by name or in the order that was asked for; ``counts``: as ``counts_by_state``
    has counted them."""
    chosen = (
        select(Registration.id)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id, Registration.kind == "firm", *_conditions(event, wanted))
    )
    ordered = chosen.order_by(*_order(wanted.order), Registration.id)
    if wanted.name:
        stored = [(row[0], row[1]) for row in db.session.execute(ordered.add_columns(Company.folded))]
        found = _named(event, wanted.name, stored)
        ids = [one for one, _ in stored if one in found]
        number = clip_page(number, size=SIZE, total=len(ids))
        return Page(_rows(ids[(number - 1) * SIZE : number * SIZE]), number, SIZE, len(ids))
    counted = chosen.with_only_columns(func.count())
    total = (db.session.scalar(counted) or 0) if wanted.narrows else sum(counts.values())
    number = clip_page(number, size=SIZE, total=total)
    shown = db.session.scalars(ordered.limit(SIZE).offset((number - 1) * SIZE)).all()
    return Page(_rows(shown), number, SIZE, total)


def ids_that_fit(event: Event, wanted: Wanted) -> list[int]:
    """All firms that fit, whatever the page."""
    chosen = (
        select(Registration.id, Company.folded)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id, Registration.kind == "firm", *_conditions(event, wanted))
    )
    stored = [(row[0], row[1]) for row in db.session.execute(chosen)]
    named = _named(event, wanted.name, stored) if wanted.name else None
    return [one for one, _ in stored if named is None or one in named]


def _conditions(event: Event, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state in list(RegistrationState):
        found.append(Registration.state == wanted.state)
    if (group := parse_whole_number(wanted.group)) is not None:
        found.append(Registration.group_id == group)
    if wanted.delegation == "none":
        found.append(Registration.delegation_id.is_(None))
    elif (delegation := parse_whole_number(wanted.delegation)) is not None:
        found.append(Registration.delegation_id == delegation)
    if wanted.sector in sector_tree():
        found.append(in_sectors(sector_tree().subtree(wanted.sector)))
    question = parse_whole_number(wanted.unanswered)
    if wanted.unanswered == "any" or question is not None:
        found.append(Registration.id.in_(firms_missing(event.id, question)))
    return found


def _named(event: Event, typed: str, stored: Sequence[tuple[int, str]]) -> set[int]:
    """Those found by name in any spelling, by codes of sectors, by the link's code, or by somebody's name or e-mail."""
    if is_signs_only(typed):
        return set()
    found = set(search_companies(typed, stored))
    if codes := parse_sector_codes(typed):
        coded = select(Registration.id).where(Registration.event_id == event.id, in_sectors(codes))
        found.update(db.session.scalars(coded))
    if code := fold_code(typed):
        found.update(db.session.scalars(select(FirmLink.registration_id).where(FirmLink.code == code)))
    people = (
        select(Representation.registration_id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representative.event_id == event.id)
    )
    if "@" in typed:
        return set(db.session.scalars(people.where(Representative.email.contains(typed.strip().lower()))))
    names = (Representative.display_name, Representative.name_zh)
    called = or_(*(name.icontains(typed.strip(), autoescape=True) for name in names))
    return found | set(db.session.scalars(people.where(called)))


def _order(wanted: str) -> list[ColumnElement[Any]]:
    by_name: list[ColumnElement[Any]] = [Company.sort_name, Company.name]  # type: ignore[list-item]
    places = case({state.value: place for place, state in enumerate(RegistrationState)}, value=Registration.state)
    orders: dict[str, list[ColumnElement[Any]]] = {
        "state": [places, *by_name],
        "registered": [Registration.submitted_at.is_(None), Registration.submitted_at],  # type: ignore[list-item]
    }
    keys = orders.get(wanted.lstrip("-"), by_name)
    return [key.desc() for key in keys] if wanted.startswith("-") else keys


def _rows(ids: Sequence[int]) -> list[IndexRow]:
    one = Registration
    said = (one.state, one.group_id, one.delegation_id, one.languages, one.needs_interpreter, one.company_id)
    chosen = select(one.id, Company.name, Company.name_zh, *said).join(Company, Company.id == one.company_id)
    found = {row.id: row for row in db.session.execute(chosen.where(one.id.in_(ids)))}
    sectors, consents = _sectors([row.company_id for row in found.values()]), firm_consents(ids)
    return [IndexRow(*found[key][:-1], sectors.get(found[key].company_id, ()), consents.get(key)) for key in ids]


def _sectors(company_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The codes that each company is in, else those it offers; those that name none are absent."""
    said = select(CompanySector.company_id, CompanySector.kind, CompanySector.code)
    shown = said.where(CompanySector.company_id.in_(company_ids), CompanySector.kind.in_(("is_in", "offers")))
    codes: dict[int, dict[str, list[str]]] = {}
    for company_id, kind, code in db.session.execute(shown):
        codes.setdefault(company_id, {}).setdefault(kind, []).append(code)
    return {one: sector_tree().sorted(kinds.get("is_in") or kinds["offers"]) for one, kinds in codes.items()}


def delegations_to_choose(event: Event) -> Sequence[Delegation]:
    """The event's delegations, by name, for the filter."""
    return db.session.scalars(
        select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.name_en)
    ).all()
