"""Somebody's address was corrected: letters go to the new one, and to the old one no more."""

from __future__ import annotations

from sqlalchemy import func, select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.mail.outbox import readdress_emails
from app.registrations.models import Registration, Representative


def follow(firm: Registration, person: Representative, before: str) -> None:
    """What waits for ``before``, or did not arrive there, goes to the person's new address.

    An account of the firm with the old address is that person's from now on, so that letters go to one address. The
    account keeps its own: it lets somebody in, and only who has it may change it. Addresses that others read too stay.
    """
    if not before or not person.email or before.lower() == person.email.lower():
        return
    user_id = _account_of(firm, before.lower())
    if user_id is not None and person.user_id is None and not _is_taken(firm.event_id, user_id):
        person.user_id = user_id
        db.session.flush()
    if not _read_by_others(firm, person, before.lower()):
        readdress_emails(firm.event_id, before.lower(), person.email.lower())


def _account_of(firm: Registration, email: str) -> int | None:
    here = select(User.id).join(CompanyUser, CompanyUser.user_id == User.id)
    return db.session.scalar(here.where(CompanyUser.company_id == firm.company_id, User.email == email))


def _is_taken(event_id: int, user_id: int) -> bool:
    somebody = select(Representative.id).where(Representative.event_id == event_id, Representative.user_id == user_id)
    return db.session.scalar(somebody) is not None


def _read_by_others(firm: Registration, person: Representative, email: str) -> bool:
    """Somebody else at the event, or an account that is not this person's."""
    people = select(Representative.id).where(
        Representative.event_id == firm.event_id,
        func.lower(Representative.email) == email,
        Representative.id != person.id,
    )
    users = select(User.id).where(User.email == email, User.disabled_at.is_(None))
    return db.session.scalar(people) is not None or db.session.scalar(users) not in (None, person.user_id)
