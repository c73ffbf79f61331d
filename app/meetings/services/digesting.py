"""Send the digests that are due: of each reader and event one letter."""

from __future__ import annotations

from app.core.db import db
from app.core.mail.digests import create_digest, list_due_digests
from app.events.models import Event
from app.meetings.mails.settled import as_it_stands


def send_digests() -> int:
    """How many letters; each is written in a transaction of its own, so that whoever dies leaves whole ones."""
    due = list_due_digests()
    return sum(
        bool(create_digest(db.session.get_one(Event, event_id), address, as_it_stands)) for event_id, address in due
    )
