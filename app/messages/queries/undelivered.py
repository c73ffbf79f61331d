"""The letters of a chamber's members, as far as they did not reach them."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.models import Outbox
from app.registrations.models import Delegation, Registration, Representation, Representative

MOST = 500


def address_now(letter: Outbox) -> str:
    """Where a letter would go now: whom it was written to may have given another address for this event since."""
    given = select(func.lower(Representative.email)).where(
        Representative.event_id == letter.event_id,
        Representative.user_id == letter.user_id,
        Representative.email.is_not(None),
    )
    return (db.session.scalar(given) if letter.user_id is not None else None) or letter.recipient


def undelivered(delegation: Delegation) -> list[Outbox]:
    """The newest letters of the event to anybody who reads for a member, as far as they failed, are held or wait."""
    firms = select(Registration.id).where(Registration.delegation_id == delegation.id)
    companies = select(Registration.company_id).where(Registration.delegation_id == delegation.id)
    people = (
        select(func.lower(Representative.email))
        .join(Representation, Representation.representative_id == Representative.id)
        .where(Representation.registration_id.in_(firms), Representative.email.is_not(None))
    )
    users = (
        select(User.email)
        .join(CompanyUser, CompanyUser.user_id == User.id)
        .where(CompanyUser.company_id.in_(companies), User.email.is_not(None))
    )
    theirs = (
        select(Outbox)
        .where(Outbox.event_id == delegation.event_id, Outbox.state.in_(("failed", "held", "queued", "sending")))
        .where(or_(Outbox.recipient.in_(people), Outbox.recipient.in_(users)))
    )
    return list(db.session.scalars(theirs.order_by(Outbox.state, Outbox.id.desc()).limit(MOST)))
