"""What a route about a tick slip is about."""

from __future__ import annotations

from app.db import db
from app.events.models import Event
from app.events.scopes import event_at, roles_in
from app.floor.web.guards import Seen
from app.meetings.queries.slips import meeting_on_slip


def a_slip(token: str) -> Seen:
    """The meeting whose code was read, with the user's roles in its event. Raises NotFound for a forged code."""
    meeting = meeting_on_slip(token)
    event = event_at(db.session.get_one(Event, meeting.event_id).slug)
    return Seen({"event": event, "meeting_id": meeting.id}, roles_in(event))
