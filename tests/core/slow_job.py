"""A consumer of jobs with one more kind, ``slow``: run as ``python -m tests.core.slow_job quick [swept]``.

Unless it is ``swept``, it brings nothing back that was lost. A slow job tells its process id in ``folder/begun``, then
works until ``folder/go`` is there.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from huey.bin.huey_consumer import consumer_main

from app.core.jobs import JobAttempt, job
from app.core.jobs.housekeeping import CHORES


@job("slow", title="slow")
def slow(running: JobAttempt, *, folder: str) -> dict[str, Any]:
    begun, go = Path(folder) / "begun", Path(folder) / "go"
    begun.write_text(str(os.getpid()))
    while not go.exists():
        running.progress(0.5, "waiting")
        time.sleep(0.02)
    return {"attempt": running.attempt}


if __name__ == "__main__":
    queue, *swept = sys.argv[1:]
    if not swept:
        del CHORES["jobs.sweep"]
    sys.argv[1:] = [f"app.core.jobs.worker.{queue}", "-w", "1", "-k", "thread", "-m", "0.2", "-g", "TERM", "-q"]
    consumer_main()
