"""A day before and after on one line each: where its bars lie, in the units of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.kernel.spans import Span

LEFT, RIGHT = 60.0, 1190.0


@dataclass(frozen=True, slots=True)
class Bar:
    """``x`` and ``width`` in units; ``is_mark``: meetings, not a break or a speech."""

    x: float
    width: float
    start: datetime
    is_mark: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """``hours``: full hours with where they stand."""

    was: tuple[Bar, ...]
    new: tuple[Bar, ...]
    hours: tuple[tuple[float, datetime], ...]


def chart_of(was: Sequence[tuple[Span, bool]], new: Sequence[tuple[Span, bool]], zone: ZoneInfo) -> Chart:
    """Spans with whether meetings are held in them; at least one."""
    begin = min(span.start for span, _mark in (*was, *new)).astimezone(zone).replace(minute=0, second=0)
    end = max(span.end for span, _mark in (*was, *new))
    length = (end - begin) / (RIGHT - LEFT)

    def at(moment: datetime) -> float:
        return round(LEFT + (moment - begin) / length, 1)

    def bars(spans: Sequence[tuple[Span, bool]]) -> tuple[Bar, ...]:
        found = ((at(span.start), at(span.end), span.start, mark) for span, mark in sorted(spans))
        return tuple(Bar(x, round(until - x, 1), start, mark) for x, until, start, mark in found)

    count = int((end - begin) / timedelta(hours=1)) + 1
    hours = tuple((at(hour), hour) for n in range(count) if (hour := begin + timedelta(hours=n)) <= end)
    return Chart(bars(was), bars(new), hours)
