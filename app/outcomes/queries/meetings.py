"""One meeting of an event, as the organizer looks at it."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.kernel.errors import NotFound
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries import lists


def meeting_at(event_id: int, meeting_id: int) -> lists.MeetingRow:
    """Of two firms of this event. Raises NotFound for any other."""
    asker = db.session.scalar(
        select(Meeting.asker_id).where(
            Meeting.id == meeting_id, Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE
        )
    )
    if asker is None:
        raise NotFound
    return lists.meeting_of(asker, meeting_id)
