"""What was done so that everybody is seen; for organizers' eyes alone, as a firm would lose face."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.matching.models import Ranking, Suggestion
from app.matching.packed import without_reasons
from app.matching.queries.suggested import shown_in


@dataclass(frozen=True)
class Widened:
    """``other_id`` stands in the list of ``registration_id`` though somebody who scores higher is left out for it."""

    registration_id: int
    other_id: int
    place: int
    score: float


def widened_in(ranking: Ranking) -> list[Widened]:
    """All such places of a ranking, by list and place; one query."""
    lists = select(Suggestion.registration_id, Suggestion.places).where(*shown_in(ranking))
    return [
        Widened(registration_id, place.other, number, place.score)
        for registration_id, packed in db.session.execute(lists.order_by(Suggestion.registration_id))
        for number, place in enumerate(without_reasons(packed), 1)
        if place.widened
    ]
