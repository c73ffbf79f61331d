"""Letters about meetings: one to each person of the firm that must know."""

from __future__ import annotations

from app.floor.models import Notice
from app.meetings.models import Meeting
from app.registrations.models import Registration


def tell(
    notice: Notice, meeting: Meeting, to: Registration, kind: str, *, about: Registration, was_booked: bool = False
) -> None:
    """Write to everybody who reads mail for ``to`` that something happened to its meeting with ``about``."""
