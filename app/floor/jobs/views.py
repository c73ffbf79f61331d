"""See a job while it runs, and stop it. The page asks for its own fragment every second."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.db import transaction
from app.floor.jobs.queries import run_of
from app.floor.jobs.registry import JOBS
from app.floor.jobs.services import request_stop
from app.floor.models import JobRun
from app.floor.web.errors import sentence
from app.floor.web.guards import signed_in
from app.floor.web.htmx import reload, render, wants_fragment

KINDS = {"done": "good", "failed": "bad", "stopped": "wait"}

jobs = Blueprint("jobs", __name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A run as its page shows it. ``words``: what it does now, or how it ended; ``url``: what it made, if anything."""

    title: str
    words: str
    progress: float | None
    running: bool
    kind: str = "info"
    url: str = ""
    stopping: bool = False


@jobs.get("/jobs/<string(length=32):public_id>")
@signed_in
def show(public_id: str) -> ResponseReturnValue:
    run = run_of(public_id, current_user.id)
    seen = look_at(run)
    if seen.kind == "good" and seen.url and wants_fragment() and urlsplit(_page_of_script()).path == seen.url:
        return reload()  # the page behind is that of the result, as it was before
    return render("jobs/job.html", "jobs/_job.html", run=run, seen=seen)


def _page_of_script() -> str:
    return request.headers.get("HX-Current-URL", "")


@jobs.post("/jobs/<string(length=32):public_id>/stop")
@signed_in
def stop(public_id: str) -> ResponseReturnValue:
    with transaction():
        request_stop(run_of(public_id, current_user.id))
    return redirect(url_for("jobs.show", public_id=public_id), 303)


def look_at(run: JobRun) -> Seen:
    """The run in words, for this page or for one that shows it among other things."""
    job = JOBS.get(run.kind)
    title = str(job.title) if job else run.kind
    if run.state == "queued":
        return Seen(title, gettext("Waiting to begin"), None, True)
    if run.state == "running":
        stage = job.stages.get(run.stage or "", title) if job else title
        words = gettext("Stopping") if run.stop_requested_at else str(stage)
        return Seen(title, words, run.progress, True, stopping=run.stop_requested_at is not None)
    url = job.leads_to(run) if job and job.leads_to and run.state != "failed" and run.result is not None else ""
    return Seen(title, _ending(run), 1.0, False, KINDS[run.state], url)


def _ending(run: JobRun) -> str:
    if run.state == "failed":
        return sentence(run.error or "job_broke", **(run.result or {}).get("details", {}))
    if run.state == "stopped" and run.result:
        return str(gettext("Stopped; what was found so far is kept"))
    return str(gettext("Stopped; nothing was changed") if run.state == "stopped" else gettext("Done"))
