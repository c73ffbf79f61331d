"""Send the digests that are due: of each reader and event one letter."""

from __future__ import annotations

from app.db import db
from app.events.models import Event
from app.floor.mail.digests import due_digests, gather
from app.meetings.mails.settled import as_it_stands


def send_digests() -> int:
    """How many letters; each is written in a transaction of its own, so that whoever dies leaves whole ones."""
    due = due_digests()
    return sum(bool(gather(db.session.get_one(Event, event_id), address, as_it_stands)) for event_id, address in due)
