"""What time does to group meetings: invitations near their end and expire."""

from __future__ import annotations

from app.core.jobs import every
from app.group_meetings.services import invitations
from app.meetings.jobs import INTERVAL_SECONDS


@every(INTERVAL_SECONDS, "group_meetings.expire")
def expire_invitations() -> None:
    invitations.expire_invitations()


@every(INTERVAL_SECONDS, "group_meetings.remind")
def remind_invited() -> None:
    invitations.remind_invited()
