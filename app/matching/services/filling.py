"""Pairs for firms that lack meetings: found in the background, approved in one go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from app.core.db import db, transaction
from app.core.errors import Conflict
from app.core.jobs import enqueue
from app.events.models import Event
from app.events.phases import EventAct
from app.matching.filling import fill
from app.matching.queries.filling import ground_of_filling, ids_among
from app.matching.queries.rankings import latest_ranking
from app.meetings.services.requirements import may_book, require_phase

JOB = "matching.fill_up"
Tell = Callable[[float, str], None]


class NoRanking(Conflict):
    """Nothing is ranked yet, so there is nothing to choose the best from."""

    code = "no_ranking"


def ask_for(event: Event, delegations: Sequence[int] | None, *, by: int) -> str:
    """Have pairs found for the event's firms, or those of these delegations; the public id of the job. Raises
    PhaseForbids where none may be arranged now."""
    require_phase(event, EventAct.ARRANGE)
    with transaction():
        asked: dict[str, Any] = {"delegations": None if delegations is None else list(delegations)}
        return enqueue(JOB, user_id=by, event_id=event.id, **asked).public_id


def find(event_id: int, delegations: Collection[int] | None, *, tell: Tell) -> dict[str, Any]:
    """``pairs``: [one, other, score, slot or None] · ``left``: [firm, how many it still lacks, why] · ``has``: firm →
    meetings now · ``least`` · ``least_of``: firm → its own · ``ranking``: version. Ids alone. Raises NoRanking."""
    event, ranking = db.session.get_one(Event, event_id), latest_ranking(event_id)
    if ranking is None:
        raise NoRanking
    tell(0.1, "reading")
    ground, wanted = ground_of_filling(event, ranking), ids_among(event, delegations)
    timed = may_book(event)
    db.session.rollback()
    tell(0.5, "choosing")
    filled = fill(ground.firms, ground.candidates, wanted=wanted, tables=ground.tables, can_meet=ground.can_meet)
    named = {firm for pair in filled.pairs for firm in pair.candidate.firms} | set(filled.left)
    return {
        "pairs": [
            [*pair.candidate.firms, round(pair.candidate.score, 1), pair.slot if timed else None]
            for pair in filled.pairs
        ],
        "left": [[firm, count, why.value] for firm, (count, why) in filled.left.items()],
        "has": {str(firm): ground.firms[firm].has for firm in sorted(named)},
        "least": event.min_meetings or 0,
        "least_of": {str(firm): ground.firms[firm].least for firm in sorted(named)},
        "ranking": ranking.version,
    }
