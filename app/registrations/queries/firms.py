"""Firms of an event: one, all that take part, and who reads mail for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.db import db
from app.events.models import Event
from app.kernel.errors import NotFound
from app.kernel.localized import LANGUAGES
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.states import RegistrationState

HIDDEN = (RegistrationState.CANCELLED, RegistrationState.REJECTED)


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
    return _firms(Registration.delegation_id == delegation.id, Registration.state.not_in(HIDDEN))


@dataclass(frozen=True)
class Reader:
    """Somebody who reads mail for a firm; ``language``: en, zh or fr."""

    email: str
    language: str
    user: User | None = None


def readers_of(registration: Registration) -> list[Reader]:
    """Who gets a firm's letters, each address once: its users with e-mail, then its representatives."""
    return readers_among([registration])[registration.id]


def readers_among(registrations: Sequence[Registration]) -> dict[int, list[Reader]]:
    """By the id of each of these registrations who gets its letters, as ``readers_of`` tells; two queries."""
    ids = [one.id for one in registrations]
    users = (
        select(Registration.id, User)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .join(User, CompanyUser.user_id == User.id)
        .where(Registration.id.in_(ids), User.email.is_not(None), User.disabled_at.is_(None))
        .order_by(User.id)
    )
    people = (
        select(Representation.registration_id, Representative.email)
        .join(Representative, Representation.representative_id == Representative.id)
        .where(Representation.registration_id.in_(ids), Representative.email.is_not(None))
        .order_by(Representative.id)
    )
    spoken = {one.id: spoken_by(one) for one in registrations}
    found: dict[int, dict[str, Reader]] = {number: {} for number in ids}
    for number, user in db.session.execute(users):
        found[number].setdefault(str(user.email), Reader(str(user.email), user.locale or spoken[number], user))
    for number, email in db.session.execute(people):
        found[number].setdefault(str(email).lower(), Reader(str(email).lower(), spoken[number]))
    return {number: list(readers.values()) for number, readers in found.items()}


def spoken_by(registration: Registration) -> str:
    """The language in which a firm is written to where none of its people has chosen one: en, zh or fr."""
    return next((one for one in registration.languages if one in LANGUAGES), "en")


def _firms(*conditions: object) -> Sequence[Registration]:
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.kind == "firm", *conditions)  # type: ignore[arg-type]
        .order_by(Registration.rank.is_(None), Registration.rank, Registration.id)
    )
    return db.session.scalars(chosen).all()
