"""How an agenda is parted into pictures: one a day, several where a day is long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

MOST_LINES: Final = 20
"""So many a phone shows without making them too small; a day of more is parted evenly."""


class Shown(Protocol):
    """A line of an agenda; ``is_fixed``: something takes place then; ``is_own``: and it is no mere break."""

    @property
    def is_fixed(self) -> bool: ...

    @property
    def is_own(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture: ``part`` (from 1) of the ``parts`` of a day."""

    day: date
    part: int
    parts: int
    lines: Sequence[Any]


def sheets_of(days: Iterable[tuple[date, Sequence[Shown]]]) -> list[Sheet]:
    """What takes place on each day; free times are left out, and days that hold nothing but breaks."""
    return [sheet for day, lines in days if any(one.is_own for one in lines) for sheet in _of_day(day, lines)]


def _of_day(day: date, lines: Sequence[Shown]) -> list[Sheet]:
    fixed = [one for one in lines if one.is_fixed]
    parts = -(-len(fixed) // MOST_LINES)
    each = -(-len(fixed) // parts)
    return [Sheet(day, part + 1, parts, fixed[part * each : (part + 1) * each]) for part in range(parts)]
