"""What a route about a tick slip is about."""

from __future__ import annotations

from app.core.db import db
from app.core.web.guards import ScopeResult
from app.events.models import Event
from app.events.scopes import event_at, roles_in
from app.meetings.queries.signed_links import find_meeting_of_slip


def a_slip(token: str) -> ScopeResult:
    """The meeting whose code was read, with the user's roles in its event. Raises NotFound for a forged code."""
    meeting = find_meeting_of_slip(token)
    event = event_at(db.session.get_one(Event, meeting.event_id).slug)
    return ScopeResult({"event": event, "meeting_id": meeting.id}, roles_in(event))
