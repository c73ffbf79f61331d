"""From phase to phase."""

from __future__ import annotations

from sqlalchemy import update

from app.db import transaction
from app.events.models import Event
from app.events.phases import BookingMode, Mover, Phase, move_phase
from app.events.signals import event_moved
from app.floor import notices
from app.kernel.errors import NotFound, Stale


def move_event(event_id: int, *, source: Phase, target: Phase, mover: Mover, by: int | None) -> None:
    """Take the event from the phase that the organizer saw to another.

    Raises IllegalPhaseMove where the table has no such step for this mover, Stale where the event stands elsewhere.
    """
    with transaction() as session:
        event = session.get(Event, event_id)
        if event is None:
            raise NotFound
        move_phase(source, target, mover, BookingMode(event.booking_mode))
        moved = session.execute(
            update(Event).where(Event.id == event_id, Event.phase == source.value).values(phase=target.value)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]
            raise Stale("phase_stale", phase=event.phase)
        session.refresh(event)
        notices.write("event.moved", event, event_id=event_id, by=by, before=source.value, after=target.value)
        event_moved.send(event, by=by)
