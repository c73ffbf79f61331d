"""A very long list, and a catalogue, as background work."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.db import db
from app.events.models import Event
from app.floor.jobs import Running, job
from app.floor.models import JobRun
from app.lists.catalogue import CATALOGUE
from app.lists.queries.reach import Reach
from app.lists.selection import USES, Selection, read
from app.lists.services import Wish, export
from app.lists.services.catalogue import Asked, export_catalogue


def _made(run: JobRun) -> str:
    result = run.result or {}
    return url_for("lists.exports", event=result["event"], made=result["export_id"])


@job("attendee_list", title=_l("Making the attendee list"), queue="long", leads_to=_made)
def make_list(run: Running, asked: dict[str, Any]) -> dict[str, Any]:
    """``asked``: ``values`` of the selection, ``delegations`` and ``columns`` that the user reaches, whether the list
    may be handed over, and the fields of a wish."""
    if run.event_id is None:
        return {}
    event = db.session.get_one(Event, run.event_id)
    wish = Wish(
        selection=read(asked["values"], Selection(use=USES["abroad"])),
        reach=_reach(event, asked),
        by=run.user_id,
        **{name: asked[name] for name in ("kind", "language", "reason", "recipient", "view")},
    )
    log = export(event, wish)
    return {"event": event.slug, "export_id": log.id}


@job(
    "catalogue",
    title=_l("Making the catalogue"),
    queue="long",
    stages={"firms": _l("Finding the firms"), "logos": _l("Fetching logos"), "pages": _l("Setting the pages")},
    leads_to=_made,
)
def make_catalogue(run: Running, asked: dict[str, Any]) -> dict[str, Any]:
    """``asked``: as for a list, and ``by``: how chapters are made."""
    if run.event_id is None:
        return {}
    event = db.session.get_one(Event, run.event_id)
    wish = Wish(
        selection=read(asked["values"], Selection(use=USES["abroad"])),
        reach=_reach(event, asked),
        kind=CATALOGUE,
        by=run.user_id,
        **{name: asked[name] for name in ("language", "reason", "recipient")},
    )
    log = export_catalogue(event, Asked(wish, asked["by"]), tell=run.progress)
    return {"event": event.slug, "export_id": log.id}


def _reach(event: Event, asked: dict[str, Any]) -> Reach:
    within, columns = asked["delegations"], asked["columns"]
    return Reach(
        event.id,
        tuple(within) if within is not None else None,
        tuple(columns) if columns is not None else None,
        asked["hands_over"],
    )
