"""Who acts for a firm, and who asks to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select

from app.accounts.models import EventRole, Membership, User
from app.companies.models import CompanyUser
from app.companies.wording import company_label
from app.core.db import cached_read, db
from app.registrations.models import Delegation, FirmLink, JoinRequest, Registration, Representative
from app.registrations.queries.keeping import kept_by_others


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who waits to be let in."""

    id: int
    name: str
    at: datetime


def askers_of(registration: Registration) -> list[Asking]:
    """Who waits for this firm's answer, the first to ask first."""
    waiting = (
        select(JoinRequest.id, User.name, JoinRequest.at)
        .join(User, User.id == JoinRequest.user_id)
        .where(JoinRequest.registration_id == registration.id, JoinRequest.answer.is_(None))
        .order_by(JoinRequest.id)
    )
    return [Asking(*row) for row in db.session.execute(waiting)]


def how_many_ask(registration: Registration) -> int:
    """How many wait to be let in."""
    return int(db.session.execute(_WAITING, {"firm": registration.id}).scalar_one())


_WAITING = select(func.count()).where(JoinRequest.registration_id == bindparam("firm"), JoinRequest.answer.is_(None))
"""Made once, as every page of a firm tells it."""


def join_of(registration: Registration, user_id: int) -> JoinRequest | None:
    """What a user asked of a firm, answered or not."""
    return db.session.scalar(
        select(JoinRequest).where(JoinRequest.registration_id == registration.id, JoinRequest.user_id == user_id)
    )


@cached_read
def users_of(registration: Registration) -> Sequence[User]:
    """Who acts for the firm, the first to come first."""
    acting = (
        select(User)
        .join(CompanyUser, CompanyUser.user_id == User.id)
        .where(CompanyUser.company_id == registration.company_id, User.disabled_at.is_(None))
        .order_by(CompanyUser.id)
    )
    return db.session.scalars(acting).all()


def accounts_of(registration: Registration) -> list[User]:
    """Who acts for the firm with an account that an e-mail address opens: they come back by signing in."""
    return [user for user in users_of(registration) if user.email]


def device_account(link: FirmLink) -> User | None:
    """The account that an earlier version of a link made, where it is nothing but that and no e-mail opens it: it
    comes back by a fresh link. A link must open no other, nor what the firm does where others brought it."""
    user = db.session.get(User, link.claimed_by) if link.claimed_by is not None else None
    if user is None or user.email or user.password_hash or not user.is_active or kept_by_others(link.registration):
        return None
    elsewhere = (
        exists().where(CompanyUser.user_id == user.id, CompanyUser.company_id != link.registration.company_id),
        exists().where(Membership.user_id == user.id),
        exists().where(EventRole.user_id == user.id),
        exists().where(Delegation.led_by(user.id)),
    )
    return None if any(db.session.scalar(select(one)) for one in elsewhere) else user


def first_in(link: FirmLink) -> str:
    """Who claimed a link: the person at the event that they are, else as their account is called; "" for nobody."""
    person = (
        select(Representative)
        .where(Representative.event_id == link.registration.event_id, Representative.user_id == link.claimed_by)
        .limit(1)
    )
    account = select(User.name).where(User.id == link.claimed_by)
    if not (link.claimed_at and link.claimed_by):
        return ""
    found = db.session.scalar(person)
    return company_label(found) if found is not None else db.session.scalar(account) or ""


def acts_for(registration: Registration, user_id: int) -> bool:
    """Whether a user is one of the firm's own."""
    acting = select(CompanyUser.id).where(
        CompanyUser.company_id == registration.company_id, CompanyUser.user_id == user_id
    )
    return registration.company_id is not None and db.session.scalar(acting) is not None
