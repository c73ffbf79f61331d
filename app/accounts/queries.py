"""Reads about people, their roles and their tokens."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import tokens
from app.accounts.addresses import normalised
from app.accounts.models import Membership, Organisation, Token, User
from app.accounts.permissions import Role
from app.db import db, now


def user_of_email(email: str) -> User | None:
    """The user of this address, however it is spelled, disabled or not."""
    return db.session.scalar(select(User).where(User.email == normalised(email)))


def organisation_of_name(name: str) -> Organisation | None:
    """The organisation of exactly this English name."""
    return db.session.scalar(select(Organisation).where(Organisation.name_en == name))


def live_token(purpose: tokens.Purpose, secret: str) -> Token | None:
    """The token of this secret, unless used, revoked or expired."""
    found = select(Token).where(
        Token.purpose == purpose,
        Token.hash == tokens.hash_of(secret),
        Token.used_at.is_(None),
        Token.revoked_at.is_(None),
        Token.expires_at > now(),
    )
    return db.session.scalar(found)


def user_of_token(token: Token) -> User | None:
    """The user whom a token is about, unless disabled."""
    kind, _, number = token.subject.partition(":")
    user = db.session.get(User, int(number)) if kind == "user" and number.isdigit() else None
    return user if user is not None and user.is_active else None


def memberships_of(user_id: int) -> Sequence[Membership]:
    """The organisations of a user with the role in each, by name."""
    found = (
        select(Membership)
        .join(Organisation)
        .options(joinedload(Membership.organisation))
        .where(Membership.user_id == user_id)
        .order_by(Organisation.name_en, Membership.role)
    )
    return db.session.scalars(found).all()


def administrators_of(organisation_id: int) -> Sequence[int]:
    """The ids of the users in charge of an organisation who can sign in."""
    found = (
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.ADMINISTRATOR)
        .where(User.disabled_at.is_(None))
        .order_by(User.id)
    )
    return db.session.scalars(found).all()
