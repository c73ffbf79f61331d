"""What time does to meetings: requests lapse, meetings that are over count as held. And a delegation's programme."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.db import db
from app.floor.jobs import Running, every, job
from app.floor.models import JobRun
from app.meetings import services
from app.meetings.services.programmes import keep_programme
from app.registrations.models import Delegation

SECONDS = 60


@every(SECONDS, "meetings.expire")
def let_requests_lapse() -> None:
    services.expire_due()


@every(SECONDS, "meetings.hold")
def count_as_held() -> None:
    services.hold_over()


def _made(run: JobRun) -> str:
    return url_for("files.download", public_id=(run.result or {})["file"])


@job("delegation_programme", title=_l("Making the programme of the delegation"), queue="long", leads_to=_made)
def make_programme(run: Running, delegation_id: int, language: str) -> dict[str, Any]:
    """The file that the user who asked may fetch."""
    delegation = db.session.get_one(Delegation, delegation_id)
    file = keep_programme(delegation.event, delegation, language, user_id=run.user_id)
    return {"file": file.public_id}
