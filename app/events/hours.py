"""Days, opening hours, lengths and breaks as an organizer types them, and what is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from app.events.findings import Finding, error
from app.kernel.clock import zone_named
from app.kernel.errors import Invalid
from app.kernel.localized import Localized

SLOT_MINUTES: Final = range(5, 241)
PAUSE_MINUTES: Final = range(121)


class SlotKind(StrEnum):
    """What a slot is for; meetings are placed in the first kind alone."""

    MEETING = "meeting"
    BREAK = "break"
    PLENARY = "plenary"


@dataclass(frozen=True)
class DaySpec:
    """One day of meetings, in the event's own time: the first may start at ``opens``, the last ends by ``closes``."""

    day: date
    opens: time
    closes: time


@dataclass(frozen=True)
class BreakSpec:
    """A time without meetings, in the event's own time, on one day or (``day`` None) on every day."""

    label: Localized
    starts: time
    ends: time
    day: date | None = None
    kind: SlotKind = SlotKind.BREAK


@dataclass(frozen=True)
class CalendarSpec:
    """What the organizer typed. ``zone`` is an IANA name, the lengths are whole minutes."""

    days: tuple[DaySpec, ...]
    slot_minutes: int
    pause_minutes: int
    zone: str
    breaks: tuple[BreakSpec, ...] = ()


def hours_findings(spec: CalendarSpec) -> Iterable[Finding]:
    """The errors of the description by itself, before anything is laid out.

    Codes: ``zone_unknown``, ``slot_minutes_out_of_range``, ``pause_minutes_out_of_range``, ``no_day``, ``day_twice``,
    ``closes_before_opens``, ``break_empty``, ``break_on_no_day``.
    """
    yield from _wrong_numbers(spec)
    yield from _wrong_days(spec)
    yield from _wrong_breaks(spec)


def _wrong_numbers(spec: CalendarSpec) -> Iterable[Finding]:
    try:
        zone_named(spec.zone)
    except Invalid as refused:
        yield error(refused.code, **refused.details)
    for name, minutes, allowed in (
        ("slot_minutes", spec.slot_minutes, SLOT_MINUTES),
        ("pause_minutes", spec.pause_minutes, PAUSE_MINUTES),
    ):
        if minutes not in allowed:
            yield error(f"{name}_out_of_range", minutes=minutes, least=allowed[0], most=allowed[-1])


def _wrong_days(spec: CalendarSpec) -> Iterable[Finding]:
    if not spec.days:
        yield error("no_day")
    seen: set[date] = set()
    for day in spec.days:
        if day.day in seen:
            yield error("day_twice", day=day.day)
        elif day.closes <= day.opens:
            yield error("closes_before_opens", day=day.day, opens=day.opens, closes=day.closes)
        seen.add(day.day)


def _wrong_breaks(spec: CalendarSpec) -> Iterable[Finding]:
    days = {day.day for day in spec.days}
    for pause in spec.breaks:
        if pause.ends <= pause.starts:
            yield error("break_empty", label=pause.label, starts=pause.starts, ends=pause.ends)
        elif pause.day is not None and pause.day not in days:
            yield error("break_on_no_day", label=pause.label, day=pause.day)


def sound_days(days: Iterable[DaySpec]) -> list[DaySpec]:
    """Days that open before they close, each date once (its first description)."""
    first: dict[date, DaySpec] = {}
    for day in days:
        first.setdefault(day.day, day)
    return [day for day in first.values() if day.opens < day.closes]
