"""Work in the background: registered by ``@job``, begun by ``enqueue``, seen while it runs, safe to kill.

A job is a row (JobRun) and a message that carries its number. Whatever dies, the row stays, and the sweeper begins it
again: so every job must be able to run twice with the effect of once.
"""

from app.floor.jobs import execute, sweep  # noqa: F401 they register what messages and consumers do
from app.floor.jobs.housekeeping import every
from app.floor.jobs.registry import Job, job, prepares
from app.floor.jobs.running import Running, Stopped, Tell
from app.floor.jobs.services import enqueue, request_stop

__all__ = ["Job", "Running", "Stopped", "Tell", "enqueue", "every", "job", "prepares", "request_stop"]
