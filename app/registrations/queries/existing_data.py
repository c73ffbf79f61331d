"""The companies of an organisation's register as a list or a company added by hand is compared with them, with what
an event has of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import literal, select

from app.companies.fields import SHEET_FIELDS
from app.companies.models import Company, CompanyMarket, CompanyProduct, CompanySector, CompanyUser
from app.core.db import db
from app.events.models import Event
from app.registrations.existing_record import ExistingPerson, ExistingRecord, KnownCompany
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.access import list_companies_of_others, list_hidden_companies
from app.registrations.queries.consents import RecordedConsents, get_recorded_consents
from app.registrations.queries.merging import INACTIVE_COMPANIES
from app.registrations.states import RegistrationState

COMPANY_COLUMNS: Final = (
    "name",
    "name_zh",
    "country",
    "city",
    "website",
    "uen",
    "uscc",
    "stock_code",
    "sector_words",
    "other_names",
    "founded",
    "employees",
    *SHEET_FIELDS.values(),
    *(f"{text}_{language}" for text in ("about", "offers", "seeks") for language in ("en", "zh", "fr")),
)
REGISTRATION_COLUMNS: Final = ("languages", "needs_interpreter")
PERSON_COLUMNS: Final = (
    "salutation",
    "family_name",
    "given_name",
    "display_name",
    "name_zh",
    "title",
    "title_zh",
    "email",
    "phone",
    "wechat",
    "languages",
    "dietary",
    "vip",
    "absent",
)
_ROW_MODELS: Final[dict[str, Any]] = {"exports": CompanyMarket, "products": CompanyProduct}
"""What a firm has rows of (see ``Held.has``), besides sectors."""
CLOSED_REASONS: Final = {
    RegistrationState.CANCELLED: "registration_cancelled",
    RegistrationState.REJECTED: "registration_rejected",
}


def list_known_companies(
    event: Event, delegation: Delegation | None = None, by: int | None = None
) -> list[KnownCompany]:
    """Every company of the organisation's register, with what this event holds of it; without those that are hidden
    from the delegation's chamber or from who asks."""
    mine = select(Company).where(Company.organisation_id == event.organisation_id)
    companies = db.session.scalars(mine.where(Company.id.not_in(INACTIVE_COMPANIES)).order_by(Company.id)).all()
    here = _registrations_by_company(event)
    people, words = _people_by_registration(event), get_recorded_consents(event)
    claimed = set(db.session.scalars(select(CompanyUser.company_id)))
    has = _row_kinds_by_company(event.organisation_id)
    apart = list_companies_of_others(event.organisation_id, delegation.organisation_id) if delegation else frozenset()
    hidden = list_hidden_companies(event, delegation, by)
    return [
        _create_known_company(
            company,
            here.get(company.id),
            people,
            words,
            closed=_closed_reason(here.get(company.id), delegation, by),
            claimed=company.id in claimed,
            apart=company.id in apart,
            has=has.get(company.id, frozenset()),
        )
        for company in companies
        if company.id not in hidden
    ]


def _create_known_company(
    company: Company,
    registration: Registration | None,
    people: dict[int, list[Representative]],
    words: RecordedConsents,
    *,
    closed: str,
    claimed: bool,
    apart: bool,
    has: frozenset[str],
) -> KnownCompany:
    theirs = people.get(registration.id, []) if registration else []
    existing_record = _create_existing_record(company, registration, theirs, claimed=claimed, apart=apart, has=has)
    existing_record.consents = words.of(registration.id if registration else None, (their.id for their in theirs))
    return KnownCompany(
        company.id,
        company.name,
        company.name_zh or "",
        stock_code=company.stock_code or "",
        website=company.website or "",
        uen=company.uen or "",
        uscc=company.uscc or "",
        country=company.country or "",
        other_names=(*(company.other_names or ()), *existing_record.answers.get("other_names", ())),
        emails=tuple(person.email for person in theirs if person.email),
        record=existing_record,
        closed=closed,
    )


def _row_kinds_by_company(house: int) -> dict[int, frozenset[str]]:
    """The companies of an organisation → what each has some of."""
    in_register = Company.organisation_id == house
    sectors = select(CompanySector.company_id, CompanySector.kind).join(Company, Company.id == CompanySector.company_id)
    kind_rows = [*db.session.execute(sectors.where(in_register).distinct())]
    for what, kind in _ROW_MODELS.items():
        rows = select(kind.company_id, literal(what)).join(Company, Company.id == kind.company_id)
        kind_rows += db.session.execute(rows.where(in_register).distinct())
    kinds_by_company: dict[int, set[str]] = {}
    for company_id, what in kind_rows:
        kinds_by_company.setdefault(company_id, set()).add(what)
    return {company_id: frozenset(what) for company_id, what in kinds_by_company.items()}


def _create_existing_record(
    company: Company,
    registration: Registration | None,
    people: Iterable[Representative],
    *,
    claimed: bool,
    apart: bool,
    has: frozenset[str],
) -> ExistingRecord:
    """One firm as the register has it. ``claimed``: it has people of its own; ``apart``: see ``kept_elsewhere``."""
    confirmed = registration is not None and registration.confirmed_at is not None
    return ExistingRecord(
        column_values(company, COMPANY_COLUMNS),
        column_values(registration, REGISTRATION_COLUMNS) if registration else {},
        dict(registration.answers) if registration else {},
        [ExistingPerson(person.id, column_values(person, PERSON_COLUMNS)) for person in people],
        own_words=claimed or confirmed,
        recorded_elsewhere=apart,
        has=has,
    )


def column_values(row: Any, columns: Iterable[str]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}


def _closed_reason(registration: Registration | None, delegation: Delegation | None, by: int | None) -> str:
    """Why a sheet of this delegation, or of the companies without one, may not touch a firm; "" if it may."""
    if registration is None:
        return ""
    if delegation is not None and registration.delegation_id is None:
        return "registered_by_itself"
    for_delegation, of_delegation = (delegation.id if delegation else None), registration.delegation_id
    by_shell = delegation is None and by is None
    if of_delegation != for_delegation and not by_shell:
        return "in_another_delegation"
    return CLOSED_REASONS.get(RegistrationState(registration.state), "")


def _registrations_by_company(event: Event) -> dict[int, Registration]:
    registrations = select(Registration).where(Registration.event_id == event.id, Registration.company_id.is_not(None))
    return {
        registration.company_id: registration
        for registration in db.session.scalars(registrations)
        if registration.company_id is not None
    }


def _people_by_registration(event: Event) -> dict[int, list[Representative]]:
    rows = (
        select(Representation.registration_id, Representative)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.event_id == event.id)
        .order_by(Representative.rank.is_(None), Representative.rank, Representative.id)
    )
    people: dict[int, list[Representative]] = {}
    for registration_id, person in db.session.execute(rows):
        people.setdefault(registration_id, []).append(person)
    return people
