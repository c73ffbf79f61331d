"""A very long list, and a catalogue, as background work."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db
from app.core.jobs import JobAttempt, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.lists.services import create_export, thanks
from app.lists.services.catalogue import CatalogueRequest, export_catalogue
from app.lists.services.exports import request_from_json


def _export_url(run: JobRun) -> str:
    result = run.result or {}
    return url_for("lists.exports", event=result["event"], made=result["export_id"])


@job("attendee_list", title=_l("Making the attendee list"), queue="long", leads_to=_export_url)
def make_list(run: JobAttempt, asked: dict[str, Any]) -> dict[str, Any]:
    """``asked``: see ``services.asked``."""
    if run.event_id is None:
        return {}
    event = db.session.get_one(Event, run.event_id)
    log = create_export(event, request_from_json(event.id, asked, by=run.user_id))
    return {"event": event.slug, "export_id": log.id}


def _thanks_url(run: JobRun) -> str:
    return url_for("lists.thanks", event=db.session.get_one(Event, run.event_id))


@job(thanks.THANKS_JOB, title=_l("Writing the letters"), queue="long", leads_to=_thanks_url)
def write_thanks(run: JobAttempt) -> dict[str, Any]:
    """Safe to run twice: each firm is thanked once. It can be stopped after any letters."""
    if run.event_id is None:
        return {}
    sent = thanks.send_thanks(run.event_id, by=run.user_id, tell=run.must_stop_at)
    return {"firms": sent.companies, "letters": sent.emails}


@job(
    "catalogue",
    title=_l("Making the catalogue"),
    queue="long",
    stages={"firms": _l("Finding the firms"), "logos": _l("Fetching logos"), "pages": _l("Setting the pages")},
    leads_to=_export_url,
)
def make_catalogue(run: JobAttempt, asked: dict[str, Any]) -> dict[str, Any]:
    """``asked``: as for a list, and ``by``: how chapters are made."""
    if run.event_id is None:
        return {}
    event = db.session.get_one(Event, run.event_id)
    wish = request_from_json(event.id, asked, by=run.user_id)
    log = export_catalogue(event, CatalogueRequest(wish, asked["by"]), tell=run.progress)
    return {"event": event.slug, "export_id": log.id}
