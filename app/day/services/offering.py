"""A desk has asked two firms that stand before it, both said yes: they meet. Nothing is held before that, so nothing
lapses; who says yes first has the time, and the next desk is told so."""

from __future__ import annotations

from app.core import audit
from app.core.db import transaction
from app.events.models import Event
from app.meetings.models import Meeting
from app.meetings.services import arrange


def book_agreed(event: Event, one_id: int, other_id: int, slot_id: int, *, by: int) -> int:
    """The meeting's id. Raises as ``arrange`` does."""
    with transaction() as session:
        meeting_id = arrange(event.id, one_id, other_id, by=by, slot_id=slot_id)
        meeting = session.get_one(Meeting, meeting_id)
        audit.log_action("offer.agreed", meeting, event_id=event.id, by=by, slot=slot_id)
        return meeting_id
