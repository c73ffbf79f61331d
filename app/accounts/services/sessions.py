"""The end of sessions: a cookie that somebody kept is worth nothing once its session was signed out of."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import EndedSession, User
from app.accounts.session_names import LONGEST_DAYS
from app.db import aside, now, transaction
from app.floor import notices
from app.floor.notices import TableOf
from app.floor.web.security import network


def note_sign_in(user: User, way: str) -> None:
    """Tell the audit log who signed in, and by which way."""
    with transaction():
        notices.write("user.signed_in", user, by=user.id, way=way, network=network())


def note_failed_sign_in(user: User | None) -> None:
    """Tell the audit log of a wrong password; ``user``: whose account was meant, None for an address of nobody."""
    with transaction():
        notices.write("user.sign_in_failed", user or TableOf("users"), by=None, network=network())


def end_session(mark: str) -> None:
    """Let nobody in again by this mark; a second end changes nothing."""
    with suppress(IntegrityError), aside() as connection:
        connection.execute(insert(EndedSession).values(mark=mark, ended_at=now()))


def end_sessions(user: User, **values: object) -> None:
    """End every session of the user, and set these columns of the row with it."""
    with transaction() as session:
        raised = {"session_version": User.session_version + 1, **values}
        session.execute(update(User).where(User.id == user.id).values(raised))
        session.refresh(user)


def forget_ended_sessions() -> None:
    """Drop the marks of sessions that would be over by now in any case."""
    with aside() as connection:
        connection.execute(delete(EndedSession).where(EndedSession.ended_at < now() - timedelta(days=LONGEST_DAYS + 1)))
