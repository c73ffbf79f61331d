"""A rehearsal begins and ends: what was news before goes, what was rehearsed stays held."""

from __future__ import annotations

from app.core.mail.digests import create_all_digests
from app.events.models import Event
from app.events.services import set_rehearsal
from app.meetings.mails.settled import as_it_stands


def rehearse(event: Event, *, on: bool, by: int | None) -> None:
    """What waits for digests becomes letters at each change: else news from before would be thrown away with what was
    rehearsed, and that would go by itself once it is due."""
    if event.rehearsal != on:
        create_all_digests(event, as_it_stands)
    set_rehearsal(event.id, on=on, by=by)
