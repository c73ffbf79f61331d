"""What of the register an import stands on: the known firms with what this event holds of them, and guests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import current_app
from sqlalchemy import literal, select

from app.companies.models import Company, CompanyMarket, CompanyProduct, CompanySector, CompanyUser
from app.core.db import db
from app.events.models import Event
from app.registrations.erased import NOBODY_ERASED, Erased, folded
from app.registrations.held import Held, Person
from app.registrations.models import Delegation, ErasedMark, Registration, Representation, Representative
from app.registrations.places import country_of
from app.registrations.plan import Known, KnownGuest
from app.registrations.queries.consent_words import ConsentWords, consent_words
from app.registrations.queries.keeping import companies_kept_elsewhere, hidden_from
from app.registrations.queries.likenesses import distinct_pairs
from app.registrations.queries.merging import GONE
from app.registrations.states import OUT_OF_SIGHT, RegistrationState

COMPANY_COLUMNS: Final = (
    *("name", "name_zh", "country", "city", "website", "uen", "uscc", "stock_code", "sector_words", "other_names"),
    *("founded", "employees"),
    *(f"{text}_{language}" for text in ("about", "offers", "seeks") for language in ("en", "zh", "fr")),
)
REGISTRATION_COLUMNS: Final = ("languages", "needs_interpreter")
PERSON_COLUMNS: Final = (
    *("salutation", "family_name", "given_name", "display_name", "name_zh", "title", "title_zh"),
    *("email", "phone", "wechat", "languages", "dietary", "vip", "absent"),
)
_ROWS: Final[dict[str, Any]] = {"exports": CompanyMarket, "products": CompanyProduct}
"""What a firm has rows of (see ``Held.has``), besides sectors."""
CLOSED: Final = {
    RegistrationState.CANCELLED: "registration_cancelled",
    RegistrationState.REJECTED: "registration_rejected",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What of the register and of the delegation a plan stands on: while it is equal, a sheet's plan is the same.

    ``country``: whence the delegation comes; ``apart``, ``days``, ``erased``: see ``plan_import``.
    """

    country: str
    known: list[Known]
    guests: list[KnownGuest]
    apart: list[tuple[int, int]]
    days: tuple[date, ...] = ()
    erased: Erased = NOBODY_ERASED


def ground_for(event: Event, delegation: Delegation | None, by: int | None = None) -> Ground:
    """As it is now for who brings the sheet, None for the shell, for whom no firm is taken by a delegation unless it
    names one. The same number of queries for any number of firms."""
    return Ground(
        country_of(delegation.origin or "") if delegation else "",
        known_firms(event, delegation, by),
        known_guests(event.id, delegation.id if delegation else None),
        distinct_pairs(event.organisation_id),
        tuple(one.day for one in event.days),
        erased_at(event.id),
    )


def erased_at(event_id: int) -> Erased:
    """Who was erased on request at an event, but for those who take part again since."""
    marks = frozenset(db.session.scalars(select(ErasedMark.mark).where(ErasedMark.event_id == event_id)))
    if not marks:
        return NOBODY_ERASED
    here = select(Representative.email, Representative.phone).where(Representative.event_id == event_id)
    back = frozenset(folded(each) for row in db.session.execute(here) for each in row if each)
    return Erased(str(current_app.config["SECRET_KEY"]).encode(), event_id, marks, back)


def known_guests(event_id: int, delegation_id: int | None) -> list[KnownGuest]:
    """The guests whom the delegation brings, or who come without one."""
    found = (
        select(Registration.category, Representative.display_name, Registration.institution)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(
            Registration.event_id == event_id,
            Registration.delegation_id == delegation_id,
            Registration.kind == "guest",
            Registration.state.not_in(OUT_OF_SIGHT),
        )
        .order_by(Registration.id, Representative.id)
    )
    return [KnownGuest(category, name, institution or "") for category, name, institution in db.session.execute(found)]


def known_firms(event: Event, delegation: Delegation | None = None, by: int | None = None) -> list[Known]:
    """Every firm of the organisation's register, with what this event holds of it; without those that are hidden from
    the delegation's chamber or from who asks."""
    mine = select(Company).where(Company.organisation_id == event.organisation_id)
    companies = db.session.scalars(mine.where(Company.id.not_in(GONE)).order_by(Company.id)).all()
    here = _registrations(event)
    people, words = _people(event), consent_words(event)
    claimed = set(db.session.scalars(select(CompanyUser.company_id)))
    has = _has(event.organisation_id)
    apart = companies_kept_elsewhere(event.organisation_id, delegation.organisation_id) if delegation else frozenset()
    hidden = hidden_from(event, delegation, by)
    return [
        _known(
            one,
            here.get(one.id),
            people,
            words,
            closed=_closed(here.get(one.id), delegation, by),
            claimed=one.id in claimed,
            apart=one.id in apart,
            has=has.get(one.id, frozenset()),
        )
        for one in companies
        if one.id not in hidden
    ]


def _known(
    company: Company,
    registration: Registration | None,
    people: dict[int, list[Representative]],
    words: ConsentWords,
    *,
    closed: str,
    claimed: bool,
    apart: bool,
    has: frozenset[str],
) -> Known:
    theirs = people.get(registration.id, []) if registration else []
    held = _held(company, registration, theirs, claimed=claimed, apart=apart, has=has)
    held.consents = words.of(registration.id if registration else None, (one.id for one in theirs))
    return Known(
        company.id,
        company.name,
        company.name_zh or "",
        stock_code=company.stock_code or "",
        website=company.website or "",
        uen=company.uen or "",
        uscc=company.uscc or "",
        country=company.country or "",
        other_names=(*(company.other_names or ()), *held.answers.get("other_names", ())),
        emails=tuple(person.email for person in theirs if person.email),
        held=held,
        closed=closed,
    )


def _has(house: int) -> dict[int, frozenset[str]]:
    """The companies of an organisation → what each has some of."""
    kept = Company.organisation_id == house
    sectors = select(CompanySector.company_id, CompanySector.kind).join(Company, Company.id == CompanySector.company_id)
    told = [*db.session.execute(sectors.where(kept).distinct())]
    for what, kind in _ROWS.items():
        rows = select(kind.company_id, literal(what)).join(Company, Company.id == kind.company_id)
        told += db.session.execute(rows.where(kept).distinct())
    found: dict[int, set[str]] = {}
    for company_id, what in told:
        found.setdefault(company_id, set()).add(what)
    return {company_id: frozenset(what) for company_id, what in found.items()}


def _held(
    company: Company,
    registration: Registration | None,
    people: Iterable[Representative],
    *,
    claimed: bool,
    apart: bool,
    has: frozenset[str],
) -> Held:
    """One firm as the register has it. ``claimed``: it has people of its own; ``apart``: see ``kept_elsewhere``."""
    confirmed = registration is not None and registration.confirmed_at is not None
    return Held(
        values(company, COMPANY_COLUMNS),
        values(registration, REGISTRATION_COLUMNS) if registration else {},
        dict(registration.answers) if registration else {},
        [Person(one.id, values(one, PERSON_COLUMNS)) for one in people],
        own_words=claimed or confirmed,
        kept_elsewhere=apart,
        has=has,
    )


def values(row: Any, columns: Iterable[str]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}


def _closed(registration: Registration | None, delegation: Delegation | None, by: int | None) -> str:
    """Why a sheet of this delegation, or of the companies without one, may not touch a firm; "" if it may."""
    if registration is None:
        return ""
    if delegation is not None and registration.delegation_id is None:
        return "registered_by_itself"
    for_delegation, of_delegation = (delegation.id if delegation else None), registration.delegation_id
    by_shell = delegation is None and by is None
    if of_delegation != for_delegation and not by_shell:
        return "in_another_delegation"
    return CLOSED.get(RegistrationState(registration.state), "")


def _registrations(event: Event) -> dict[int, Registration]:
    found = select(Registration).where(Registration.event_id == event.id, Registration.company_id.is_not(None))
    return {one.company_id: one for one in db.session.scalars(found) if one.company_id is not None}


def _people(event: Event) -> dict[int, list[Representative]]:
    found = (
        select(Representation.registration_id, Representative)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.event_id == event.id)
        .order_by(Representative.rank.is_(None), Representative.rank, Representative.id)
    )
    people: dict[int, list[Representative]] = {}
    for registration_id, person in db.session.execute(found):
        people.setdefault(registration_id, []).append(person)
    return people
