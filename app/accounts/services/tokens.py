"""Giving out tokens and using them up."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, update

from app.accounts import tokens
from app.accounts.models import Token
from app.accounts.tokens import LIFETIME, Purpose
from app.db import now, transaction
from app.kernel.errors import NotFound


class LinkDead(NotFound):
    """The link was used, has expired or was taken back."""

    code = "link_dead"


def issue(
    purpose: Purpose,
    subject: str,
    *,
    email: str | None = None,
    payload: str = "",
    lifetime: timedelta | None = None,
    handed_over: bool = False,
) -> str:
    """A new secret for ``subject``: returned this once, kept as a hash. ``email``, ``handed_over``: as in ``Token``."""
    secret = tokens.new_secret()
    row = Token(
        purpose=purpose,
        subject=subject,
        email=email,
        handed_over=handed_over,
        payload=payload or None,
        hash=tokens.hash_of(secret),
        expires_at=now() + (lifetime or LIFETIME[purpose]),
    )
    with transaction() as session:
        session.add(row)
    return secret


def use_up(purpose: Purpose, secret: str) -> Token:
    """Mark the token of this secret as used and return it. Raises LinkDead for all but the first who come in time."""
    return _use_up(Token.purpose == purpose, Token.hash == tokens.hash_of(secret))


def use_up_invitation(token_id: int, email: str) -> Token:
    """The same of an invitation to this address, without its secret. Raises LinkDead."""
    return _use_up(Token.purpose == Purpose.INVITE, Token.id == token_id, Token.email == email)


def _use_up(*conditions: ColumnElement[bool]) -> Token:
    moment = now()
    used = (
        update(Token)
        .where(
            *conditions,
            Token.used_at.is_(None),
            Token.revoked_at.is_(None),
            Token.expires_at > moment,
        )
        .values(used_at=moment)
        .returning(Token.id)
    )
    with transaction() as session:
        token_id = session.scalar(used)
        token = session.get(Token, token_id, populate_existing=True) if token_id is not None else None
        if token is None:
            raise LinkDead
    return token


def revoke(subject: str, *purposes: Purpose) -> None:
    """Take back what was given out about ``subject`` and not used yet."""
    with transaction() as session:
        session.execute(
            update(Token)
            .where(Token.subject == subject, Token.purpose.in_(purposes))
            .where(Token.used_at.is_(None), Token.revoked_at.is_(None))
            .values(revoked_at=now())
        )
