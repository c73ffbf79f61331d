"""Who could fill the next free time of a firm that is left alone: in the hall, free then, best first by the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.companies.models import Company
from app.day.queries.people import Person
from app.events.models import Event
from app.matching.queries.rankings import latest_ranking
from app.matching.queries.suggested import suggestions_for
from app.meetings.availability import options
from app.meetings.queries.boards import hall_of

AHEAD: Final = timedelta(hours=2)
MOST: Final = 3
LOOKED_AT: Final = 40
"""Of the firm's list so many are looked at: those below suit it little."""


@dataclass(frozen=True, slots=True)
class Standby:
    """``score`` in [0, 100]; the first time at which both are free, with its slot."""

    registration_id: int
    company: Company
    score: float
    slot_id: int
    starts_at: datetime


def standby_for(event: Event, registration_id: int, people: Sequence[Person], now: datetime) -> list[Standby]:
    """Nobody where nothing was ranked yet."""
    ranking = latest_ranking(event.id)
    here = {number for one in people if one.here for number, _firm in one.firms}
    if ranking is None:
        return []
    listed = suggestions_for(registration_id, ranking, limit=LOOKED_AT)
    wanted = [one for one in listed if one.registration_id in here]
    hall = hall_of(event, [registration_id, *(one.registration_id for one in wanted)])
    alone, found = hall.parties[registration_id], list[Standby]()
    times = {slot.id: slot.span.start for slot in hall.board.slots}
    for one in wanted:
        free = (
            each.slot_id
            for each in options(hall.board, alone, hall.parties[one.registration_id], now=now)
            if each.is_free and times[each.slot_id] <= now + AHEAD
        )
        if (slot_id := next(free, None)) is not None:
            found.append(Standby(one.registration_id, one.company, one.score, slot_id, times[slot_id]))
    return found[:MOST]
