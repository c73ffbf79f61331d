"""Firms of an event: one, all that take part, and who reads mail for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, cast, func, null, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.errors import NotFound
from app.core.localized import LANGUAGES
from app.core.mail.preferences import refusing_addresses
from app.core.paging import Page, clip_page
from app.events.models import Event
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.states import RegistrationState

HIDDEN = (RegistrationState.CANCELLED, RegistrationState.REJECTED)

_OF_FIRMS = bindparam("firms", expanding=True, type_=Integer)
READ_ELSEWHERE = (
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
_READERS = (
    select(Registration.id, User.email, User.locale, User.id.label("user_id"), User.id, User.name, cast(null(), String))
    .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
    .join(User, User.id == CompanyUser.user_id)
    .where(Registration.id.in_(_OF_FIRMS), User.email.is_not(None), User.disabled_at.is_(None), ~READ_ELSEWHERE)
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
        .where(Representation.registration_id.in_(_OF_FIRMS), Representative.email.is_not(None))
    )
)
"""Accounts and people. Made once: each act on a meeting asks who reads of it."""


def firm_at(event: Event, registration_id: int) -> Registration:
    """A firm that takes part in the event, with its company. Raises NotFound."""
    found = db.session.scalar(
        select(Registration)
        .options(joinedload(Registration.company))
        .where(
            Registration.id == registration_id,
            Registration.event_id == event.id,
            Registration.kind == "firm",
            Registration.state.not_in(HIDDEN),
        )
    )
    if found is None:
        raise NotFound
    return found


def approved_firms(event_id: int) -> Sequence[Registration]:
    """The firms that take part, with their companies, by rank and id."""
    return _firms(Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED)


def firms_of_delegation(delegation: Delegation) -> Sequence[Registration]:
    """The firms that a delegation brings, with their companies, in the order of the chamber's sheet."""
    return _firms(*_brought(delegation))


def firms_page(delegation: Delegation, number: int, *, size: int) -> Page[Registration]:
    """The same, a page of them; the nearest page that there is."""
    chosen = _in_order(*_brought(delegation))
    total = db.session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    number = clip_page(number, size=size, total=total)
    part = chosen.offset((number - 1) * size).limit(size)
    return Page(db.session.scalars(part).all(), number, size, total)


@dataclass(frozen=True, slots=True)
class Account:
    """The user that a reader signs in as."""

    id: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads mail for a firm; ``language``: en, zh or fr; ``name``: by which a letter greets them."""

    email: str
    language: str
    user: Account | None = None
    name: str = ""


def readers_of(registration: Registration) -> list[Reader]:
    """Who gets a firm's letters, each address once: its users with e-mail, then its representatives. A user who stands
    for the firm under another address reads there."""
    return readers_among([registration])[registration.id]


def readers_among(registrations: Sequence[Registration]) -> dict[int, list[Reader]]:
    """By the id of each of these registrations who gets its letters, as ``readers_of`` tells; one query."""
    spoken = {one.id: spoken_by(one) for one in registrations}
    found: dict[int, dict[str, Reader]] = {number: {} for number in spoken}
    rows: list[Any] = list(db.session.execute(_READERS, {"firms": list(spoken)}))
    rows.sort(key=lambda row: (row[3] is None, row[4]))  # accounts first
    for number, email, locale, user, _nth, name, name_zh in rows:
        address, account = (email.lower(), None) if user is None else (email, Account(user))
        said = locale or spoken[number]
        called = name_zh if said == "zh" and name_zh else name
        found[number].setdefault(address, Reader(address, said, account, called))
    return {number: list(readers.values()) for number, readers in found.items()}


def readers_wanting(kind: str, registrations: Sequence[Registration]) -> dict[int, list[Reader]]:
    """The same without those who want no letters of this kind; two queries."""
    readers = readers_among(registrations)
    refused = refusing_addresses(kind, {one.email.lower() for some in readers.values() for one in some})
    return {number: [one for one in some if one.email.lower() not in refused] for number, some in readers.items()}


def spoken_by(registration: Registration) -> str:
    """The language in which a firm is written to where none of its people has chosen one: en, zh or fr."""
    return next((one for one in registration.languages if one in LANGUAGES), "en")


def _firms(*conditions: ColumnElement[bool]) -> Sequence[Registration]:
    return db.session.scalars(_in_order(*conditions)).all()


def _in_order(*conditions: ColumnElement[bool]) -> Select[Registration]:
    return (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.kind == "firm", *conditions)
        .order_by(Registration.rank.is_(None), Registration.rank, Registration.id)
    )


def _brought(delegation: Delegation) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Registration.delegation_id == delegation.id, Registration.state.not_in(HIDDEN)
