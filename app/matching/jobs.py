"""The ranking, and the wants that were kept, as background work."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.floor.jobs import Running, job
from app.matching import services


@job(
    "rank",
    title=_l("Ranking the firms"),
    stages={"reading": _l("Reading profiles"), "ranking": _l("Ranking"), "storing": _l("Storing the lists")},
)
def rank(run: Running) -> dict[str, Any]:
    """Rank the event of this run; its version and how many firms it holds."""
    if run.event_id is None:
        return {}
    ranking = services.rank(run.event_id, by=run.user_id, run=run)
    return {"version": ranking.version, "firms": ranking.firms}


@job("send_wants", title=_l("Sending the requests that were kept"), stages={})
def send_wants(run: Running) -> dict[str, Any]:
    """Send the kept wants of the event of this run; how many became requests."""
    return {"sent": services.send_wants(run.event_id)} if run.event_id is not None else {}


@job("count_gains", title=_l("Counting what gaps in profiles cost"), queue="long", stages={})
def count_gains(run: Running) -> dict[str, Any]:
    """Count it for the event of this run; how many firms miss something that others would rank them higher for."""
    return {"firms": services.count_gains(run.event_id)} if run.event_id is not None else {}
