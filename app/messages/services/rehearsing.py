"""The end of a rehearsal: new letters go again, and all that was rehearsed stays held."""

from __future__ import annotations

from app.events.models import Event
from app.events.services import set_rehearsal
from app.floor.mail.digests import gather_all
from app.meetings.mails.settled import as_it_stands


def end_rehearsal(event: Event, *, by: int | None) -> None:
    """What waited for a digest becomes a letter before: else it would go by itself once it is due."""
    if event.rehearsal:
        gather_all(event, as_it_stands)
    set_rehearsal(event.id, on=False, by=by)
