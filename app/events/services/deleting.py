"""Delete an event that was never opened."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.db import transaction
from app.events.models import Event
from app.events.phases import Phase
from app.floor import notices
from app.kernel.errors import Conflict, NotFound


class EventInUse(Conflict):
    """It is no draft, or a company, a delegation or a file refers to it."""

    code = "event_in_use"


def delete_draft(event_id: int, *, by: int | None) -> None:
    """Delete a draft with its setup; its log stays. What isn't setup keeps it, by foreign keys.

    Raises NotFound, EventInUse.
    """
    try:
        with transaction() as session:
            event = session.get(Event, event_id)
            if event is None:
                raise NotFound
            notices.write("event.deleted", event, event_id=event_id, by=by)
            draft = delete(Event).where(Event.id == event_id, Event.phase == Phase.DRAFT).returning(Event.id)
            if session.scalar(draft) is None:
                raise EventInUse
    except IntegrityError as error:
        raise EventInUse from error
