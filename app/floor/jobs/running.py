"""What a job sees of its own run: it tells how far it is and hears whether it shall stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import ColumnElement, select, update

from app.db import aside, db, in_transaction, now
from app.floor.models import JobRun

EVERY_SECONDS = 0.5
Tell = Callable[[float], bool]
"""Hears which share of the work is done, in [0, 1]; answers whether to stop: ``Running.must_stop_at``."""


class Stopped(Exception):
    """The job was asked to stop and has nothing to show for it."""


class Superseded(Exception):
    """This run was taken for dead and begun again elsewhere; its result is not wanted."""


class Running:
    """One attempt at a job, for a user and an event if there are any. Only the newest attempt may write to the row."""

    def __init__(self, run_id: int, attempt: int, *, user_id: int | None = None, event_id: int | None = None) -> None:
        self.run_id = run_id
        self.attempt = attempt
        self.user_id = user_id
        self.event_id = event_id
        self.stop_seen = False
        self._told_at = self._asked_at = float("-inf")
        self._stage: str | None = None

    def progress(self, fraction: float, stage: str | None = None) -> None:
        """Tell that ``fraction`` (0 to 1) is done and what is being done now: a code that the job's ``stages`` name.

        Cheap enough for a tight loop: it writes twice a second at most, and when the stage changes. Inside a
        transaction nobody could see it, so it writes nothing. Raises Superseded.
        """
        stage = stage or self._stage
        due = time.monotonic() - self._told_at >= EVERY_SECONDS
        if in_transaction() or not (due or stage != self._stage):
            return
        self._told_at, self._stage = time.monotonic(), stage
        self._write(progress=min(1.0, max(0.0, fraction)), stage=stage)

    def stop_requested(self) -> bool:
        """Whether somebody wants the job to end: return the best there is, or raise Stopped.

        Cheap enough for a tight loop: it looks twice a second at most.
        """
        if not self.stop_seen and time.monotonic() - self._asked_at >= EVERY_SECONDS:
            self._asked_at = time.monotonic()
            chosen = select(JobRun.stop_requested_at).where(JobRun.id == self.run_id)
            with db.engine.connect() as connection:
                self.stop_seen = connection.scalar(chosen) is not None
        return self.stop_seen

    def must_stop_at(self, fraction: float) -> bool:
        """Tell that so much is done, and learn whether to end here: between two pieces of work. Raises Superseded."""
        self.progress(fraction)
        return self.stop_requested()

    def beat(self) -> None:
        """Say that the run is alive. Raises Superseded."""
        self._write()

    def _write(self, **values: float | str | None) -> None:
        alive = {"state": "running", "heartbeat_at": now(), **values}
        with aside() as connection:
            if not connection.execute(update(JobRun).where(*self.mine).values(**alive)).rowcount:
                raise Superseded

    @property
    def mine(self) -> tuple[ColumnElement[bool], ...]:
        """That the row is this attempt's, also where it was taken for dead and nobody has begun it again so far."""
        unclaimed = JobRun.state.in_(("running", "queued"))
        return JobRun.id == self.run_id, JobRun.attempts == self.attempt, unclaimed
