"""Kinds of background work and their runs: register, enqueue, find, report progress, end early."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, case, select, update

from app.core.db import current_transaction, db, in_transaction, new_public_id, now, side_transaction
from app.core.errors import NotFound
from app.core.jobs.queue import send_message
from app.core.models import JobRun

Work = TypeVar("Work", bound=Callable[..., dict[str, Any]])
Preparation = TypeVar("Preparation", bound=Callable[[], None])


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """A kind of work. ``title`` and the values of ``stages`` are lazily translated texts for the page that shows it.

    ``leads_to`` gives the address of what a finished run made.
    """

    kind: str
    queue: str
    title: Any
    work: Callable[..., dict[str, Any]]
    stages: Mapping[str, Any] = field(default_factory=dict)
    leads_to: Callable[[JobRun], str] | None = None


JOB_KINDS: dict[str, JobKind] = {}
_preparations: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)


def job(
    kind: str,
    *,
    title: Any,
    queue: str = "quick",
    stages: Mapping[str, Any] | None = None,
    leads_to: Callable[[JobRun], str] | None = None,
) -> Callable[[Work], Work]:
    """Register ``work(running, **arguments) -> dict``: its arguments and its result are plain JSON.

    ``queue``: quick for what takes seconds, long for the rest. Raises ValueError when the kind is taken.
    """

    def register(work: Work) -> Work:
        if kind in JOB_KINDS:
            raise ValueError(f"there is a job {kind} already")
        JOB_KINDS[kind] = JobKind(
            kind=kind, queue=queue, title=title, work=work, stages=stages or {}, leads_to=leads_to
        )
        return work

    return register


def on_consumer_start(queue: str) -> Callable[[Preparation], Preparation]:
    """Register what a consumer of this queue loads as soon as it lives, so that its first job need not wait for it."""

    def register(preparation: Preparation) -> Preparation:
        _preparations[queue].append(preparation)
        return preparation

    return register


def prepare_consumer(queue: str) -> None:
    """Do what was registered for consumers of this queue."""
    for preparation in _preparations[queue]:
        preparation()


PROGRESS_SECONDS = 0.5
ProgressReport = Callable[[float], bool]
"""Hears which share of the work is done, in [0, 1]; answers whether to stop: ``Running.must_stop_at``."""


class JobStopped(Exception):
    """The job was asked to stop and has nothing to show for it."""


class JobSuperseded(Exception):
    """This run was taken for dead and begun again elsewhere; its result is not wanted."""


class JobAttempt:
    """One attempt at a job, for a user and an event if there are any. Only the newest attempt may write to the row."""

    def __init__(self, run_id: int, attempt: int, *, user_id: int | None = None, event_id: int | None = None) -> None:
        self.run_id = run_id
        self.attempt = attempt
        self.user_id = user_id
        self.event_id = event_id
        self.stop_seen = False
        self._reported_at = self._asked_at = float("-inf")
        self._stage: str | None = None

    def progress(self, fraction: float, stage: str | None = None) -> None:
        """Tell that ``fraction`` (0 to 1) is done and what is being done now: a code that the job's ``stages`` name.

        Cheap enough for a tight loop: it writes twice a second at most, and when the stage changes. Inside a
        transaction nobody could see it, so it writes nothing. Raises Superseded.
        """
        stage = stage or self._stage
        due = time.monotonic() - self._reported_at >= PROGRESS_SECONDS
        if in_transaction() or not (due or stage != self._stage):
            return
        self._reported_at, self._stage = time.monotonic(), stage
        self._write(progress=min(1.0, max(0.0, fraction)), stage=stage)

    def stop_requested(self) -> bool:
        """Whether somebody wants the job to end: return the best there is, or raise Stopped.

        Cheap enough for a tight loop: it looks twice a second at most.
        """
        if not self.stop_seen and time.monotonic() - self._asked_at >= PROGRESS_SECONDS:
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
        with side_transaction() as connection:
            if not connection.execute(update(JobRun).where(*self.mine).values(**alive)).rowcount:
                raise JobSuperseded

    @property
    def mine(self) -> tuple[ColumnElement[bool], ...]:
        """That the row is this attempt's, also where it was taken for dead and nobody has begun it again so far."""
        unclaimed = JobRun.state.in_(("running", "queued"))
        return JobRun.id == self.run_id, JobRun.attempts == self.attempt, unclaimed


def get_run(public_id: str, user_id: int) -> JobRun:
    """The user's own run of a job; NotFound for one of somebody else."""
    chosen = select(JobRun).where(JobRun.public_id == public_id, JobRun.user_id == user_id)
    run = db.session.scalars(chosen).one_or_none()
    if run is None:
        raise NotFound
    return run


def latest_run(event_id: int, kind: str) -> JobRun | None:
    """The newest run of a kind of job at an event, whoever began it, while it is kept."""
    chosen = select(JobRun).where(JobRun.event_id == event_id, JobRun.kind == kind)
    return db.session.scalars(chosen.order_by(JobRun.id.desc()).limit(1)).first()


def is_job_running(event_id: int, kind: str) -> bool:
    """Whether work of this kind waits or runs at an event."""
    run = latest_run(event_id, kind)
    return run is not None and run.state in ("queued", "running")


def get_event_run(event_id: int, kind: str, public_id: str, user_id: int) -> JobRun:
    """As ``get_run``, of one kind of job at one event; NotFound for any other."""
    run = get_run(public_id, user_id)
    if run.event_id != event_id or run.kind != kind:
        raise NotFound
    return run


def enqueue(
    kind: str, *, user_id: int | None, event_id: int | None, queue: str | None = None, **arguments: Any
) -> JobRun:
    """Write down a job inside the running transaction; it begins after the commit. Arguments are plain JSON.

    ``user_id`` is the only one who may look at it and stop it. Raises KeyError for a kind that nobody registered.
    """
    after = current_transaction()
    run = JobRun(
        public_id=new_public_id(),
        kind=kind,
        queue=queue or JOB_KINDS[kind].queue,
        user_id=user_id,
        event_id=event_id,
        arguments=arguments,
    )
    db.session.add(run)
    db.session.flush()
    after.then(partial(send_message, run.queue, "job", run.id))
    return run


def enqueue_once(kind: str, *, user_id: int | None, event_id: int) -> None:
    """Have a job of this kind done for the event after the commit; one that waits already is enough.

    That one is kept from beginning before the running transaction ends, so that it sees what is written here.
    """
    current_transaction()
    waiting = select(JobRun.id).where(JobRun.event_id == event_id, JobRun.kind == kind, JobRun.state == "queued")
    if db.session.scalar(waiting.limit(1).with_for_update(read=True)) is None:
        enqueue(kind, user_id=user_id, event_id=event_id)


def request_stop(run: JobRun) -> None:
    """Ask a job to end: one that waits never begins, one that runs hears it, one that has ended stays as it is."""
    current_transaction()
    waiting = JobRun.state == "queued"
    moment = now()
    db.session.execute(
        update(JobRun)
        .where(JobRun.id == run.id, JobRun.state.in_(("queued", "running")))
        .values(
            stop_requested_at=moment,
            state=case((waiting, "stopped"), else_=JobRun.state),
            finished_at=case((waiting, moment), else_=JobRun.finished_at),
        )
    )
    db.session.refresh(run)
