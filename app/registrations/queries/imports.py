"""Sheets on their way in: batches, the firms that the register knows, and the plan of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import defer

from app.accounts.models import User
from app.companies.models import Company, CompanyMarket, CompanyProduct, CompanySector, CompanyUser
from app.db import db
from app.events.models import Event
from app.floor.models import JobRun, StoredFile
from app.floor.spreadsheets import Sheet
from app.kernel.errors import NotFound
from app.registrations.held import Held, Person
from app.registrations.import_memory import to_choices, to_fixes
from app.registrations.importing import Tell, plan_import
from app.registrations.models import Delegation, ImportBatch, Registration, Representation, Representative
from app.registrations.places import country_of
from app.registrations.plan import Choices, Fixes, ImportPlan, Known, KnownGuest
from app.registrations.queries.keeping import companies_kept_elsewhere
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
    *("email", "phone", "wechat", "languages", "dietary"),
)
CLOSED: Final = {
    RegistrationState.CANCELLED: "registration_cancelled",
    RegistrationState.REJECTED: "registration_rejected",
}


def batch_of(delegation: Delegation, batch_id: int) -> ImportBatch:
    """A batch of this delegation. Raises NotFound."""
    found = db.session.scalar(
        select(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.delegation_id == delegation.id)
    )
    if found is None:
        raise NotFound
    return found


def file_of(batch: ImportBatch) -> StoredFile:
    """The file as it was chosen."""
    return db.session.get_one(StoredFile, batch.file_id)


def run_of(batch: ImportBatch) -> JobRun | None:
    """The job that imports the batch, or did or failed to."""
    public_id = batch.written.get("job")
    return db.session.scalar(select(JobRun).where(JobRun.public_id == public_id)) if public_id else None


def batches_of(delegation: Delegation, limit: int = 20) -> Sequence[tuple[ImportBatch, StoredFile, User | None]]:
    """The delegation's last sheets with their files and who brought them, newest first, without what they hold."""
    found = (
        select(ImportBatch, StoredFile, User)
        .join(StoredFile, StoredFile.id == ImportBatch.file_id)
        .outerjoin(User, User.id == ImportBatch.user_id)
        .options(defer(ImportBatch.sheets), defer(ImportBatch.fixes))
        .where(ImportBatch.delegation_id == delegation.id)
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    return [(batch, file, user) for batch, file, user in db.session.execute(found)]


def plan_of(batch: ImportBatch) -> ImportPlan:
    """What importing this batch would do now."""
    event, delegation = db.session.get_one(Event, batch.event_id), db.session.get_one(Delegation, batch.delegation_id)
    sheets = [Sheet.from_plain(plain) for plain in batch.sheets]
    return plan_for(event, delegation, sheets, to_choices(batch.choices), to_fixes(batch.fixes))


def plan_for(
    event: Event,
    delegation: Delegation | None,
    sheets: Sequence[Sheet],
    choices: Choices | None = None,
    fixes: Fixes | None = None,
    tell: Tell = lambda _share: None,
) -> ImportPlan:
    """The plan of a sheet against the register as it is; without a delegation no firm is taken by another one."""
    country = country_of(delegation.origin or "") if delegation else ""
    guests = known_guests(delegation) if delegation else []
    return plan_import(
        sheets,
        known_firms(event, delegation),
        choices,
        fixes,
        country=country,
        tell=tell,
        guests=guests,
        apart=distinct_pairs(event.organisation_id),
    )


def known_guests(delegation: Delegation) -> list[KnownGuest]:
    """The guests whom the delegation brings."""
    found = (
        select(Registration.category, Representative.display_name, Registration.institution)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(
            Registration.delegation_id == delegation.id,
            Registration.kind == "guest",
            Registration.state.not_in(OUT_OF_SIGHT),
        )
    )
    return [KnownGuest(category, name, institution or "") for category, name, institution in db.session.execute(found)]


def registrations_by_company(delegation: Delegation) -> dict[int, int]:
    """Company → its registration, for the firms that the delegation brings."""
    found = select(Registration.company_id, Registration.id).where(
        Registration.delegation_id == delegation.id, Registration.company_id.is_not(None)
    )
    return {company: number for company, number in db.session.execute(found) if company is not None}


def memory_of(delegation: Delegation) -> dict[str, Any]:
    """Fingerprint → fix from all imports of the delegation that stand, the newest word winning."""
    found = (
        select(ImportBatch.written)
        .where(ImportBatch.delegation_id == delegation.id, ImportBatch.state == "imported")
        .order_by(ImportBatch.id)
    )
    memory: dict[str, Any] = {}
    for written in db.session.scalars(found):
        memory |= written.get("settled", {})
    return memory


def known_firms(event: Event, delegation: Delegation | None = None) -> list[Known]:
    """Every firm of the organisation's register, with what this event holds of it."""
    mine = select(Company).where(Company.organisation_id == event.organisation_id)
    companies = db.session.scalars(mine.where(Company.id.not_in(GONE))).all()
    here = _registrations(event)
    people = _people(event)
    claimed = set(db.session.scalars(select(CompanyUser.company_id)))
    has = {what: _with(kind, *where, house=event.organisation_id) for what, (kind, *where) in KINDS.items()}
    apart = companies_kept_elsewhere(event.organisation_id, delegation.organisation_id) if delegation else frozenset()
    return [
        _known(
            one,
            here.get(one.id),
            people,
            delegation,
            claimed=one.id in claimed,
            apart=one.id in apart,
            has=frozenset(what for what, companies in has.items() if one.id in companies),
        )
        for one in companies
    ]


def _known(
    company: Company,
    registration: Registration | None,
    people: dict[int, list[Representative]],
    delegation: Delegation | None,
    *,
    claimed: bool,
    apart: bool,
    has: frozenset[str],
) -> Known:
    theirs = people.get(registration.id, []) if registration else []
    held = held_of(company, registration, theirs, claimed=claimed, apart=apart)
    held.has = has
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
        closed=_closed(registration, delegation),
    )


KINDS: Final[dict[str, tuple[Any, ...]]] = {
    "sectors": (CompanySector, CompanySector.kind == "is_in"),
    "exports": (CompanyMarket,),
    "products": (CompanyProduct,),
}
"""What a firm has rows of: their model, and which of them."""


def _with(kind: Any, *where: Any, house: int) -> set[int]:
    """The companies of an organisation that have such rows."""
    chosen = select(kind.company_id).join(Company, Company.id == kind.company_id)
    return set(db.session.scalars(chosen.where(Company.organisation_id == house, *where).distinct()))


def held_of(
    company: Company,
    registration: Registration | None,
    people: Iterable[Representative],
    *,
    claimed: bool,
    apart: bool,
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
    )


def values(row: Any, columns: Iterable[str]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}


def _closed(registration: Registration | None, delegation: Delegation | None) -> str:
    """Why this delegation's sheet may not touch a firm; "" if it may."""
    if registration is None:
        return ""
    if delegation is not None and registration.delegation_id is None:
        return "registered_by_itself"
    if delegation is not None and registration.delegation_id != delegation.id:
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
