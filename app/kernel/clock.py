"""Times as they are typed, stored and shown: typed 14:30 in the event's zone, stored in UTC, shown in 24 hours.

Nothing here reads the clock; whoever needs the present is given ``now``.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from app.kernel.errors import Invalid

# "14:30", "14.30", "14 h 30", "14h", "14点30分", "9"; full-width forms and odd spaces are folded before
_SEPARATED = re.compile(r"(\d{1,2})(?: ?[:.hH点时] ?(\d{2})? ?分?)?")
_BARE = re.compile(r"(\d{1,2})(\d{2})")
# the half of the day, before ("上午9:30") or after ("2:30 p.m."); it goes with hours 0 to 12 only
_HALF = re.compile(r"(?P<zh>上午|早上|下午|晚上)? ?(?P<time>[^a-zA-Z]*?) ?(?P<en>[aApP]\.?[mM]\.?)?")
_AFTERNOON = frozenset({"下午", "晚上"})


@cache
def zones() -> frozenset[str]:
    """The names of all time zones; asking the system reads its folders each time."""
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name such as ``Asia/Shanghai``; Invalid ``zone_unknown`` for any other text."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid("zone_unknown", zone=name) from None


def to_zone(moment: datetime, zone: ZoneInfo | str) -> datetime:
    """The same moment on the clocks of a zone; Invalid ``moment_naive`` for a datetime without zone."""
    if moment.utcoffset() is None:
        raise Invalid("moment_naive", moment=moment)
    return moment.astimezone(zone_named(zone) if isinstance(zone, str) else zone)


def parse_time(typed: str) -> time:
    """A typed time of day, 00:00 to 23:59, in whole minutes.

    Reads 14:30, 1430, 14.30, 14 h 30, 14h, 14：30, 14点30分, 9:05, 9, 2:30 PM and 下午2:30. Raises Invalid
    ``time_unreadable`` for anything else and ``time_out_of_range`` for 24:00, 12:60 or 14:30 PM.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).split())
    half, text = _half_of(text)
    found = _BARE.fullmatch(text) or _SEPARATED.fullmatch(text)
    if found is None:
        raise Invalid("time_unreadable", typed=typed)
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > (23 if half is None else 12) or minute > 59:
        raise Invalid("time_out_of_range", typed=typed)
    return time(hour if half is None else hour % 12 + half, minute)


def _half_of(text: str) -> tuple[int | None, str]:
    """The hours that the named half of the day adds (0 or 12; None: no half is named), and the time without it."""
    found = _HALF.fullmatch(text)
    if found is None or bool(found["zh"]) == bool(found["en"]):
        return None, text
    after = found["zh"] in _AFTERNOON or (found["en"] or "").lower().startswith("p")
    return (12 if after else 0), found["time"]


def format_time(moment: time | datetime) -> str:
    """The time of day as 14:30, of a datetime as its own zone shows it."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def local_to_utc(day: date, at: time, zone: ZoneInfo | str) -> datetime:
    """The moment, in UTC, at which the clocks of a zone show this day and time.

    Raises Invalid ``time_skipped`` where the clocks jump over it, and ``time_twice`` where they show it twice.
    """
    place = zone_named(zone) if isinstance(zone, str) else zone
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=place)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if first == second:
        return first
    skipped = first.astimezone(place).replace(tzinfo=None, fold=0) != wall.replace(tzinfo=None)
    raise Invalid("time_skipped" if skipped else "time_twice", day=day, time=format_time(at), zone=place.key)


def day_end(day: date, zone: ZoneInfo | str) -> datetime:
    """The moment, in UTC, at which the next day begins in a zone: what is "until" this day ends there."""
    place = zone_named(zone) if isinstance(zone, str) else zone
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=place).astimezone(UTC)
