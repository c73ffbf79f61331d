"""Who could fill the next free time of a firm that is left alone: in the hall, free then, those whom it meets later
first, then the best by the ranking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from app.day.queries.people import Person
from app.events.models import Event
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_suggestions
from app.meetings.availability import options
from app.meetings.board import Party
from app.meetings.lifecycle import State
from app.meetings.queries.boards import Hall, hall_of
from app.meetings.queries.lists import MeetingRow, live_by_partner
from app.registrations.queries.party import Firm

AHEAD: Final = timedelta(hours=2)
MOST: Final = 3
LOOKED_AT: Final = 40
"""Of the firm's list so many are looked at: those below suit it little."""


@dataclass(frozen=True, slots=True)
class Standby:
    """``score`` in [0, 100]; the first time at which both are free, with its slot. ``meeting_id``, ``booked_at``: of
    their meeting, which would be brought forward."""

    registration_id: int
    company: Firm
    slot_id: int
    starts_at: datetime
    score: float | None = None
    meeting_id: int | None = None
    booked_at: datetime | None = None


def standby_for(event: Event, registration_id: int, people: Sequence[Person], now: datetime) -> list[Standby]:
    """Nobody new where nothing was ranked yet, nor who has a request or a meeting with the firm already."""
    here = {number: firm for one in people if one.here for number, firm in one.firms}
    live = live_by_partner(registration_id)
    later = {other: row for other, row in live.items() if other in here and row.state == State.BOOKED}
    ranking = get_latest_ranking(event.id)
    listed = list_suggestions(registration_id, ranking, limit=LOOKED_AT) if ranking is not None else []
    wanted = [one for one in listed if one.registration_id in here and one.registration_id not in live]
    hall = hall_of(event, {registration_id, *later, *(one.registration_id for one in wanted)})
    found = list(_forward(hall, registration_id, later, here, now))
    alone = hall.parties[registration_id]
    for one in wanted:
        slot = next(_free(hall, alone, hall.parties[one.registration_id], now), None)
        if slot is not None:
            found.append(Standby(one.registration_id, here[one.registration_id], *slot, score=one.score))
    return found[:MOST]


def _forward(
    hall: Hall, registration_id: int, later: dict[int, MeetingRow], here: dict[int, Firm], now: datetime
) -> Iterator[Standby]:
    """The firm's own meetings that could begin earlier, the next first. Nobody has more meetings by it."""
    for other, row in sorted(later.items(), key=lambda each: each[1].starts_at or now):
        one, two = (replace(hall.parties[number], meetings_left=None) for number in (registration_id, other))
        slot = next(_free(hall, one, two, now, length=row.length), None)
        if slot is not None and row.starts_at is not None and slot[1] < row.starts_at:
            yield Standby(other, here[other], *slot, meeting_id=row.id, booked_at=row.starts_at)


def _free(hall: Hall, one: Party, other: Party, now: datetime, *, length: int = 1) -> Iterator[tuple[int, datetime]]:
    """The times within two hours at which both are free, in order."""
    for each in options(hall.board, one, other, now=now, length=length):
        starts = hall.board.spans[each.slot_id].start
        if each.is_free and starts <= now + AHEAD:
            yield each.slot_id, starts
