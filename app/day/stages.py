"""What a screen in the hall says at a moment: what runs, what comes, two minutes left, a break, the end."""

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

WARNING: Final = timedelta(minutes=2)
"""So long before its end a time is said to end."""
CALL: Final = timedelta(minutes=1)
"""For so long after its start a time is said to begin."""


class Stage(StrEnum):
    """Where a day of meetings stands."""

    AHEAD = "ahead"  # none of this day has begun, or none is on this day
    BEGINS = "begins"  # a time has just begun
    RUNS = "runs"
    ENDS = "ends"  # it ends within two minutes
    BETWEEN = "between"  # the next begins in a moment
    BREAK = "break"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Time:
    """A slot of the event, by its id."""

    id: int
    span: Span
    kind: SlotKind = SlotKind.MEETING
    label: Localized = field(default_factory=Localized)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is shown. ``shown``: the time that runs, else the next one, and the one after it; ``pause``: the break that
    is, or that comes next on this day; ``changes_at``: when another thing is to be said, None after the end."""

    stage: Stage
    runs: Time | None
    shown: tuple[Time, ...]
    pause: Time | None
    changes_at: datetime | None

    @property
    def next(self) -> Time | None:
        """The time of meetings that comes after the one that runs."""
        rest = self.shown[1:] if self.runs is not None else self.shown
        return rest[0] if rest else None


def moment_of(times: Sequence[Time], now: datetime, zone: ZoneInfo) -> Moment:
    """``times``: all slots of the event, which never overlap; days are those of the zone."""
    ordered = sorted(times, key=lambda time: time.span)
    meetings = [time for time in ordered if time.kind is SlotKind.MEETING and time.span.end > now]
    if not meetings:
        return Moment(Stage.OVER, None, (), None, None)
    day = _day(meetings[0], zone)
    today = now.astimezone(zone).date()
    if day != today:
        return Moment(_without_meetings(ordered, now, today, zone), None, (meetings[0],), None, meetings[0].span.start)
    shown = tuple(time for time in meetings[:2] if _day(time, zone) == day)
    runs = shown[0] if shown[0].span.contains(now) else None
    pause = _pause(ordered, now, today, zone)
    stage = _stage(ordered, shown[0], runs, pause, now, zone)
    return Moment(stage, runs, shown, pause, _change(shown[0], runs, pause, now))


def _without_meetings(ordered: Sequence[Time], now: datetime, today: date, zone: ZoneInfo) -> Stage:
    """Of a day on which no meeting is left, though another day has some."""
    was = any(one.kind is SlotKind.MEETING and one.span.end <= now and _day(one, zone) == today for one in ordered)
    return Stage.OVER if was else Stage.AHEAD


def _stage(
    ordered: Sequence[Time], first: Time, runs: Time | None, pause: Time | None, now: datetime, zone: ZoneInfo
) -> Stage:
    if runs is not None:
        if runs.span.end - now <= WARNING:
            return Stage.ENDS
        return Stage.BEGINS if now - runs.span.start < CALL else Stage.RUNS
    if not any(one.span.start <= now and _day(one, zone) == _day(first, zone) for one in ordered):
        return Stage.AHEAD
    return Stage.BREAK if pause is not None and pause.span.start < first.span.start else Stage.BETWEEN


def _pause(ordered: Sequence[Time], now: datetime, today: date, zone: ZoneInfo) -> Time | None:
    left = (one for one in ordered if one.kind is not SlotKind.MEETING and one.span.end > now)
    return next((one for one in left if _day(one, zone) == today), None)


def _change(first: Time, runs: Time | None, pause: Time | None, now: datetime) -> datetime:
    """The next moment at which the stage is another one."""
    moments = [first.span.start]
    if pause is not None:
        moments += [pause.span.start, pause.span.end]
    if runs is not None:
        moments += [runs.span.start + CALL, runs.span.end - WARNING, runs.span.end]
    return min(one for one in moments if one > now)


def _day(time: Time, zone: ZoneInfo) -> date:
    return time.span.start.astimezone(zone).date()
