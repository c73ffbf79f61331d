"""A day before and after on one line each, and what does not move with it: where all lies, in the units of the
picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.clock import Span

LEFT, RIGHT = 60.0, 1170.0
LETTER, WIDE = 9.0, 16.0
"""So wide is a letter, and one of Chinese, roughly."""
TURNS = 900.0
"""From here on words stand left of their line."""
ROWS = (72, 15)
"""Words beside lines stand in turn between the two days and above both: on no bar."""


@dataclass(frozen=True, slots=True)
class Bar:
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
        return sum(WIDE if ord(one) > 0x2E80 else LETTER for one in words) + 8 <= self.width


@dataclass(frozen=True, slots=True)
class Line:
    """Something that stays: a bus, a flight, the end of the hall. ``turns``: its words stand left of it, in ``y``."""

    x: float
    at: datetime
    word: str
    turns: bool
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """``hours``: full hours with where they stand."""

    was: tuple[Bar, ...]
    new: tuple[Bar, ...]
    hours: tuple[tuple[float, datetime], ...]
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """Something of the day: ``is_mark`` for meetings, else what the ``word`` says."""

    span: Span
    is_mark: bool = True
    word: str = ""


def chart_of(
    was: Sequence[Shown], new: Sequence[Shown], zone: ZoneInfo, stays: Sequence[tuple[datetime, str]] = ()
) -> Chart:
    """The day before and after, at least one thing in each; ``stays``: what does not move, with its words."""
    begin = min(one.span.start for one in (*was, *new)).astimezone(zone).replace(minute=0, second=0)
    end = max([one.span.end for one in (*was, *new)] + [moment for moment, _word in stays])
    length = (end - begin) / (RIGHT - LEFT)

    def at(moment: datetime) -> float:
        return round(LEFT + (moment - begin) / length, 1)

    def bars(shown: Sequence[Shown]) -> tuple[Bar, ...]:
        ordered = sorted(shown, key=lambda one: one.span)
        found = ((at(one.span.start), at(one.span.end), one) for one in ordered)
        return tuple(Bar(x, round(until - x, 1), one.span.start, one.is_mark, one.word) for x, until, one in found)

    count = int((end - begin) / timedelta(hours=1)) + 1
    hours = tuple((at(hour), hour) for n in range(count) if (hour := begin + timedelta(hours=n)) <= end)
    lines = tuple(
        Line(x, moment, word, x > TURNS, ROWS[number % len(ROWS)])
        for number, (moment, word) in enumerate(sorted(stays))
        for x in (at(moment),)
        if moment >= begin
    )
    return Chart(bars(was), bars(new), hours, lines)
