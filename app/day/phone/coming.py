"""The meeting that comes next, as a phone tells it: how long until then, and whether to set out."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from app.meetings.ways import Way

SOON: Final = timedelta(minutes=2)
"""So long before one should leave it is said."""


class Timed(Protocol):
    """What begins at a time, or has none."""

    @property
    def starts_at(self) -> datetime | None: ...


T = TypeVar("T", bound=Timed)


class Hint(StrEnum):
    """What to do about the way."""

    NONE = "none"
    LEAVE_BY = "leave_by"  # there is time
    LEAVE_NOW = "leave_now"
    TIGHT = "tight"  # the meeting before ends too late: leave as soon as it does


def next_today(rows: Iterable[T], now: datetime, zone: tzinfo) -> T | None:
    """The first that is still to begin on this day."""
    today = now.astimezone(zone).date()
    ahead = [
        (row.starts_at, place, row)
        for place, row in enumerate(rows)
        if row.starts_at is not None and row.starts_at > now and row.starts_at.astimezone(zone).date() == today
    ]
    return min(ahead)[2] if ahead else None


def minutes_until(moment: datetime, now: datetime) -> int:
    """Whole minutes that are left, those begun counted; 0 once it is there."""
    return max(0, -int((now - moment).total_seconds() // 60))


def hint_of(way: Way | None, now: datetime) -> Hint:
    """Only for a way that takes time."""
    if way is None or not way.walk:
        return Hint.NONE
    if now >= way.leave_at - SOON and now >= way.source.span.end:
        return Hint.LEAVE_NOW
    if way.is_tight:
        return Hint.TIGHT
    return Hint.LEAVE_NOW if now >= way.leave_at - SOON else Hint.LEAVE_BY
