"""Whether the holder of an account has shown that they read its e-mail address.

A link that was handed over says nothing about that: its account has the role that the link was for, and gets nothing
more, neither a role nor a password nor another address, until somebody signs in by a link that went by mail alone.
"""

from __future__ import annotations

from sqlalchemy import update

from app.accounts.models import User
from app.accounts.services.sessions import end_sessions
from app.accounts.services.tokens import revoke
from app.accounts.tokens import WAYS_IN, of_user
from app.db import now, transaction
from app.floor import notices
from app.kernel.errors import Conflict


class EmailUnconfirmed(Conflict):
    """Nobody has shown yet that they read the address of this account. Details: email."""

    code = "email_unconfirmed"


def require_confirmed(user: User) -> None:
    """Raises EmailUnconfirmed for an account that gets nothing more for now."""
    if user.email_unconfirmed_since is not None:
        raise EmailUnconfirmed(email=user.email or "")


def note_unconfirmed(user: User) -> None:
    """From now on somebody who may not read the address holds a link to this account."""
    with transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(email_unconfirmed_since=now()))
        session.refresh(user)


def confirm(user: User) -> None:
    """Note that the address was read. The first time every older session and link ends, and a password goes: who held
    the account before may be somebody else."""
    if user.email_unconfirmed_since is None:
        return
    with transaction():
        end_sessions(user, email_unconfirmed_since=None, password_hash=None)
        revoke(of_user(user.id), *WAYS_IN)
        notices.write("user.email_confirmed", user, by=user.id)
