"""Run one job from its row: claim it, hold the lock of a living process, beat, write down how it ended."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import structlog
from flask.globals import app_ctx
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError

from app.core.db import db, is_unreachable, now, retry_transient, side_transaction
from app.core.errors import Busy, DomainError
from app.core.jobs.queue import message_handler
from app.core.jobs.runs import JOB_KINDS, JobAttempt, JobStopped, JobSuperseded
from app.core.models import JobRun

JOB_LOCK_SPACE: Final = 0x51A0
"""Of PostgreSQL's locks, the first number of those of jobs; the second is the run's."""
_TRY_LOCK, _TRY_TRANSACTION_LOCK = (
    text(f"SELECT pg_try_advisory{kind}_lock({JOB_LOCK_SPACE}, :run)") for kind in ("", "_xact")
)
_UNLOCK: Final = text(f"SELECT pg_advisory_unlock({JOB_LOCK_SPACE}, :run)")


class JobLock:
    """Of one run. ``keep`` takes the lock, and takes it again where the database hung up."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self._file: int | None = None
        self._connection: Connection | None = None

    def keep(self) -> None:
        path = _lock_path(self.run_id)
        if path is not None:
            self._keep_file(path)
        elif db.engine.dialect.name == "postgresql":
            self._keep_connection()

    def _keep_file(self, path: str) -> None:
        if self._file is None:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if _try_lock_file(descriptor):
                self._file = descriptor
            else:  # an attempt that was taken for dead
                os.close(descriptor)

    def _keep_connection(self) -> None:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return
            connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.detach()  # from the pool: no one else is to get it with the lock
            if connection.scalar(_TRY_LOCK, {"run": self.run_id}):
                self._connection = connection
            else:
                connection.close()
        except DBAPIError:  # out of reach: asked again at the next beat
            self.end()

    def end(self) -> None:
        if self._file is not None:
            with suppress(FileNotFoundError):
                os.unlink(_lock_path(self.run_id) or "")
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            with suppress(DBAPIError):
                if not self._connection.invalidated:  # free once this returns: the server notices later who hangs up
                    self._connection.execute(_UNLOCK, {"run": self.run_id})
                self._connection.close()
            self._connection = None


def is_job_dead(run_id: int) -> bool:
    """Whether nobody holds the run's lock; False where there are no such locks."""
    path = _lock_path(run_id)
    if path is not None:
        return _is_lock_free(path)
    if db.engine.dialect.name != "postgresql":
        return False
    with db.engine.connect() as connection:  # its transaction ends with it, and the lock with that
        return bool(connection.scalar(_TRY_TRANSACTION_LOCK, {"run": run_id}))


def _lock_path(run_id: int) -> str | None:
    path = db.engine.url.database
    return f"{path}.job-{run_id}" if db.engine.dialect.name == "sqlite" and path and path != ":memory:" else None


def _is_lock_free(path: str) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        return _try_lock_file(descriptor)
    finally:
        os.close(descriptor)


def _try_lock_file(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


HEARTBEAT_SECONDS = 3.0
log = structlog.get_logger(__name__)


@message_handler("job")
def execute_job(run_id: int) -> None:
    """Do the job of this row if it still waits; a message that came twice finds nothing to do."""
    claimed = _claim_run(run_id)
    if claimed is None:
        return
    kind, arguments, running, life = claimed
    with structlog.contextvars.bound_contextvars(job=run_id, kind=kind, attempt=running.attempt):
        log.info("job.begun")
        with _heartbeats(running, life):
            outcome = _run_outcome(kind, running, arguments)
        db.session.rollback()
        if outcome:
            _finish_run(running, outcome)
        log.info("job.ended", state=outcome.get("state", "superseded"), error=outcome.get("error"))


def _claim_run(run_id: int) -> tuple[str, dict[str, Any], JobAttempt, JobLock | None] | None:
    moment = now()
    claiming = (
        update(JobRun)
        .where(JobRun.id == run_id, JobRun.state == "queued")
        .values(state="running", attempts=JobRun.attempts + 1, started_at=moment, heartbeat_at=moment)
        .returning(JobRun.kind, JobRun.arguments, JobRun.attempts, JobRun.user_id, JobRun.event_id, JobRun.queue)
    )
    with side_transaction() as connection:
        row = connection.execute(claiming).one_or_none()
    if row is None:
        return None
    running = JobAttempt(run_id, row.attempts, user_id=row.user_id, event_id=row.event_id)
    return row.kind, row.arguments, running, JobLock(run_id) if row.queue == "long" else None


def _run_outcome(kind: str, running: JobAttempt, arguments: dict[str, Any]) -> dict[str, Any]:
    """What to write into the row when the work is over; empty when the row is no longer ours.

    What another transaction stood in the way of is done again at once. Raises DBAPIError where the database hung up:
    the row stays as it is, and the sweeper begins the job again, as one whose process died.
    """
    try:
        result = retry_transient(JOB_KINDS[kind].work, running, **arguments)
    except JobStopped:
        return {"state": "stopped"}
    except JobSuperseded:
        return {}
    except DomainError as refusal:
        details = {name: str(value) for name, value in refusal.details.items()}
        return {"state": "failed", "error": refusal.code, "result": {"details": details}}
    except Exception as error:
        log.exception("job.broke")
        if isinstance(error, DBAPIError) and (error.connection_invalidated or is_unreachable(error)):
            raise
        return {"state": "failed", "error": "job_broke"}
    if running.stop_seen:
        return {"state": "stopped", "result": result}
    return {"state": "done", "result": result, "progress": 1.0}


def _finish_run(running: JobAttempt, outcome: dict[str, Any]) -> None:
    with side_transaction() as connection:
        connection.execute(update(JobRun).where(*running.mine).values(finished_at=now(), **outcome))


@contextlib.contextmanager
def _heartbeats(running: JobAttempt, life: JobLock | None) -> Iterator[None]:
    """Beat from another thread, so that long work which tells nothing is not taken for dead."""
    app = app_ctx.app  # itself, which another thread can use
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            with app.app_context(), contextlib.suppress(Busy):
                try:
                    if life is not None:
                        life.keep()
                    running.beat()
                except JobSuperseded:
                    return

    if life is not None:
        life.keep()
    heart = threading.Thread(target=beat, name=f"heart of job {running.run_id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()
        if life is not None:
            life.end()
