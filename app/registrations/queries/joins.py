"""Who acts for a firm, and who asks to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.db import db
from app.registrations.models import JoinRequest, Registration


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
    waiting = select(func.count()).where(JoinRequest.registration_id == registration.id, JoinRequest.answer.is_(None))
    return db.session.scalar(waiting) or 0


def join_of(registration: Registration, user_id: int) -> JoinRequest | None:
    """What a user asked of a firm, answered or not."""
    return db.session.scalar(
        select(JoinRequest).where(JoinRequest.registration_id == registration.id, JoinRequest.user_id == user_id)
    )


def users_of(registration: Registration) -> Sequence[User]:
    """Who acts for the firm, the first to come first."""
    acting = (
        select(User)
        .join(CompanyUser, CompanyUser.user_id == User.id)
        .where(CompanyUser.company_id == registration.company_id, User.disabled_at.is_(None))
        .order_by(CompanyUser.id)
    )
    return db.session.scalars(acting).all()


def acts_for(registration: Registration, user_id: int) -> bool:
    """Whether a user is one of the firm's own."""
    acting = select(CompanyUser.id).where(
        CompanyUser.company_id == registration.company_id, CompanyUser.user_id == user_id
    )
    return registration.company_id is not None and db.session.scalar(acting) is not None
