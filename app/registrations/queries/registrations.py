"""Companies and guests of an event, by id, state, delegation or sector, and who receives a company’s emails."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, cast, exists, false, func, null, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.companies.models import SECTOR_KINDS, CompanySector, CompanyUser
from app.core.db import db
from app.core.errors import NotFound
from app.core.localized import LANGUAGES
from app.core.mail.preferences import refusing_addresses
from app.core.paging import Page, clip_page
from app.events.models import Event
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.states import INACTIVE_STATES, RegistrationState


def in_sectors(codes: Iterable[str], kinds: Collection[str] = SECTOR_KINDS) -> ColumnElement[bool]:
    """Whether a registration's firm is in, offers or seeks (``kinds``) one of these sectors; nobody is in none."""
    wanted = list(codes)
    if not wanted:
        return false()
    return exists().where(
        CompanySector.company_id == Registration.company_id,
        CompanySector.code.in_(wanted),
        CompanySector.kind.in_(kinds),
    )


HIDDEN_STATES = (RegistrationState.CANCELLED, RegistrationState.REJECTED)

_COMPANY_IDS = bindparam("firms", expanding=True, type_=Integer)
HAS_OTHER_ADDRESS = (
    select(Representative.id)
    .join(Representation, Representation.representative_id == Representative.id)
    .where(
        Representative.user_id == User.id,
        Representation.registration_id == Registration.id,
        Representative.email.is_not(None),
        func.lower(Representative.email) != User.email,
    )
    .exists()
)
"""Of a firm's account: whose it is gave another address for this event, and reads its letters there, once."""
_RECIPIENT_ROWS = (
    select(Registration.id, User.email, User.locale, User.id.label("user_id"), User.id, User.name, cast(null(), String))
    .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
    .join(User, User.id == CompanyUser.user_id)
    .where(Registration.id.in_(_COMPANY_IDS), User.email.is_not(None), User.disabled_at.is_(None), ~HAS_OTHER_ADDRESS)
    .union_all(
        select(
            Representation.registration_id,
            Representative.email,
            cast(null(), String),
            cast(null(), Integer),
            Representative.id,
            Representative.display_name,
            Representative.name_zh,
        )
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.registration_id.in_(_COMPANY_IDS), Representative.email.is_not(None))
    )
)
"""Accounts and people. Made once: each act on a meeting asks who reads of it."""


def get_registration(event: Event, registration_id: int) -> Registration:
    """A firm that takes part in the event, with its company. Raises NotFound."""
    registration = db.session.scalar(
        select(Registration)
        .options(joinedload(Registration.company))
        .where(
            Registration.id == registration_id,
            Registration.event_id == event.id,
            Registration.kind == "firm",
            Registration.state.not_in(HIDDEN_STATES),
        )
    )
    if registration is None:
        raise NotFound
    return registration


def list_approved_companies(event_id: int) -> Sequence[Registration]:
    """The firms that take part, with their companies, by rank and id."""
    return _list_companies(Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED)


def list_delegation_companies(delegation: Delegation) -> Sequence[Registration]:
    """The firms that a delegation brings, with their companies, in the order of the chamber's sheet."""
    return _list_companies(*_in_delegation(delegation))


def get_delegation_companies_page(delegation: Delegation, number: int, *, size: int) -> Page[Registration]:
    """The same, a page of them; the nearest page that there is."""
    chosen = _company_query(*_in_delegation(delegation))
    total = db.session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    number = clip_page(number, size=size, total=total)
    part = chosen.offset((number - 1) * size).limit(size)
    return Page(db.session.scalars(part).all(), number, size, total)


@dataclass(frozen=True, slots=True)
class RecipientAccount:
    """The user that a reader signs in as."""

    id: int


@dataclass(frozen=True, slots=True)
class EmailRecipient:
    """Somebody who reads mail for a firm; ``language``: en, zh or fr; ``name``: by which a letter greets them."""

    email: str
    language: str
    user: RecipientAccount | None = None
    name: str = ""


def list_recipients(registration: Registration) -> list[EmailRecipient]:
    """Who gets a company's emails, each address once: its users with e-mail, then its representatives. A user who
    stands for the company under another address reads there."""
    return list_recipients_by_company([registration])[registration.id]


def list_recipients_by_company(registrations: Sequence[Registration]) -> dict[int, list[EmailRecipient]]:
    """By the id of each of these registrations who gets its letters, as ``list_recipients`` tells; one query."""
    spoken = {registration.id: get_email_language(registration) for registration in registrations}
    recipients_by_company: dict[int, dict[str, EmailRecipient]] = {number: {} for number in spoken}
    rows: list[Any] = list(db.session.execute(_RECIPIENT_ROWS, {"firms": list(spoken)}))
    rows.sort(key=lambda row: (row[3] is None, row[4]))  # accounts first
    for number, email, locale, user, _nth, name, name_zh in rows:
        address, account = (email.lower(), None) if user is None else (email, RecipientAccount(user))
        reader_language = locale or spoken[number]
        called = name_zh if reader_language == "zh" and name_zh else name
        recipients_by_company[number].setdefault(address, EmailRecipient(address, reader_language, account, called))
    return {number: list(readers.values()) for number, readers in recipients_by_company.items()}


def list_willing_recipients(kind: str, registrations: Sequence[Registration]) -> dict[int, list[EmailRecipient]]:
    """The same without those who want no letters of this kind; two queries."""
    readers = list_recipients_by_company(registrations)
    refused = refusing_addresses(kind, {recipient.email.lower() for some in readers.values() for recipient in some})
    return {
        number: [recipient for recipient in some if recipient.email.lower() not in refused]
        for number, some in readers.items()
    }


def get_email_language(registration: Registration) -> str:
    """The language in which a firm is written to where none of its people has chosen one: en, zh or fr."""
    return next((language for language in registration.languages if language in LANGUAGES), "en")


def _list_companies(*conditions: ColumnElement[bool]) -> Sequence[Registration]:
    return db.session.scalars(_company_query(*conditions)).all()


def _company_query(*conditions: ColumnElement[bool]) -> Select[Registration]:
    return (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.kind == "firm", *conditions)
        .order_by(Registration.rank.is_(None), Registration.rank, Registration.id)
    )


def _in_delegation(delegation: Delegation) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Registration.delegation_id == delegation.id, Registration.state.not_in(HIDDEN_STATES)


def list_guests(event: Event, *, only: Collection[int] | None = None) -> Sequence[Registration]:
    """Guests by category and institution; ``only``: those of the delegations with these ids."""
    chosen = (
        select(Registration)
        .options(selectinload(Registration.representatives), joinedload(Registration.delegation))
        .where(
            Registration.event_id == event.id,
            Registration.kind == "guest",
            Registration.state.not_in(INACTIVE_STATES),
        )
        .order_by(Registration.category, Registration.institution, Registration.id)
    )
    if only is not None:
        chosen = chosen.where(Registration.delegation_id.in_(only))
    return db.session.scalars(chosen).all()
