"""Whoever takes somebody's data out on request is noted."""

from __future__ import annotations

from app.db import transaction
from app.events.models import Event
from app.floor import notices
from app.registrations.models import Representative


def note_fetched(event: Event, person: Representative, *, by: int | None) -> None:
    """``by``: None from the command line."""
    with transaction():
        notices.write("person.data_fetched", person, event_id=event.id, by=by)
