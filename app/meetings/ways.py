"""The way from one meeting to the next: whether somebody goes to another table, and by when to leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from app.core.clock import Span
from app.core.localized import Localized

LINGERS: Final = timedelta(hours=1)
"""So long after a meeting somebody may still be at its table; later they come from wherever they went."""


class Pace(StrEnum):
    """How far it is."""

    STAY = "stay"  # the same table
    NEAR = "near"  # another table of the same zone
    WALK = "walk"  # a table of another zone


@dataclass(frozen=True, slots=True)
class Stop:
    """A meeting at a table; ``people``: who sits there, by any name that tells them apart."""

    meeting_id: int
    span: Span
    table: str
    zone: Localized
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Way:
    """How who sat at ``source`` comes to a meeting; ``walk``: how long it takes, nothing within a zone."""

    source: Stop
    pace: Pace
    walk: timedelta
    leave_at: datetime

    @property
    def is_tight(self) -> bool:
        """Whether the meeting before ends too late to be there in time."""
        return self.source.span.end > self.leave_at

    @property
    def is_from_table(self) -> bool:
        """Whether they leave from the table of the meeting before."""
        return self.leave_at - self.source.span.end <= LINGERS


def ways_of(stops: Iterable[Stop], *, walk: timedelta, zone: tzinfo) -> dict[int, Way]:
    """By meeting, the way to it from the last one before it on that day (of ``zone``) at which one of those sat who sit
    there; meetings before which nobody sat anywhere are absent. From one zone to another it takes ``walk``."""
    known = sorted(stops, key=lambda stop: stop.span)
    found = {}
    for stop in known:
        before = [one for one in known if _comes_before(one, stop, zone)]
        if before:
            found[stop.meeting_id] = _way(max(before, key=lambda one: one.span.end), stop, walk)
    return found


def _comes_before(one: Stop, stop: Stop, zone: tzinfo) -> bool:
    same_day = one.span.start.astimezone(zone).date() == stop.span.start.astimezone(zone).date()
    return same_day and one.span.end <= stop.span.start and bool(one.people & stop.people)


def _way(source: Stop, stop: Stop, walk: timedelta) -> Way:
    pace = Pace.NEAR if source.zone == stop.zone else Pace.WALK
    if source.table == stop.table:
        pace = Pace.STAY
    takes = walk if pace is Pace.WALK else timedelta()
    return Way(source, pace, takes, stop.span.start - takes)
