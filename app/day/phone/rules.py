"""Rules of the phone pages: delays that may be announced, when to leave for the next meeting, merging notes, times
of taps."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from app.core.clock import Span
from app.day.desk_input import get_clock_error
from app.meetings.agenda import AgendaWalk

DELAY_MINUTES: Final = (5, 10, 15)
"""Minutes; who comes later than that asks for another time."""
DELAY_WINDOW: Final = timedelta(minutes=60)
"""So long before a meeting begins one may say it: earlier, the day may still change."""
EMAIL_FROM_MINUTES: Final = 10
"""Minutes; five one waits at a table."""
EMAIL_LEAD_TIME: Final = timedelta(minutes=5)
"""A letter that comes later finds its readers at their table, where the phone and the desk tell them."""


def list_delay_choices(span: Span, now: datetime, zone: tzinfo) -> tuple[int, ...]:
    """The minutes that can be said of a meeting now: today, shortly before it begins or while the minute that is said
    is still ahead, and not so late that nothing of it is left."""
    if span.start.astimezone(zone).date() != now.astimezone(zone).date() or span.start - now > DELAY_WINDOW:
        return ()
    return tuple(minutes for minutes in DELAY_MINUTES if now < span.start + timedelta(minutes=minutes) < span.end)


def needs_email(minutes: int, starts_at: datetime, now: datetime, *, was_emailed: bool = False) -> bool:
    """Whether the other side would learn it too late from its agenda alone; ``was_emailed``: with another delay."""
    return (was_emailed or minutes >= EMAIL_FROM_MINUTES) and now <= starts_at - EMAIL_LEAD_TIME


LEAVE_WARNING: Final = timedelta(minutes=2)
"""So long before one should leave it is said."""


class HasStart(Protocol):
    """What begins at a time, or has none."""

    @property
    def starts_at(self) -> datetime | None: ...


T = TypeVar("T", bound=HasStart)


class WayHint(StrEnum):
    """What to do about the way."""

    NONE = "none"
    LEAVE_BY = "leave_by"  # there is time
    LEAVE_NOW = "leave_now"
    TIGHT = "tight"  # the meeting before ends too late: leave as soon as it does


def find_next_today(rows: Iterable[T], now: datetime, zone: tzinfo) -> T | None:
    """The first that is still to begin on this day."""
    today = now.astimezone(zone).date()
    ahead = [
        (row.starts_at, place, row)
        for place, row in enumerate(rows)
        if row.starts_at is not None and row.starts_at > now and row.starts_at.astimezone(zone).date() == today
    ]
    return min(ahead)[2] if ahead else None


def count_minutes_until(moment: datetime, now: datetime) -> int:
    """Whole minutes that are left, those begun counted; 0 once it is there."""
    return max(0, -int((now - moment).total_seconds() // 60))


def get_way_hint(way: AgendaWalk | None, now: datetime) -> WayHint:
    """Only for a way that takes time."""
    if way is None or not way.walk:
        return WayHint.NONE
    if now >= way.leave_at - LEAVE_WARNING and now >= way.source.span.end:
        return WayHint.LEAVE_NOW
    if way.is_tight:
        return WayHint.TIGHT
    return WayHint.LEAVE_NOW if now >= way.leave_at - LEAVE_WARNING else WayHint.LEAVE_BY


NOTE_LENGTH: Final = 4000


def merge_note(stored: str, written: str, *, is_current: bool) -> str:
    """What a note says after ``written`` came. ``is_current``: it was written over what is ``stored``; else over
    something older, and both are kept, what came last below; sent twice it stands once."""
    if is_current or not stored or written.startswith(stored):
        return written
    return stored if _contains_note(stored, written) else f"{stored}\n\n{written}"


def _contains_note(stored: str, written: str) -> bool:
    return not written or written == stored or stored.endswith(f"\n\n{written}") or stored.startswith(written)


def parse_tap_time(text: str, clock: str, at: datetime) -> datetime | None:
    """From milliseconds since 1970, by a device that says ``clock`` ``at`` this moment; now for what is still to come,
    None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 15):
        return None
    try:
        return min(datetime.fromtimestamp(int(text) / 1000, UTC) - get_clock_error(clock, at), at)
    except OverflowError:
        return None
