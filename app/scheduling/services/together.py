"""Several planners on one draft: what each does is noted, and nobody changes unseen what another one did."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.core import audit
from app.core.errors import Conflict
from app.scheduling.models import Draft
from app.scheduling.queries.together import CHANGED, changes_since

MOST_NAMED = 50


class DraftMovedOn(Conflict):
    """Another planner has changed what this act is about since it was seen."""

    code = "draft_moved_on"


def require_seen(draft: Draft, seen: int | None, *, by: int | None, about: Collection[str] | None = None) -> None:
    """``seen``: the version of the draft that the planner looked at, None where that is not known; ``about``: the
    meetings that the act touches, None where that depends on all others. Raises DraftMovedOn."""
    if seen is None or seen >= draft.version:
        return
    for change in changes_since(draft, seen, by_others_than=by):
        if about is None or not set(about).isdisjoint(change.meetings):
            raise DraftMovedOn


def note(draft: Draft, did: str, meetings: Iterable[str], *, by: int | None) -> None:
    """As of the draft's version now."""
    named = sorted(int(one) for one in meetings)[:MOST_NAMED]
    audit.log_action(
        CHANGED,
        draft,
        event_id=draft.event_id,
        by=by,
        number=draft.number,
        version=draft.version,
        did=did,
        meetings=named,
    )
