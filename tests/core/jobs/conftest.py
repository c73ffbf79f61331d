from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from app.core.jobs import runs
from tests.core.jobs.kinds import NOON, add_up, break_down, refuse, rename, seen


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """The kinds of these tests; those that the application brings meanwhile stay for the tests that follow."""
    seen.clear()
    for work in (add_up, break_down, refuse, rename):
        runs.job(work.__name__, title=work.__name__)(work)
    yield
    for kind in [kind for kind, job in runs.JOB_KINDS.items() if job.work.__module__.startswith(__package__)]:
        del runs.JOB_KINDS[kind]


@pytest.fixture
def clock(app: Flask) -> dict[str, datetime]:
    """``clock["now"]`` is the present."""
    told = {"now": NOON}
    app.config["CLOCK"] = lambda: told["now"]
    return told
