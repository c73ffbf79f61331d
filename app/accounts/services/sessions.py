"""The end of single sessions: a cookie that somebody kept is worth nothing once its session was signed out of."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from app.accounts.models import EndedSession
from app.accounts.session_names import LONGEST_DAYS
from app.db import aside, now


def end_session(mark: str) -> None:
    """Let nobody in again by this mark; a second end changes nothing."""
    with suppress(IntegrityError), aside() as connection:
        connection.execute(insert(EndedSession).values(mark=mark, ended_at=now()))


def forget_ended_sessions() -> None:
    """Drop the marks of sessions that would be over by now in any case."""
    with aside() as connection:
        connection.execute(delete(EndedSession).where(EndedSession.ended_at < now() - timedelta(days=LONGEST_DAYS + 1)))
