"""When an open request is about to lapse: who must answer is reminded once, and lists mark it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.meetings.lifecycle import State

AHEAD: Final = timedelta(hours=24)
SHARE: Final = 3


def stands(state: State, expires_at: datetime | None, *, now: datetime) -> State:
    """The state in which a meeting is now: a request has lapsed once its time is over, whoever says so when."""
    over = state is State.REQUESTED and expires_at is not None and expires_at <= now
    return State.EXPIRED if over else state


def remind_at(asked_at: datetime, expires_at: datetime) -> datetime:
    """A day before the end; of a request that lives less than three days, when two thirds of its time are over."""
    return expires_at - min(AHEAD, (expires_at - asked_at) / SHARE)


def lapses_soon(asked_at: datetime, expires_at: datetime | None, *, now: datetime) -> bool:
    """Whether the time to be reminded has come and the request is still open."""
    return expires_at is not None and remind_at(asked_at, expires_at) <= now < expires_at
