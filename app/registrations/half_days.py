"""Half days of an event: when somebody is there who does not stay for all of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

NOON: Final = time(13)
"""From then on it is afternoon: a meeting over lunch belongs to the morning."""
HALVES: Final = ("am", "pm")


def half_days(days: Iterable[date]) -> list[str]:
    """The half days of these days, in order, each as ``2027-03-18 am``."""
    return [f"{day.isoformat()} {half}" for day in sorted(days) for half in HALVES]


def half_day_of(moment: datetime, zone: str) -> str:
    """The half day in which a moment lies, on the event's clocks."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.date().isoformat()} {HALVES[local.time() >= NOON]}"


def absences(days: Iterable[date], present: Iterable[str]) -> list[str]:
    """The half days of an event at which somebody is not there who is there at these."""
    there = set(present)
    return [one for one in half_days(days) if one not in there]
