"""Where a day of meetings stands at a moment: what runs, what comes next, two minutes left, a break, the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.core.clock import Span
from app.core.localized import Localized
from app.events.calendar import SlotKind

END_WARNING: Final = timedelta(minutes=2)
"""So long before its end a time is said to end."""
START_CALL: Final = timedelta(minutes=1)
"""For so long after its start a time is said to begin."""


class DayStage(StrEnum):
    """Where a day of meetings stands."""

    AHEAD = "ahead"  # none of this day has begun, or none is on this day
    BEGINS = "begins"  # a time has just begun
    RUNS = "runs"
    ENDS = "ends"  # it ends within two minutes
    BETWEEN = "between"  # the next begins in a moment
    BREAK = "break"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class DaySlot:
    """A slot of the event, by its id."""

    id: int
    span: Span
    kind: SlotKind = SlotKind.MEETING
    label: Localized = field(default_factory=Localized)


@dataclass(frozen=True, slots=True)
class DayMoment:
    """What is shown. ``shown``: the time that runs, else the next one, and the one after it; ``pause``: the break that
    is, or that comes next on this day; ``changes_at``: when another thing is to be said, None after the end."""

    stage: DayStage
    runs: DaySlot | None
    shown: tuple[DaySlot, ...]
    pause: DaySlot | None
    changes_at: datetime | None

    @property
    def next(self) -> DaySlot | None:
        """The time of meetings that comes after the one that runs."""
        rest = self.shown[1:] if self.runs is not None else self.shown
        return rest[0] if rest else None


def get_day_moment(times: Sequence[DaySlot], now: datetime, zone: ZoneInfo) -> DayMoment:
    """``times``: all slots of the event, which never overlap; days are those of the zone."""
    ordered = sorted(times, key=lambda time: time.span)
    meetings = [time for time in ordered if time.kind is SlotKind.MEETING and time.span.end > now]
    if not meetings:
        return DayMoment(DayStage.OVER, None, (), None, None)
    day = _get_local_day(meetings[0], zone)
    today = now.astimezone(zone).date()
    if day != today:
        return DayMoment(
            _get_stage_without_meetings(ordered, now, today, zone), None, (meetings[0],), None, meetings[0].span.start
        )
    shown = tuple(time for time in meetings[:2] if _get_local_day(time, zone) == day)
    runs = shown[0] if shown[0].span.contains(now) else None
    pause = _find_break(ordered, now, today, zone)
    stage = _get_stage(ordered, shown[0], runs, pause, now, zone)
    return DayMoment(stage, runs, shown, pause, _get_next_change(shown[0], runs, pause, now))


def _get_stage_without_meetings(ordered: Sequence[DaySlot], now: datetime, today: date, zone: ZoneInfo) -> DayStage:
    """Of a day on which no meeting is left, though another day has some."""
    was = any(
        slot.kind is SlotKind.MEETING and slot.span.end <= now and _get_local_day(slot, zone) == today
        for slot in ordered
    )
    return DayStage.OVER if was else DayStage.AHEAD


def _get_stage(
    ordered: Sequence[DaySlot],
    first: DaySlot,
    runs: DaySlot | None,
    pause: DaySlot | None,
    now: datetime,
    zone: ZoneInfo,
) -> DayStage:
    if runs is not None:
        if runs.span.end - now <= END_WARNING:
            return DayStage.ENDS
        return DayStage.BEGINS if now - runs.span.start < START_CALL else DayStage.RUNS
    if not any(
        slot.span.start <= now and _get_local_day(slot, zone) == _get_local_day(first, zone) for slot in ordered
    ):
        return DayStage.AHEAD
    return DayStage.BREAK if pause is not None and pause.span.start < first.span.start else DayStage.BETWEEN


def _find_break(ordered: Sequence[DaySlot], now: datetime, today: date, zone: ZoneInfo) -> DaySlot | None:
    left = (slot for slot in ordered if slot.kind is not SlotKind.MEETING and slot.span.end > now)
    return next((slot for slot in left if _get_local_day(slot, zone) == today), None)


def _get_next_change(first: DaySlot, runs: DaySlot | None, pause: DaySlot | None, now: datetime) -> datetime:
    """The next moment at which the stage is another one."""
    moments = [first.span.start]
    if pause is not None:
        moments += [pause.span.start, pause.span.end]
    if runs is not None:
        moments += [runs.span.start + START_CALL, runs.span.end - END_WARNING, runs.span.end]
    return min(moment for moment in moments if moment > now)


def _get_local_day(time: DaySlot, zone: ZoneInfo) -> date:
    return time.span.start.astimezone(zone).date()
