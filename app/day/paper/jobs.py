"""Packs are made as background work."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db
from app.core.jobs import JobAttempt, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.day.paper.models import parse_json_request
from app.day.paper.services.printing import PACK_JOB, print_pack
from app.events.models import Event

STAGES = {"gathering": _l("Gathering who meets whom"), "setting": _l("Setting the pages")}


def _get_result_url(run: JobRun) -> str:
    """The page from which it was asked, with the file."""
    event = db.session.get_one(Event, run.event_id)
    asked = run.arguments.get("asked", {})
    if asked.get("chamber"):
        return url_for("paper.of_delegation", event=event, delegation_id=asked["delegation_id"], made=run.public_id)
    return url_for("paper.papers", event=event, made=run.public_id)


@job(PACK_JOB, title=_l("Making papers for the day"), queue="long", stages=STAGES, leads_to=_get_result_url)
def make_pack(run: JobAttempt, *, asked: dict[str, Any], reader: str) -> dict[str, Any]:
    """Made twice, it is two runs that say the same: the sheets carry the number of the one that was handed out."""
    event = db.session.get_one(Event, run.event_id)
    made, file = print_pack(event, parse_json_request(asked), reader=reader, by=run.user_id, tell=run.progress)
    return {"file": file.public_id, "run": made.id}
