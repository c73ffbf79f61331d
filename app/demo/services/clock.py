"""The days before the model event, lived through while it is built: what is written carries believable dates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import current_app


@contextmanager
def living_at(moment: datetime, *, each: timedelta = timedelta(seconds=7)) -> Iterator[None]:
    """Within the block ``app.core.db.now`` begins at ``moment`` and goes on by ``each`` with every look at it."""
    before = current_app.config.get("CLOCK")
    passed = {"looks": 0}

    def tick() -> datetime:
        passed["looks"] += 1
        return moment + passed["looks"] * each

    current_app.config["CLOCK"] = tick
    try:
        yield
    finally:
        current_app.config["CLOCK"] = before
