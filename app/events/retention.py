"""How long an event keeps its people: until when, when its organizer is told, whether it is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

KEEP_DAYS: Final = 365
LEAST_DAYS: Final = 30
MOST_DAYS: Final = 3650
TOLD_DAYS: Final = 28
"""So many days before, the organizer gets a letter; at least so long passes between the letter and the erasure."""

TOLD: Final = timedelta(days=TOLD_DAYS)


class Standing(StrEnum):
    KEPT = "kept"
    TELL = "tell"
    DUE = "due"
    HELD = "held"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What decides how long an event's people are kept. ``last``: its last day, in ``zone``; None without any day."""

    last: dt.date | None
    zone: str
    keep_days: int
    on_hold: bool = False
    told_at: datetime | None = None
    erased_at: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """The midnight, in the event's zone, at which its people go."""
        if self.last is None:
            return None
        return datetime.combine(self.last + timedelta(days=self.keep_days + 1), time(), ZoneInfo(self.zone))

    @property
    def told(self) -> datetime | None:
        """When the organizer was told of this very date; None where only of an earlier one."""
        opens = self.until - TOLD if self.until is not None else None
        return self.told_at if self.told_at and opens and self.told_at >= opens else None

    def goes_at(self, now: datetime) -> datetime | None:
        """When they will go if nothing changes: not before the organizer has known of it for ``TOLD_DAYS``."""
        if self.until is None:
            return None
        return max(self.until, (self.told or now) + TOLD)

    def standing(self, now: datetime) -> Standing:
        until = self.until
        if self.erased_at is not None:
            return Standing.ERASED
        if self.on_hold:
            return Standing.HELD
        if until is None or now < until - TOLD:
            return Standing.KEPT
        if self.told is None:
            return Standing.TELL
        return Standing.DUE if now >= max(until, self.told + TOLD) else Standing.KEPT
