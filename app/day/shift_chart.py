"""A day before and after a shift as a chart: the positions of its bars and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.clock import Span

CHART_LEFT, CHART_RIGHT = 60.0, 1170.0
LATIN_WIDTH, CHINESE_WIDTH = 9.0, 16.0
"""So wide is a letter, and one of Chinese, roughly."""
LABEL_TURN_X = 900.0
"""From here on words stand left of their line."""
LABEL_ROWS = (72, 15)
"""Words beside lines stand in turn between the two days and above both: on no bar."""


@dataclass(frozen=True, slots=True)
class ChartBar:
    """``x`` and ``width`` in units; ``is_mark``: meetings, not a break or a speech, of which ``word`` says which."""

    x: float
    width: float
    start: datetime
    is_mark: bool
    word: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    def holds(self, words: str) -> bool:
        """Whether so many words have room in it."""
        return sum(CHINESE_WIDTH if ord(character) > 0x2E80 else LATIN_WIDTH for character in words) + 8 <= self.width


@dataclass(frozen=True, slots=True)
class ChartLine:
    """Something that stays: a bus, a flight, the end of the hall. ``turns``: its words stand left of it, in ``y``."""

    x: float
    at: datetime
    word: str
    turns: bool
    y: int


@dataclass(frozen=True, slots=True)
class ShiftChart:
    """``hours``: full hours with where they stand."""

    was: tuple[ChartBar, ...]
    new: tuple[ChartBar, ...]
    hours: tuple[tuple[float, datetime], ...]
    lines: tuple[ChartLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartSpan:
    """Something of the day: ``is_mark`` for meetings, else what the ``word`` says."""

    span: Span
    is_mark: bool = True
    word: str = ""


def create_chart(
    was: Sequence[ChartSpan], new: Sequence[ChartSpan], zone: ZoneInfo, stays: Sequence[tuple[datetime, str]] = ()
) -> ShiftChart:
    """The day before and after, at least one thing in each; ``stays``: what does not move, with its words."""
    begin = min(chart_span.span.start for chart_span in (*was, *new)).astimezone(zone).replace(minute=0, second=0)
    end = max([chart_span.span.end for chart_span in (*was, *new)] + [moment for moment, _word in stays])
    length = (end - begin) / (CHART_RIGHT - CHART_LEFT)

    def at(moment: datetime) -> float:
        return round(CHART_LEFT + (moment - begin) / length, 1)

    def bars(shown: Sequence[ChartSpan]) -> tuple[ChartBar, ...]:
        ordered = sorted(shown, key=lambda chart_span: chart_span.span)
        placed = ((at(chart_span.span.start), at(chart_span.span.end), chart_span) for chart_span in ordered)
        return tuple(
            ChartBar(x, round(until - x, 1), chart_span.span.start, chart_span.is_mark, chart_span.word)
            for x, until, chart_span in placed
        )

    count = int((end - begin) / timedelta(hours=1)) + 1
    hours = tuple((at(hour), hour) for n in range(count) if (hour := begin + timedelta(hours=n)) <= end)
    lines = tuple(
        ChartLine(x, moment, word, x > LABEL_TURN_X, LABEL_ROWS[number % len(LABEL_ROWS)])
        for number, (moment, word) in enumerate(sorted(stays))
        for x in (at(moment),)
        if moment >= begin
    )
    return ShiftChart(bars(was), bars(new), hours, lines)
