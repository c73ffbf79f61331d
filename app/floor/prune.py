"""Throw away what nobody needs any more."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import delete, func, update

from app.db import aside, now
from app.floor.jobs import every
from app.floor.models import IdempotencyKey, JobRun, RateCount, StoredFile

KEYS_LIVE = timedelta(days=7)
JOBS_LIVE = timedelta(days=30)
ENDED = ("done", "failed", "stopped")


@every(600, "prune")
def prune() -> None:
    """Delete rate counters whose window is over, keys of old posts, jobs that ended a month ago; empty expired files.

    Of an expired file the row stays, with its hash: the log of exports points to it.
    """
    moment = now()
    with aside() as connection:
        connection.execute(delete(RateCount).where(RateCount.expires_at <= time.time()))
        connection.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < moment - KEYS_LIVE))
        connection.execute(delete(JobRun).where(JobRun.state.in_(ENDED), JobRun.finished_at < moment - JOBS_LIVE))
        over = (StoredFile.expires_at < moment, func.length(StoredFile.content) > 0)
        connection.execute(update(StoredFile).where(*over).values(content=b""))
