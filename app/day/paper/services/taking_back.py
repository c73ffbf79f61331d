"""Sheets that were printed and are no more were fetched from whoever had them: nothing reminds of them then."""

from __future__ import annotations

from sqlalchemy import select

from app.core import audit
from app.core.db import transaction
from app.core.errors import Stale
from app.day.paper.asked import Asked
from app.day.paper.models import PaperRun
from app.day.paper.queries.runs import latest_run, printed_of
from app.day.paper.services.standing import standings
from app.events.models import Event


def take_back(event: Event, asked: Asked, seen: str, *, by: int | None) -> int:
    """Note all gone sheets of a kind as taken back; how many. ``seen``: the seal of those that the page named. Raises
    Stale where others are gone by now, or none was printed."""
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        printer = asked.delegation_id if asked.chamber else None
        (standing,) = standings(event, {asked.kind: asked}, printed_of(event.id, printer))
        run = latest_run(event.id, asked.kind, printer)
        if run is None or standing.seal != seen:
            raise Stale("paper_stale")
        _note(run, standing.gone_keys)
        told = {"paper": run.kind, "sheets": len(standing.gone_keys)}
        audit.log_action("paper.taken_back", run, event_id=event.id, by=by, **told)
        return len(standing.gone_keys)


def _note(run: PaperRun, keys: tuple[str, ...]) -> None:
    run.marks = {**run.marks, **dict.fromkeys(keys)}
