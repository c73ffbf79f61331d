"""How long an event keeps its people: until when, when its organizer is told, whether it is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

KEEP_DAYS: Final = 365
LEAST_KEEP_DAYS: Final = 30
MOST_KEEP_DAYS: Final = 3650
NOTICE_DAYS: Final = 28
"""So many days before, the organizer gets a letter; at least so long passes between the letter and the erasure."""

NOTICE_PERIOD: Final = timedelta(days=NOTICE_DAYS)


class RetentionState(StrEnum):
    KEPT = "kept"
    TELL = "tell"
    DUE = "due"
    HELD = "held"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPeriod:
    """What decides how long an event's people are kept. ``last``: its last day, in ``zone``; None without any day."""

    last: dt.date | None
    zone: str
    keep_days: int
    on_hold: bool = False
    announced_at: datetime | None = None
    erased_at: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """The midnight, in the event's zone, at which its people go."""
        if self.last is None:
            return None
        return datetime.combine(self.last + timedelta(days=self.keep_days + 1), time(), ZoneInfo(self.zone))

    @property
    def announced(self) -> datetime | None:
        """When the organizer was told of this very date; None where only of an earlier one."""
        opens = self.until - NOTICE_PERIOD if self.until is not None else None
        return self.announced_at if self.announced_at and opens and self.announced_at >= opens else None

    def goes_at(self, now: datetime) -> datetime | None:
        """When they will go if nothing changes: not before the organizer has known of it for ``NOTICE_PERIOD``."""
        if self.until is None:
            return None
        return max(self.until, (self.announced or now) + NOTICE_PERIOD)

    def standing(self, now: datetime) -> RetentionState:
        until = self.until
        if self.erased_at is not None:
            return RetentionState.ERASED
        if self.on_hold:
            return RetentionState.HELD
        if until is None or now < until - NOTICE_PERIOD:
            return RetentionState.KEPT
        if self.announced is None:
            return RetentionState.TELL
        return RetentionState.DUE if now >= max(until, self.announced + NOTICE_PERIOD) else RetentionState.KEPT
