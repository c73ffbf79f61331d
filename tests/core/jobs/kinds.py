"""Kinds of jobs that do one thing each, and how the tests begin and look at them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.accounts.models import User
from app.core.db import db, transaction
from app.core.errors import Conflict
from app.core.jobs import JobAttempt, enqueue
from app.core.models import JobRun

NOON = datetime(2032, 3, 18, 4, 0, tzinfo=UTC)
seen: list[Any] = []


class Full(Conflict):
    code = "hall_full"


def add_up(_running: JobAttempt, *, numbers: list[int]) -> dict[str, Any]:
    seen.append(numbers)
    return {"sum": sum(numbers)}


def break_down(_running: JobAttempt) -> dict[str, Any]:
    raise ZeroDivisionError


def refuse(_running: JobAttempt) -> dict[str, Any]:
    raise Full(tables=12)


def rename(_running: JobAttempt, *, whom: int) -> dict[str, Any]:
    with transaction() as session:
        session.get_one(User, whom).name = "Renamed"
    return {}


def begin(kind: str, **arguments: Any) -> JobRun:
    with transaction():
        run = enqueue(kind, user_id=None, event_id=None, **arguments)
    db.session.expire_all()
    return run


def waiting(**values: Any) -> JobRun:
    """A job whose message never came."""
    with transaction() as session:
        run = JobRun(public_id=f"{len(seen)}{values}", **{"kind": "add_up", "arguments": {"numbers": [1, 2]}, **values})
        session.add(run)
    return run


def outcome(run: JobRun) -> tuple[Any, ...]:
    db.session.rollback()
    db.session.refresh(run)
    return run.state, run.result, run.error, run.attempts
