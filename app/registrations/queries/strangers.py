"""Whom a sheet names by an e-mail address that no account has, and whether the firm still lets them in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.accounts.models import User
from app.core.db import db
from app.core.mail.delivery import letters_leave
from app.events.models import Event
from app.events.phases import Phase
from app.registrations.links import Standing
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.firms import HIDDEN
from app.registrations.queries.joins import device_account, users_of
from app.registrations.queries.keeping import kept_by_others, kept_elsewhere
from app.registrations.queries.links import link_of, standing_of
from app.registrations.states import RegistrationState


def sheets_naming(address: str) -> Sequence[tuple[Registration, Representative]]:
    """The firms of events under way for which somebody of this address stands, the newest first."""
    found = (
        select(Registration, Representative)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .join(Event, Event.id == Registration.event_id)
        .where(func.lower(Representative.email) == address, Registration.kind == "firm")
        .where(Registration.state.not_in(HIDDEN), Event.phase.not_in((Phase.DRAFT, Phase.CLOSED)))
        .order_by(Registration.id.desc(), Representative.id)
    )
    return [(registration, person) for registration, person in db.session.execute(found)]


def person_of(registration: Registration, address: str) -> Representative | None:
    """Who stands for the firm at this address."""
    return next((one for one in registration.representatives if (one.email or "").lower() == address), None)


def device_of(registration: Registration, person: Representative) -> User | None:
    """The account of this very person, where the firm's link made it and no e-mail opens it."""
    link = link_of(registration)
    user = device_account(link) if link is not None else None
    return user if user is not None and user.id == person.user_id else None


def address_back(user: User) -> str:
    """The address on a sheet to which the sign-in mails this account its way back, where the account has none itself;
    "" where nobody can be mailed."""
    if user.email or not letters_leave():
        return ""
    chosen = select(Representative.email).where(Representative.user_id == user.id, Representative.email.is_not(None))
    for address in dict.fromkeys(str(one).lower() for one in db.session.scalars(chosen)):
        if any(device_of(registration, person) == user for registration, person in sheets_naming(address)):
            return address
    return ""


def lets_in(registration: Registration) -> bool:
    """Whether the address on the sheet is enough: nobody acts for the firm yet, others have not registered it first,
    and it takes part, or its link is open."""
    link = link_of(registration)
    if users_of(registration) or kept_elsewhere(registration) or kept_by_others(registration):
        return False
    if link is not None and (link.revoked_at is not None or link.claimed_at is not None):
        return False
    takes_part = registration.state == RegistrationState.APPROVED and registration.event.phase != Phase.CLOSED
    return takes_part or (link is not None and standing_of(link) is Standing.OPEN)
