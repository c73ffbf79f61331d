"""The search for a timetable as background work."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db
from app.core.jobs import JobAttempt, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.scheduling.models import ScheduleDraft
from app.scheduling.services import planning, publishing


def _draft_url(run: JobRun) -> str:
    draft = db.session.get(ScheduleDraft, run.arguments["draft_id"])
    if draft is None:
        return ""
    return url_for("scheduling.draft", event=db.session.get_one(Event, draft.event_id), number=draft.number)


@job(
    planning.PLAN_JOB,
    title=_l("Planning the timetable"),
    queue="long",
    stages={"searching": _l("Looking for a better timetable")},
    leads_to=_draft_url,
)
def run_search(run: JobAttempt, *, draft_id: int) -> dict[str, Any]:
    """Seek the timetable of a draft until it is proven best, its time is over, or somebody says stop."""
    return planning.search_draft(draft_id, run)


@job(
    publishing.NOTIFY_JOB, title=_l("Telling everybody of the timetable"), stages={"telling": _l("Writing the letters")}
)
def notify_timetable(run: JobAttempt, *, number: int) -> dict[str, Any]:
    """Safe to run twice: nobody is told twice."""
    if run.event_id is None:
        return {}
    return {"firms": publishing.notify_all(run.event_id, number, run.must_stop_at)}
