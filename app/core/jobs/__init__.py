"""Work in the background: registered by ``@job``, begun by ``enqueue``, seen while it runs, safe to kill.

A job is a row (JobRun) and a message that carries its number. Whatever dies, the row stays, and the sweeper begins it
again: so every job must be able to run twice with the effect of once.
"""

from app.core.jobs import execution, housekeeping  # noqa: F401 they register what messages and consumers do
from app.core.jobs.housekeeping import every
from app.core.jobs.runs import (
    JobAttempt,
    JobKind,
    JobStopped,
    ProgressReport,
    enqueue,
    enqueue_once,
    job,
    on_consumer_start,
    request_stop,
)

__all__ = [
    "JobAttempt",
    "JobKind",
    "JobStopped",
    "ProgressReport",
    "enqueue",
    "enqueue_once",
    "every",
    "job",
    "on_consumer_start",
    "request_stop",
]
