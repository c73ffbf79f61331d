"""What time does to meetings: requests near their end and lapse, what is over counts as held. Pages set as files."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db
from app.core.jobs import JobAttempt, every, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.meetings import services
from app.meetings.bulk import BulkAct
from app.meetings.services import bulk, many
from app.meetings.services.digesting import send_digests
from app.meetings.services.engaging import engage_interpreters
from app.meetings.services.programmes import keep_programme
from app.meetings.services.rounds import hold_rounds_over, let_invitations_lapse, remind_invited
from app.meetings.services.run_sheets import keep_run_sheets
from app.registrations.models import Delegation

SECONDS = 60


@every(SECONDS, "meetings.expire")
def let_requests_lapse() -> None:
    services.expire_due()
    let_invitations_lapse()


@every(SECONDS, "meetings.recall")
def take_gone_times_back() -> None:
    services.recall_gone_times()
    services.withdraw_gone_moves()


@every(SECONDS, "meetings.remind")
def remind_of_requests() -> None:
    services.remind_due()
    remind_invited()


@every(SECONDS, "meetings.hold")
def count_as_held() -> None:
    services.hold_over()
    hold_rounds_over()


@every(20, "meetings.digests")
def send_due_digests() -> None:
    send_digests()


def _made(run: JobRun) -> str:
    return url_for("files.download", public_id=(run.result or {})["file"])


@job("delegation_programme", title=_l("Making the programme of the delegation"), queue="long", leads_to=_made)
def make_programme(run: JobAttempt, delegation_id: int, language: str) -> dict[str, Any]:
    """The file that the user who asked may fetch."""
    delegation = db.session.get_one(Delegation, delegation_id)
    file = keep_programme(delegation.event, delegation, language, user_id=run.user_id)
    return {"file": file.public_id}


def _acts_page(run: JobRun) -> str:
    event = db.session.get_one(Event, run.event_id)
    return url_for("meetings.acted", event=event, run=run.public_id)


@job(bulk.JOB, title=_l("Changing the chosen meetings"), leads_to=_acts_page)
def act_on_many(run: JobAttempt, *, act: str, ids: list[int], days: int = 0) -> dict[str, Any]:
    """Safe to run twice: what is done already says so and stays. It can be stopped between two meetings."""
    if run.event_id is None:
        return {}

    return bulk.act_on_all(run.event_id, BulkAct(act), ids, days=days, by=run.user_id, tell=run.must_stop_at)


def _arranged_page(run: JobRun) -> str:
    return url_for("meetings.arranged", event=db.session.get_one(Event, run.event_id), run=run.public_id)


@job(many.JOB, title=_l("Arranging the meetings"), queue="long", leads_to=_arranged_page)
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

    wanted = [many.Wanted(*pair) for pair in pairs]
    if whole:
        return dict(many.arrange_all(run.event_id, wanted, by=run.user_id))
    since = db.session.get_one(JobRun, run.run_id).created_at
    return dict(many.arrange_in_turn(run.event_id, wanted, by=run.user_id, since=since, tell=run.must_stop_at))


@job("run_sheets", title=_l("Making the run sheets of the interpreters"), queue="long", leads_to=_made)
def make_run_sheets(run: JobAttempt, language: str) -> dict[str, Any]:
    """As above."""
    event = db.session.get_one(Event, run.event_id)
    return {"file": keep_run_sheets(event, language, user_id=run.user_id).public_id}


def _interpreters_page(run: JobRun) -> str:
    return url_for("meetings.interpreters", event=db.session.get_one(Event, run.event_id))


@job("engage_interpreters", title=_l("Giving interpreters to booked meetings"), leads_to=_interpreters_page)
def engage(run: JobAttempt) -> dict[str, Any]:
    """Safe to run twice: who has an interpreter keeps it. It can be stopped in between."""

    given, left = engage_interpreters(run.event_id or 0, by=run.user_id, tell=run.must_stop_at)
    return {"given": given, "left": left}
