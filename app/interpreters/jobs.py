"""Run sheets set as one file, and interpreters assigned to booked meetings, in the background."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db
from app.core.jobs import JobAttempt, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.interpreters.services.interpreters import assign_interpreters
from app.interpreters.services.run_sheets import store_run_sheets
from app.meetings.jobs import get_file_url


@job("run_sheets", title=_l("Making the run sheets of the interpreters"), queue="long", leads_to=get_file_url)
def make_run_sheets(run: JobAttempt, language: str) -> dict[str, Any]:
    """As above."""
    event = db.session.get_one(Event, run.event_id)
    return {"file": store_run_sheets(event, language, user_id=run.user_id).public_id}


def _interpreters_page(run: JobRun) -> str:
    return url_for("interpreters.interpreters", event=db.session.get_one(Event, run.event_id))


@job("engage_interpreters", title=_l("Giving interpreters to booked meetings"), leads_to=_interpreters_page)
def assign_missing_interpreters(run: JobAttempt) -> dict[str, Any]:
    """Safe to run twice: who has an interpreter keeps it. It can be stopped in between."""

    given, left = assign_interpreters(run.event_id or 0, by=run.user_id, tell=run.must_stop_at)
    return {"given": given, "left": left}
