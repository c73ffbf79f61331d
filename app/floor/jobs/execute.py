"""Run one job from its row: claim it, keep its heart beating, write down how it ended."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import structlog
from flask.globals import app_ctx
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from app.db import aside, db, now
from app.db_errors import is_out_of_reach, retried
from app.floor.jobs.life import Life
from app.floor.jobs.queue import act
from app.floor.jobs.registry import JOBS
from app.floor.jobs.running import Running, Stopped, Superseded
from app.floor.models import JobRun
from app.kernel.errors import Busy, DomainError

HEARTBEAT_SECONDS = 3.0
log = structlog.get_logger(__name__)


@act("job")
def execute(run_id: int) -> None:
    """Do the job of this row if it still waits; a message that came twice finds nothing to do."""
    claimed = _claim(run_id)
    if claimed is None:
        return
    kind, arguments, running, life = claimed
    with structlog.contextvars.bound_contextvars(job=run_id, kind=kind, attempt=running.attempt):
        log.info("job.begun")
        with _heart(running, life):
            ended = _work(kind, running, arguments)
        db.session.rollback()
        if ended:
            _finish(running, ended)
        log.info("job.ended", state=ended.get("state", "superseded"), error=ended.get("error"))


def _claim(run_id: int) -> tuple[str, dict[str, Any], Running, Life | None] | None:
    moment = now()
    taken = (
        update(JobRun)
        .where(JobRun.id == run_id, JobRun.state == "queued")
        .values(state="running", attempts=JobRun.attempts + 1, started_at=moment, heartbeat_at=moment)
        .returning(JobRun.kind, JobRun.arguments, JobRun.attempts, JobRun.user_id, JobRun.event_id, JobRun.queue)
    )
    with aside() as connection:
        row = connection.execute(taken).one_or_none()
    if row is None:
        return None
    running = Running(run_id, row.attempts, user_id=row.user_id, event_id=row.event_id)
    return row.kind, row.arguments, running, Life(run_id) if row.queue == "long" else None


def _work(kind: str, running: Running, arguments: dict[str, Any]) -> dict[str, Any]:
    """What to write into the row when the work is over; empty when the row is no longer ours.

    What another transaction stood in the way of is done again at once. Raises DBAPIError where the database hung up:
    the row stays as it is, and the sweeper begins the job again, as one whose process died.
    """
    try:
        result = retried(JOBS[kind].work, running, **arguments)
    except Stopped:
        return {"state": "stopped"}
    except Superseded:
        return {}
    except DomainError as refusal:
        details = {name: str(value) for name, value in refusal.details.items()}
        return {"state": "failed", "error": refusal.code, "result": {"details": details}}
    except Exception as error:
        log.exception("job.broke")
        if isinstance(error, DBAPIError) and (error.connection_invalidated or is_out_of_reach(error)):
            raise
        return {"state": "failed", "error": "job_broke"}
    if running.stop_seen:
        return {"state": "stopped", "result": result}
    return {"state": "done", "result": result, "progress": 1.0}


def _finish(running: Running, ended: dict[str, Any]) -> None:
    with aside() as connection:
        connection.execute(update(JobRun).where(*running.mine).values(finished_at=now(), **ended))


@contextlib.contextmanager
def _heart(running: Running, life: Life | None) -> Iterator[None]:
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
                except Superseded:
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
