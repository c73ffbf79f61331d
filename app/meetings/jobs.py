"""What time does to meetings: requests lapse, meetings that are over count as held."""

from __future__ import annotations

from app.floor.jobs import every
from app.meetings import services

SECONDS = 60


@every(SECONDS, "meetings.expire")
def let_requests_lapse() -> None:
    services.expire_due()


@every(SECONDS, "meetings.hold")
def count_as_held() -> None:
    services.hold_over()
