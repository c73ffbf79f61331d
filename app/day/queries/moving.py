"""Where a booked meeting may be moved to: the free times of both, each with the table that it would get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound
from app.events.models import Event
from app.meetings.availability import options
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries.boards import hall_of
from app.meetings.queries.lists import MeetingRow, meeting_of


@dataclass(frozen=True, slots=True)
class Place:
    """A time ahead that both have free, and the table they would sit at."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    table: str


def meeting_at(event: Event, meeting_id: int) -> Meeting:
    """A meeting of two of this event. Raises NotFound."""
    chosen = select(Meeting).where(Meeting.id == meeting_id, Meeting.event_id == event.id, Meeting.kind == ONE_TO_ONE)
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def places_for(event: Event, meeting: Meeting, now: datetime) -> tuple[MeetingRow, list[Place]]:
    """The meeting as it stands, and the times ahead that it may have instead, in order; none of one that is not
    booked."""
    if meeting.state != State.BOOKED:
        return meeting_of(meeting.low_id, meeting.id, brief=True), []
    hall = hall_of(event, (meeting.low_id, meeting.high_id), ignoring=meeting.id)
    one, other = hall.parties[meeting.low_id], hall.parties[meeting.high_id]
    spans = {slot.id: slot.span for slot in hall.board.slots}
    labels = {table.id: table.label for table in event.tables}
    found = options(hall.board, one, other, now=now, length=meeting.length)
    places = [
        Place(each.slot_id, spans[each.slot_id].start, spans[each.slot_id].end, labels.get(each.seat.table_id, ""))
        for each in found
        if each.seat is not None and each.slot_id != meeting.slot_id and spans[each.slot_id].start > now
    ]
    return meeting_of(meeting.low_id, meeting.id, brief=True), places
