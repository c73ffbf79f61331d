"""What time does to meetings: requests near their end and expire, what is over counts as held.

Files made in the background."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db
from app.core.jobs import JobAttempt, every, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.meetings import services
from app.meetings.services import bulk
from app.meetings.services.bulk import BulkAct
from app.meetings.services.documents import create_programme_file
from app.meetings.services.expiry import send_digests
from app.registrations.models import Delegation

INTERVAL_SECONDS = 60


@every(INTERVAL_SECONDS, "meetings.expire")
def expire_requests() -> None:
    services.expire_due_requests()


@every(INTERVAL_SECONDS, "meetings.recall")
def recall_unavailable_proposals() -> None:
    services.recall_unavailable_times()
    services.withdraw_unavailable_moves()


@every(INTERVAL_SECONDS, "meetings.remind")
def send_request_reminders() -> None:
    services.remind_due_requests()


@every(INTERVAL_SECONDS, "meetings.hold")
def finish_meetings() -> None:
    services.finish_due_meetings()


@every(20, "meetings.digests")
def send_due_digests() -> None:
    send_digests()


def get_file_url(run: JobRun) -> str:
    return url_for("files.download", public_id=(run.result or {})["file"])


@job("delegation_programme", title=_l("Making the programme of the delegation"), queue="long", leads_to=get_file_url)
def make_delegation_programme(run: JobAttempt, delegation_id: int, language: str) -> dict[str, Any]:
    """The file that the user who asked may fetch."""
    delegation = db.session.get_one(Delegation, delegation_id)
    file = create_programme_file(delegation.event, delegation, language, user_id=run.user_id)
    return {"file": file.public_id}


def _get_acts_url(run: JobRun) -> str:
    event = db.session.get_one(Event, run.event_id)
    return url_for("meetings.acted", event=event, run=run.public_id)


@job(bulk.BULK_JOB, title=_l("Changing the chosen meetings"), leads_to=_get_acts_url)
def run_bulk_job(run: JobAttempt, *, act: str, ids: list[int], days: int = 0) -> dict[str, Any]:
    """Safe to run twice: what is done already says so and stays. It can be stopped between two meetings."""
    if run.event_id is None:
        return {}

    return bulk.run_bulk_act(run.event_id, BulkAct(act), ids, days=days, by=run.user_id, tell=run.must_stop_at)


def _get_arranged_url(run: JobRun) -> str:
    return url_for("meetings.arranged", event=db.session.get_one(Event, run.event_id), run=run.public_id)


@job(bulk.ARRANGE_JOB, title=_l("Arranging the meetings"), queue="long", leads_to=_get_arranged_url)
def arrange_pairs(
    run: JobAttempt,
    *,
    pairs: list[list[Any]],
    source: str = "",  # noqa: ARG001 told with the run: what proposed the pairs
    whole: bool = False,
) -> dict[str, Any]:
    """Safe to run twice: what was arranged counts as done. It can be stopped between two pairs, unless ``whole``."""
    if run.event_id is None or run.user_id is None:
        return {}

    wanted = [bulk.PairToArrange(*pair) for pair in pairs]
    if whole:
        return dict(bulk.arrange_all(run.event_id, wanted, by=run.user_id))
    since = db.session.get_one(JobRun, run.run_id).created_at
    return dict(bulk.arrange_in_turn(run.event_id, wanted, by=run.user_id, since=since, tell=run.must_stop_at))
