"""Stretches of time, half open: the start belongs to them, the end does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from app.kernel.errors import Invalid


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

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a moment; spans that only touch do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, moment: datetime) -> bool:
        """Whether the moment lies in the span, its end excluded."""
        return self.start <= moment < self.end

    def covers(self, other: "Span") -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: timedelta) -> Self:
        """The same length, earlier or later."""
        return type(self)(self.start + by, self.end + by)


def overlapping_pairs(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs of positions (low, high) whose spans share a moment, in ascending order; [] where all are apart."""
    by_start = sorted(range(len(spans)), key=lambda position: spans[position].start)
    pairs: list[tuple[int, int]] = []
    running: list[int] = []
    for position in by_start:
        running = [earlier for earlier in running if spans[earlier].end > spans[position].start]
        pairs += [(min(earlier, position), max(earlier, position)) for earlier in running]
        running.append(position)
    return sorted(pairs)
