"""What recurs, once among all consumers: chores and their turns, and the chore that requeues lost jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, case, func, insert, null, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db, now, side_transaction
from app.core.jobs.execution import is_job_dead
from app.core.jobs.queue import QUEUES, is_queue_empty, send_message
from app.core.models import Heartbeat, JobRun

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    name: str
    seconds: float
    act: Callable[[], None]


CHORES: dict[str, Chore] = {}


def every(seconds: float, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register an act without arguments that is done every so many seconds; it must bear being done twice.

    It should take a second at most: what is longer enqueues a job.
    """

    def register(act: Callable[[], None]) -> Callable[[], None]:
        CHORES[name] = Chore(name, seconds, act)
        return act

    return register


def run_chores() -> None:
    """Do what is due. A chore that breaks is logged and tried again when it is due next; the others are done."""
    for chore in CHORES.values():
        try:
            if claim_turn(f"chore:{chore.name}", chore.seconds):
                chore.act()
        except Exception:
            log.exception("chore.broke", chore=chore.name)
        finally:
            db.session.rollback()


def claim_turn(name: str, seconds: float) -> bool:
    """Whether it is due and nobody else took it: at most one True in so many seconds among all processes.

    A beat in the future, of a clock that was ahead, is due.
    """
    moment = now()
    last = last_heartbeat(name)
    if last is not None and timedelta() <= moment - last < timedelta(seconds=seconds):
        return False
    return _insert_heartbeat(name, moment) if last is None else _update_heartbeat(name, last, moment)


def is_older(column: ColumnElement[Any] | InstrumentedAttribute[Any], age: timedelta) -> ColumnElement[bool]:
    """Whether the time in the column lies longer ago, or as far in the future: a clock that was ahead wrote it."""
    return or_(column <= now() - age, column >= now() + age)


def record_heartbeat(name: str) -> None:
    """Write down that ``name`` is alive now."""
    last = last_heartbeat(name)
    _insert_heartbeat(name, now()) if last is None else _update_heartbeat(name, last, now())


def consumer_heartbeat_name(queue: str) -> str:
    """The name under which the consumers of a queue say that they live."""
    return f"consumer:{queue}"


def last_heartbeat(name: str) -> datetime | None:
    """When ``name`` was last alive or last done."""
    with db.engine.connect() as connection:
        return connection.scalar(select(Heartbeat.at).where(Heartbeat.name == name))


def _insert_heartbeat(name: str, moment: datetime) -> bool:
    try:
        with side_transaction() as connection:
            connection.execute(insert(Heartbeat).values(name=name, at=moment))
    except IntegrityError:  # another process was first
        return False
    return True


def _update_heartbeat(name: str, last: datetime, moment: datetime) -> bool:
    with side_transaction() as connection:
        return bool(
            connection.execute(
                update(Heartbeat).where(Heartbeat.name == name, Heartbeat.at == last).values(at=moment)
            ).rowcount
        )


STALE_AFTER = timedelta(seconds=60)
SILENT_AFTER = timedelta(seconds=11)
"""After so long it is looked whether the process of a long job still holds its lock."""
MESSAGE_DELAY = timedelta(seconds=10)
"""For so long at most a message is neither in its queue nor taken to heart: before it is sent, after it is fetched."""
MAX_ATTEMPTS = 3


@every(5, "jobs.sweep")
def requeue_lost_jobs() -> None:
    """Queue again each job that has lost its message, whose process has died, or that was silent for a minute; begun
    three times, it has failed."""
    for run_id, queue in (*_requeue_lost_runs(), *_runs_without_message()):
        send_message(queue, "job", run_id)


def _requeue_lost_runs() -> list[tuple[int, str]]:
    moment = now()
    spent = JobRun.attempts >= MAX_ATTEMPTS
    silent = or_(is_older(JobRun.heartbeat_at, STALE_AFTER), JobRun.id.in_(_dead_run_ids()))
    lost = (
        update(JobRun)
        .where(JobRun.state == "running", is_older(JobRun.heartbeat_at, SILENT_AFTER), silent)
        .values(
            state=case((spent, "failed"), else_="queued"),
            error=case((spent, "job_lost"), else_=null()),
            finished_at=case((spent, moment), else_=null()),
            heartbeat_at=moment,
        )
        .returning(JobRun.id, JobRun.queue, JobRun.state)
    )
    with side_transaction() as connection:
        rows = connection.execute(lost).all()
    for row in rows:
        log.warning("job.lost", job=row.id, state=row.state)
    return [(row.id, row.queue) for row in rows if row.state == "queued"]


def _dead_run_ids() -> list[int]:
    """Long jobs that are silent and whose processes are no more: a slow one is not dead."""
    silent = select(JobRun.id).where(
        JobRun.state == "running", JobRun.queue == "long", is_older(JobRun.heartbeat_at, SILENT_AFTER)
    )
    with db.engine.connect() as connection:
        run_ids = connection.scalars(silent).all()
    return [run_id for run_id in run_ids if is_job_dead(run_id)]


def _runs_without_message() -> list[tuple[int, str]]:
    """Jobs that nobody began though their queue is empty, or for a minute: perhaps it is only long, so this counts as
    no attempt."""
    moment = now()
    since = func.coalesce(JobRun.heartbeat_at, JobRun.created_at)
    pauses = {queue: MESSAGE_DELAY if is_queue_empty(queue) else STALE_AFTER for queue in QUEUES}
    silent = or_(*(and_(JobRun.queue == queue, is_older(since, pause)) for queue, pause in pauses.items()))
    waiting = update(JobRun).where(JobRun.state == "queued", silent).values(heartbeat_at=moment)
    with side_transaction() as connection:
        return [(row.id, row.queue) for row in connection.execute(waiting.returning(JobRun.id, JobRun.queue))]
