"""The clocks of a place as iCalendar tells them (RFC 5545, 3.6.5): one VTIMEZONE for the years that a text is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY: Final = timedelta(days=1)


@lru_cache(maxsize=64)
def clocks_of(zone: str, first_year: int, last_year: int) -> str:
    """The zone (an IANA name) from the first day of one year to the last of another, as lines: how its clocks stand at
    the beginning, and each time that they are set."""
    place = ZoneInfo(zone)
    made = Timezone()
    made.add("tzid", zone)
    begins = datetime(first_year, 1, 1, tzinfo=UTC)
    made.add_component(_observance(begins, begins.astimezone(place), place, since_ever=True))
    for at in _changes(place, begins, datetime(last_year + 1, 1, 1, tzinfo=UTC)):
        made.add_component(_observance(at, at.astimezone(place), place))
    return str(made.to_ical().decode())


def _observance(
    at: datetime, there: datetime, place: ZoneInfo, *, since_ever: bool = False
) -> TimezoneDaylight | TimezoneStandard:
    """How the clocks stand from ``at`` on; its DTSTART is read on the clocks as they stood before."""
    after = there.utcoffset() or timedelta()
    before = after if since_ever else ((at - timedelta(seconds=1)).astimezone(place).utcoffset() or timedelta())
    made = (TimezoneDaylight if there.dst() else TimezoneStandard)()
    made.add("dtstart", (at + before).replace(tzinfo=None))
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", after)
    made.add("tzname", there.tzname() or "")
    return made


def _changes(place: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The instants at which the clocks are set, to the second."""
    at = begins
    while at < ends:
        if at.astimezone(place).utcoffset() != (at + DAY).astimezone(place).utcoffset():
            yield _instant(place, at, at + DAY)
        at += DAY


def _instant(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if middle.astimezone(place).utcoffset() == old else (before, middle)
    return after
