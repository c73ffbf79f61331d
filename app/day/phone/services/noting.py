"""Somebody notes something about a firm, for themselves alone. No log tells of it."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import now, transaction
from app.core.errors import Invalid
from app.day.phone.models import PrivateNote
from app.day.phone.notes import NOTE_LENGTH, kept_with
from app.day.phone.queries.notes import notes_of
from app.registrations.models import Registration


def note(about: Registration, words: str, *, seen: int, by: int) -> PrivateNote:
    """The note as it then stands. ``seen``: the version that was written over, 0 for none; where another one stands by
    now, both are kept. Raises Invalid ``note_too_long``."""
    registration_id, event_id = about.id, about.event_id
    with transaction() as session:
        session.execute(select(User.id).where(User.id == by).with_for_update())
        found = notes_of(by, [registration_id]).get(registration_id)
        if found is None:
            found = PrivateNote(event_id=event_id, user_id=by, registration_id=registration_id, words="", version=0)
            session.add(found)
        kept = kept_with(found.words, words, is_current=seen == found.version)
        if len(kept) > NOTE_LENGTH:
            raise Invalid("note_too_long", most=NOTE_LENGTH)
        if kept != found.words:
            found.words, found.version, found.changed_at = kept, found.version + 1, now()
        return found
