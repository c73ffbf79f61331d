"""Keep why a firm ended a meeting, and who may read it."""

from __future__ import annotations

from app.core.db import db
from app.meetings.models import Meeting, MeetingReason
from app.meetings.refusals import Refusal


def keep_why(meeting: Meeting, registration_id: int, refusal: Refusal) -> None:
    """Words that the other side reads stand in the reply; those for who arranged the meeting too."""
    if not refusal.says_something:
        return
    words = None if refusal.shared or meeting.arranged_by is not None else refusal.words or None
    db.session.add(
        MeetingReason(
            event_id=meeting.event_id,
            meeting_id=meeting.id,
            registration_id=registration_id,
            choice=refusal.why,
            shared=refusal.shared,
            words=words,
        )
    )
    db.session.flush()
