"""Times as typed, stored (UTC) and shown (in the event's zone); half-open spans of time. Reads no clock."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from app.core.errors import Invalid

# "14:30", "14.30", "14 h 30", "14h", "14点30分", "9"; full-width forms and odd spaces are folded before
_SEPARATED_TIME = re.compile(r"(\d{1,2})(?: ?[:.hH点时] ?(\d{2})? ?分?)?")
_BARE_TIME = re.compile(r"(\d{1,2})(\d{2})")
# the half of the day, before ("上午9:30") or after ("2:30 p.m."); it goes with hours 0 to 12 only
_HALF_DAY = re.compile(r"(?P<zh>上午|早上|下午|晚上)? ?(?P<time>[^a-zA-Z]*?) ?(?P<en>[aApP]\.?[mM]\.?)?")
_AFTERNOON = frozenset({"下午", "晚上"})


@cache
def zone_names() -> frozenset[str]:
    """The names of all time zones; asking the system reads its folders each time."""
    return frozenset(available_timezones())


def get_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as ``Asia/Shanghai``; Invalid ``zone_unknown`` for any other text."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid("zone_unknown", zone=name) from None


def to_zone(moment: datetime, zone: ZoneInfo | str) -> datetime:
    """The same moment on the clocks of a zone; Invalid ``moment_naive`` for a datetime without zone."""
    if moment.utcoffset() is None:
        raise Invalid("moment_naive", moment=moment)
    return moment.astimezone(get_zone(zone) if isinstance(zone, str) else zone)


def parse_time(typed: str) -> time:
    """A typed time of day, 00:00 to 23:59, in whole minutes.

    Reads 14:30, 1430, 14.30, 14 h 30, 14h, 14：30, 14点30分, 9:05, 9, 2:30 PM and 下午2:30. Raises Invalid
    ``time_unreadable`` for anything else and ``time_out_of_range`` for 24:00, 12:60 or 14:30 PM.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).split())
    half, text = _split_half_day(text)
    match = _BARE_TIME.fullmatch(text) or _SEPARATED_TIME.fullmatch(text)
    if match is None:
        raise Invalid("time_unreadable", typed=typed)
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > (23 if half is None else 12) or minute > 59:
        raise Invalid("time_out_of_range", typed=typed)
    return time(hour if half is None else hour % 12 + half, minute)


def _split_half_day(text: str) -> tuple[int | None, str]:
    """The hours that the named half of the day adds (0 or 12; None: no half is named), and the time without it."""
    match = _HALF_DAY.fullmatch(text)
    if match is None or bool(match["zh"]) == bool(match["en"]):
        return None, text
    after = match["zh"] in _AFTERNOON or (match["en"] or "").lower().startswith("p")
    return (12 if after else 0), match["time"]


def format_time(moment: time | datetime) -> str:
    """The time of day as 14:30, of a datetime as its own zone shows it."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def local_to_utc(day: date, at: time, zone: ZoneInfo | str) -> datetime:
    """The moment, in UTC, at which the clocks of a zone show this day and time.

    Raises Invalid ``time_skipped`` where the clocks jump over it, and ``time_twice`` where they show it twice.
    """
    place = get_zone(zone) if isinstance(zone, str) else zone
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=place)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if first == second:
        return first
    skipped = first.astimezone(place).replace(tzinfo=None, fold=0) != wall.replace(tzinfo=None)
    raise Invalid("time_skipped" if skipped else "time_twice", day=day, time=format_time(at), zone=place.key)


def day_end(day: date, zone: ZoneInfo | str) -> datetime:
    """The moment, in UTC, at which the next day begins in a zone: what is "until" this day ends there."""
    place = get_zone(zone) if isinstance(zone, str) else zone
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=place).astimezone(UTC)


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """From ``start`` up to, not including, ``end``: aware datetimes, start before end.

    Raises Invalid ``span_naive`` for datetimes without zone and ``span_empty`` where the end is not after the start.
    Spans are ordered by start, then end.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise Invalid("span_naive")
        if self.end <= self.start:
            raise Invalid("span_empty", start=self.start, end=self.end)

    @property
    def length(self) -> timedelta:
        """Elapsed time, the same on the days when the clocks change."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """Elapsed whole minutes."""
        return int(self.length.total_seconds() // 60)

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a moment; spans that only touch do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, moment: datetime) -> bool:
        """Whether the moment lies in the span, its end excluded."""
        return self.start <= moment < self.end

    def covers(self, other: Span) -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: timedelta) -> Self:
        """The same length, earlier or later."""
        return type(self)(self.start + by, self.end + by)
