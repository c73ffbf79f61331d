"""Weigh the ranking of an event: see what would change, then have it so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Stale
from app.core.jobs import enqueue
from app.events.models import Event
from app.matching.changes import compare
from app.matching.firm import Key
from app.matching.models import RankingSettings
from app.matching.queries.basis import Basis, basis_of
from app.matching.services.computing import ranked
from app.matching.services.ranking import ask_for_ranking
from app.matching.settings import Settings

JOB = "matching.preview_weights"
Tell = Callable[[float, str], None]


def save(event: Event, settings: Settings, *, version: int, by: int | None) -> None:
    """Weigh so from now on, and have the lists computed anew. ``version``: of the settings that were looked at, 0 for
    none kept. Raises Stale where somebody else changed them meanwhile."""
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        kept = session.get(RankingSettings, event.id, populate_existing=True)
        if version != (kept.version if kept is not None else 0):
            raise Stale
        if kept is None:
            kept = RankingSettings(event_id=event.id, version=0)
            session.add(kept)
        kept.settings, kept.version = settings.to_json(), version + 1
        audit.log_action("ranking.weighed", event, event_id=event.id, by=by, widen=settings.widen)
        ask_for_ranking(event.id, by=by)


def ask_for_preview(event: Event, settings: Settings, *, by: int) -> str:
    """Have it counted what these settings would change; the public id of the job."""
    with transaction():
        return enqueue(JOB, user_id=by, event_id=event.id, settings=settings.to_json()).public_id


def preview(event_id: int, settings: Settings, *, tell: Tell) -> dict[str, Any]:
    """``changes.Changes`` as plain values, beside the ``settings`` they come from; nothing is written."""
    tell(0.1, "reading")
    basis = basis_of(event_id)
    db.session.rollback()
    tell(0.3, "ranking")
    before = _lists(basis, basis.settings)
    tell(0.6, "ranking")
    changes = compare(before, _lists(basis, settings), [firm for firm, readers in basis.readers().items() if readers])
    return {"settings": settings.to_json(), "changes": asdict(changes)}


def _lists(basis: Basis, settings: Settings) -> dict[Key, list[Key]]:
    ranking = ranked(basis, settings)
    return {key: [place.other for place in ranking.of(key)] for key in ranking}
