"""Tokens given out and used up, sessions ended, e-mail addresses confirmed."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, update
from sqlalchemy.exc import IntegrityError

from app.accounts import credentials
from app.accounts.credentials import ACCESS_PURPOSES, MAX_SESSION_DAYS, TOKEN_LIFETIMES, TokenPurpose, user_subject
from app.accounts.models import EndedSession, Token, User
from app.core import audit
from app.core.audit import TableSubject
from app.core.db import now, side_transaction, transaction
from app.core.errors import Conflict, NotFound
from app.core.web.security import client_network


class LinkDead(NotFound):
    """The link was used, has expired or was taken back."""

    code = "link_dead"


def issue_token(
    purpose: TokenPurpose,
    subject: str,
    *,
    email: str | None = None,
    payload: str = "",
    lifetime: timedelta | None = None,
    handed_over: bool = False,
) -> str:
    """A new secret for ``subject``: returned this once, kept as a hash. ``email``, ``handed_over``: as in ``Token``."""
    secret = credentials.create_secret()
    row = Token(
        purpose=purpose,
        subject=subject,
        email=email,
        handed_over=handed_over,
        payload=payload or None,
        hash=credentials.hash_secret(secret),
        expires_at=now() + (lifetime or TOKEN_LIFETIMES[purpose]),
    )
    with transaction() as session:
        session.add(row)
    return secret


def consume_token(purpose: TokenPurpose, secret: str) -> Token:
    """Mark the token of this secret as used and return it. Raises LinkDead for all but the first who come in time."""
    return _consume(Token.purpose == purpose, Token.hash == credentials.hash_secret(secret))


def consume_invitation(token_id: int, email: str) -> Token:
    """The same of an invitation to this address, without its secret. Raises LinkDead."""
    return _consume(Token.purpose == TokenPurpose.INVITE, Token.id == token_id, Token.email == email)


def _consume(*conditions: ColumnElement[bool]) -> Token:
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


def revoke_tokens(subject: str, *purposes: TokenPurpose) -> None:
    """Take back what was given out about ``subject`` and not used yet."""
    with transaction() as session:
        session.execute(
            update(Token)
            .where(Token.subject == subject, Token.purpose.in_(purposes))
            .where(Token.used_at.is_(None), Token.revoked_at.is_(None))
            .values(revoked_at=now())
        )


def log_sign_in(user: User, way: str) -> None:
    """Tell the audit log who signed in, and by which way."""
    with transaction():
        audit.log_action("user.signed_in", user, by=user.id, way=way, network=client_network())


def log_failed_sign_in(user: User | None) -> None:
    """Tell the audit log of a wrong password; ``user``: whose account was meant, None for an address of nobody."""
    with transaction():
        audit.log_action("user.sign_in_failed", user or TableSubject("users"), by=None, network=client_network())


def end_session(mark: str) -> None:
    """Let nobody in again by this mark; a second end changes nothing."""
    with suppress(IntegrityError), side_transaction() as connection:
        connection.execute(insert(EndedSession).values(mark=mark, ended_at=now()))


def end_sessions(user: User, **values: object) -> None:
    """End every session of the user, and set these columns of the row with it."""
    with transaction() as session:
        raised = {"session_version": User.session_version + 1, **values}
        session.execute(update(User).where(User.id == user.id).values(raised))
        session.refresh(user)


def delete_ended_sessions() -> None:
    """Drop the marks of sessions that would be over by now in any case."""
    with side_transaction() as connection:
        connection.execute(
            delete(EndedSession).where(EndedSession.ended_at < now() - timedelta(days=MAX_SESSION_DAYS + 1))
        )


class EmailUnconfirmed(Conflict):
    """Nobody has shown yet that they read the address of this account. Details: email."""

    code = "email_unconfirmed"


def require_confirmed(user: User) -> None:
    """Raises EmailUnconfirmed for an account that gets nothing more for now."""
    if user.email_unconfirmed_since is not None:
        raise EmailUnconfirmed(email=user.email or "")


def mark_unconfirmed(user: User) -> None:
    """From now on somebody who may not read the address holds a link to this account."""
    with transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(email_unconfirmed_since=now()))
        session.refresh(user)


def confirm_address(user: User) -> None:
    """Note that the address was read. The first time every older session and link ends, and a password goes: who held
    the account before may be somebody else."""
    if user.email_unconfirmed_since is None:
        return
    with transaction():
        end_sessions(user, email_unconfirmed_since=None, password_hash=None)
        revoke_tokens(user_subject(user.id), *ACCESS_PURPOSES)
        audit.log_action("user.email_confirmed", user, by=user.id)
