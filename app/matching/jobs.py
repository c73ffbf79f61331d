"""The ranking, and the wants that were kept, as background work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from app.core.db import db
from app.core.jobs import JobAttempt, job, on_consumer_start
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.matching import services
from app.matching.parameters import MatchSettings
from app.matching.services import adjustments, pairings


@job(
    "rank",
    title=_l("Ranking the firms"),
    stages={"reading": _l("Reading profiles"), "ranking": _l("Ranking"), "storing": _l("Storing the lists")},
)
def run_ranking(run: JobAttempt) -> dict[str, Any]:
    """Rank the event of this run; its version and how many firms it holds."""
    if run.event_id is None:
        return {}
    ranking = services.rank_event(run.event_id, by=run.user_id, run=run)
    return {"version": ranking.version, "firms": ranking.firms}


@on_consumer_start("quick")
def load_ranking_engine() -> None:
    """The first firm to save its profile after a start would wait two seconds for it."""
    services.load_engine()


@job("send_wants", title=_l("Sending the requests that were kept"), stages={})
def send_wants(run: JobAttempt) -> dict[str, Any]:
    """Send the kept wants of the event of this run; how many became requests."""
    return {"sent": services.send_wants(run.event_id)} if run.event_id is not None else {}


def _run_page_url(endpoint: str) -> Callable[[JobRun], str]:
    """A page of the event that reads what a run found (``?run=``)."""
    return lambda run: url_for(endpoint, event=_run_event(run), run=run.public_id)


def _run_event(run: JobRun) -> Event:
    return db.session.get_one(Event, run.event_id)


@job(
    pairings.FILL_UP_JOB,
    title=_l("Finding pairs for firms that lack meetings"),
    queue="long",
    stages={"reading": _l("Reading who is free when"), "choosing": _l("Choosing the pairs")},
    leads_to=_run_page_url("matching.fill_up"),
)
def fill_up(run: JobAttempt, *, delegations: list[int] | None = None) -> dict[str, Any]:
    """Writes nothing but what it found."""
    if run.event_id is None:
        return {}
    return pairings.find_fill_up_pairs(run.event_id, delegations, tell=run.progress)


@job(
    pairings.PAIRINGS_JOB,
    title=_l("Writing all suggested pairings"),
    queue="long",
    stages={"writing": _l("Writing the rows")},
    leads_to=lambda run: url_for("matching.how", event=_run_event(run), made=(run.result or {}).get("file")),
)
def write_pairings(run: JobAttempt, *, language: str) -> dict[str, Any]:
    """All lists of the event in one workbook, its words in this language."""
    if run.event_id is None:
        return {}
    file = pairings.create_pairings(
        run.event_id, language, by=run.user_id, tell=lambda share: run.progress(share, "writing")
    )
    return {"file": file.public_id}


@job(
    adjustments.PREVIEW_JOB,
    title=_l("Counting what other weights would change"),
    queue="long",
    stages={"reading": _l("Reading profiles"), "ranking": _l("Ranking")},
    leads_to=_run_page_url("matching.weights"),
)
def preview_weights(run: JobAttempt, *, settings: dict[str, Any]) -> dict[str, Any]:
    """Writes nothing but what it found."""
    if run.event_id is None:
        return {}
    return adjustments.preview_settings(run.event_id, MatchSettings.from_json(settings), tell=run.progress)
