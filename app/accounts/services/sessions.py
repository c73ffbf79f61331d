"""The end of sessions: a cookie that somebody kept is worth nothing once its session was signed out of."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import EndedSession, User
from app.accounts.session_names import LONGEST_DAYS
from app.db import aside, now, transaction


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
