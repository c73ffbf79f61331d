"""What an event's firms seek and offer, and the scores of their lists; a constant number of queries."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.matching.firm import Key
from app.matching.models import Ranking, Suggestion
from app.matching.packed import Place, unpacked, without_reasons
from app.matching.queries.basis import allowed_in, firms_of
from app.matching.queries.suggested import shown_in
from app.matching.supply import Market


def market_of(event_id: int) -> Market:
    """All firms that stand in the ranking, by the ids of their registrations, as their profiles are now."""
    return Market(tuple(firms_of(event_id)), allowed_in(event_id))


def lists_of(ranking: Ranking) -> dict[Key, tuple[Place, ...]]:
    """Registration → its list as it was computed, the best first."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*shown_in(ranking))
    return {firm: unpacked(packed) for firm, packed in db.session.execute(lists)}


def scores_of(ranking: Ranking) -> dict[Key, list[float]]:
    """Registration → the scores in its list, the best first."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*shown_in(ranking))
    return {firm: [place.score for place in without_reasons(packed)] for firm, packed in db.session.execute(lists)}
