"""With which other meetings a booked one could change places: of a big day few are looked at in full."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.core.db import db
from app.day.queries.swapping import sits_in
from app.day.swapping import Sits, Swap, swaps_of
from app.events.models import Event, Slot, Table
from app.meetings.availability import free_slots
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries.boards import hall_for, hall_of
from app.meetings.queries.lists import Firm
from app.meetings.queries.parties import names_of
from app.meetings.queries.taken import slots_of

MOST: Final = 60
"""So many are listed, the next ones first: a page of them is enough to choose from."""
LOOKED_AT: Final = 2 * MOST
"""So many are looked at first: of the next ones most can be had."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Another meeting with which one could change places, as it stands."""

    meeting_id: int
    firms: tuple[Firm, Firm]
    starts_at: datetime
    table: str


def swaps_for(event: Event, meeting_id: int, now: datetime) -> list[Offered]:
    """With which others a booked meeting could change places, the next ones first."""
    mine = next(iter(sits_in(event.id, now, {meeting_id})), None)
    if mine is None:
        return []
    found: list[Swap] = []
    others = _perhaps(event, mine, now)
    for part in (others[:LOOKED_AT], others[LOOKED_AT:]):
        if part and len(found) < MOST:
            some = sits_in(event.id, now, part)
            hall = hall_of(event, {party for one in (mine, *some) for party in one.parties})
            found += swaps_of(hall.board, hall.parties, mine, some, now=now)
    return _named(event, [swap.other for swap in found[:MOST]])


def _named(event: Event, sits: list[Sits]) -> list[Offered]:
    names = names_of({party for one in sits for party in one.parties})
    starts = {slot.id: slot.span.start for slot in slots_of(event.id)}
    rows = select(Table.id, Table.label).where(Table.event_id == event.id)
    labels = {row[0]: row[1] for row in db.session.execute(rows)}
    return [
        Offered(
            one.meeting_id,
            (names[one.parties[0]], names[one.parties[1]]),
            starts[one.slot_ids[0]],
            labels.get(one.table_id, ""),
        )
        for one in sits
    ]


def _perhaps(event: Event, mine: Sits, now: datetime) -> list[int]:
    """The booked meetings of two still to begin whose time both firms of this one have, or that one of them has part
    in; by time. Of a big event that leaves few to look at in full."""
    hall = hall_for(event, mine.parties, ignoring=mine.meeting_id)
    one, other = (
        free_slots(hall.board, replace(hall.parties[party], meetings_left=None), now=now) for party in mine.parties
    )
    rows = (
        select(Meeting.id, Meeting.slot_id, Meeting.low_id, Meeting.high_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Meeting.event_id == event.id, Meeting.kind == ONE_TO_ONE, Meeting.state == State.BOOKED)
        .where(Meeting.id != mine.meeting_id, Slot.starts_at > now)
        .order_by(Slot.starts_at, Meeting.id)
    )
    free = one & other
    return [
        number
        for number, slot_id, low, high in db.session.execute(rows)
        if slot_id in free or not {low, high}.isdisjoint(mine.parties)
    ]
