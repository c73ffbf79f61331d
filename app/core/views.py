"""The pages of core: fetch one's own file, see a job while it runs and stop it; and all blueprints of core."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.db import transaction
from app.core.files import get_file
from app.core.health import health
from app.core.jobs.runs import JOB_KINDS, get_run, request_stop
from app.core.models import JobRun
from app.core.web.errors import error_sentence
from app.core.web.guards import signed_in
from app.core.web.pages import is_fragment_request, reload_fragment, render_page

files = Blueprint("files", __name__)


@files.get("/files/<string(length=32):public_id>")
@signed_in
def download(public_id: str) -> ResponseReturnValue:
    """Always saved, never shown: what somebody uploaded must not run as a page of ours."""
    file = get_file(public_id, current_user.id)
    answer = send_file(
        BytesIO(file.content), mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=file.sha256
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


JOB_STATE_STYLES = {"done": "good", "failed": "bad", "stopped": "wait"}

jobs = Blueprint("jobs", __name__)


@dataclass(frozen=True, slots=True)
class JobStatus:
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
    run = get_run(public_id, current_user.id)
    status = job_status(run)
    if (
        status.kind == "good"
        and status.url
        and is_fragment_request()
        and urlsplit(request.headers.get("HX-Current-URL", "")).path == status.url
    ):
        return reload_fragment()  # the page behind is that of the result, as it was before
    return render_page("jobs/job.html", "jobs/_job.html", run=run, seen=status)


@jobs.post("/jobs/<string(length=32):public_id>/stop")
@signed_in
def stop(public_id: str) -> ResponseReturnValue:
    with transaction():
        request_stop(get_run(public_id, current_user.id))
    return redirect(url_for("jobs.show", public_id=public_id), 303)


def job_status(run: JobRun) -> JobStatus:
    """The run in words, for this page or for one that shows it among other things."""
    job = JOB_KINDS.get(run.kind)
    title = str(job.title) if job else run.kind
    if run.state == "queued":
        return JobStatus(title, gettext("Waiting to begin"), None, True)
    if run.state == "running":
        stage = job.stages.get(run.stage or "", title) if job else title
        text = gettext("Stopping") if run.stop_requested_at else str(stage)
        return JobStatus(title, text, run.progress, True, stopping=run.stop_requested_at is not None)
    url = job.leads_to(run) if job and job.leads_to and run.state != "failed" and run.result is not None else ""
    return JobStatus(title, _ending_text(run), 1.0, False, JOB_STATE_STYLES[run.state], url)


def _ending_text(run: JobRun) -> str:
    if run.state == "failed":
        return error_sentence(run.error or "job_broke", **(run.result or {}).get("details", {}))
    if run.state == "stopped" and run.result:
        return str(gettext("Stopped; what was found so far is kept"))
    return str(gettext("Stopped; nothing was changed") if run.state == "stopped" else gettext("Done"))


blueprints = (files, health, jobs)
