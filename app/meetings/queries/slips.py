"""The codes of tick slips: made for a meeting, and of which meeting one that was read is."""

from __future__ import annotations

from datetime import UTC

from flask import current_app

from app.core import signing
from app.core.db import db
from app.core.errors import NotFound
from app.meetings.models import Meeting
from app.meetings.slips import GUEST, PATH, Slip, sign
from app.registrations.queries.links import base_url


def slip_url(meeting: Meeting, guest_id: int | None = None) -> str:
    """What stands in the code on a meeting's tick slip, of a group on that of this guest; beside it stands its number,
    ``meeting.id``."""
    guest = f"{GUEST}{guest_id}" if guest_id is not None else ""
    return f"{base_url()}{PATH}{slip_token(meeting)}{guest}"


def slip_token(meeting: Meeting) -> str:
    return sign(str(current_app.config["SECRET_KEY"]), Slip(meeting.id, meeting.created_at.astimezone(UTC)))


def meeting_on_slip(token: str) -> Meeting:
    """Raises NotFound for a forged code."""
    meeting = db.session.get(Meeting, signing.token_number(token) or 0)
    if meeting is None or not signing.is_same_token(token, slip_token(meeting)):
        raise NotFound
    return meeting
