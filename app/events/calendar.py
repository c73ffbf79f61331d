"""The calendar of an event: hours and breaks, slots and their changes, half days, the timeline for guests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from app.core.clock import Span, get_zone, local_to_utc
from app.core.errors import Invalid
from app.core.localized import Localized


class FindingLevel(StrEnum):
    """How much a finding matters."""

    OK = "ok"  # good to know
    LOOK = "look"  # allowed, and perhaps not meant
    ERROR = "error"  # cannot be saved


@dataclass(frozen=True)
class EventFinding:
    """One remark: a stable code, its weight, and plain values that fill in the sentence."""

    code: str
    level: FindingLevel
    details: Mapping[str, object] = field(default_factory=dict)


def ok_finding(code: str, **details: object) -> EventFinding:
    """A remark that is good to know."""
    return EventFinding(code, FindingLevel.OK, details)


def look_finding(code: str, **details: object) -> EventFinding:
    """A remark that deserves a look before saving."""
    return EventFinding(code, FindingLevel.LOOK, details)


def error_finding(code: str, **details: object) -> EventFinding:
    """A remark that must be settled before saving."""
    return EventFinding(code, FindingLevel.ERROR, details)


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


def hours_findings(spec: CalendarSpec) -> Iterable[EventFinding]:
    """The errors of the description by itself, before anything is laid out.

    Codes: ``zone_unknown``, ``slot_minutes_out_of_range``, ``pause_minutes_out_of_range``, ``no_day``, ``day_twice``,
    ``closes_before_opens``, ``break_empty``, ``break_on_no_day``.
    """
    yield from _number_findings(spec)
    yield from _day_findings(spec)
    yield from _break_findings(spec)


def _number_findings(spec: CalendarSpec) -> Iterable[EventFinding]:
    try:
        get_zone(spec.zone)
    except Invalid as refused:
        yield error_finding(refused.code, **refused.details)
    for name, minutes, allowed in (
        ("slot_minutes", spec.slot_minutes, SLOT_MINUTES),
        ("pause_minutes", spec.pause_minutes, PAUSE_MINUTES),
    ):
        if minutes not in allowed:
            yield error_finding(f"{name}_out_of_range", minutes=minutes, least=allowed[0], most=allowed[-1])


def _day_findings(spec: CalendarSpec) -> Iterable[EventFinding]:
    if not spec.days:
        yield error_finding("no_day")
    earlier: set[date] = set()
    for day in spec.days:
        if day.day in earlier:
            yield error_finding("day_twice", day=day.day)
        elif day.closes <= day.opens:
            yield error_finding("closes_before_opens", day=day.day, opens=day.opens, closes=day.closes)
        earlier.add(day.day)


def _break_findings(spec: CalendarSpec) -> Iterable[EventFinding]:
    days = {day.day for day in spec.days}
    for pause in spec.breaks:
        if pause.ends <= pause.starts:
            yield error_finding("break_empty", label=pause.label, starts=pause.starts, ends=pause.ends)
        elif pause.day is not None and pause.day not in days:
            yield error_finding("break_on_no_day", label=pause.label, day=pause.day)


def valid_days(days: Iterable[DaySpec]) -> list[DaySpec]:
    """Days that open before they close, each date once (its first description)."""
    first: dict[date, DaySpec] = {}
    for day in days:
        first.setdefault(day.day, day)
    return [day for day in first.values() if day.opens < day.closes]


@dataclass(frozen=True, order=True)
class PlannedSlot:
    """One slot, in UTC. Ordered by time."""

    span: Span
    kind: SlotKind
    label: Localized = field(default_factory=Localized)


@dataclass(frozen=True)
class EventCalendar:
    """The slots in order of time, never overlapping, and what should be known about them."""

    slots: tuple[PlannedSlot, ...]
    findings: tuple[EventFinding, ...]

    @property
    def meeting_slots(self) -> tuple[PlannedSlot, ...]:
        """The slots that can hold meetings, in order of time."""
        return tuple(slot for slot in self.slots if slot.kind is SlotKind.MEETING)

    @property
    def can_be_saved(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.level is not FindingLevel.ERROR for finding in self.findings)


def create_calendar(spec: CalendarSpec) -> EventCalendar:
    """The slots that a description gives.

    Error findings: those of ``hours_findings``, ``breaks_overlap``, ``time_skipped`` and ``time_twice`` (the clocks
    change), ``no_meeting_slot``.
    To look at: ``break_outside_hours``, ``idle_before_break``. Good to know: ``idle_before_close``.
    """
    findings = list(hours_findings(spec))
    if any(finding.code in _FATAL_CODES for finding in findings):
        return EventCalendar((), tuple(findings))
    slots: list[PlannedSlot] = []
    for day in valid_days(spec.days):
        try:
            day_slots, day_findings = _slots_of_day(spec, day)
        except Invalid as refused:
            day_slots, day_findings = [], [error_finding(refused.code, **refused.details)]
        slots += day_slots
        findings += day_findings
    return EventCalendar(tuple(sorted(slots)), tuple(findings))


_FATAL_CODES: Final = {"zone_unknown", "slot_minutes_out_of_range", "pause_minutes_out_of_range"}


def _slots_of_day(spec: CalendarSpec, day: DaySpec) -> tuple[list[PlannedSlot], list[EventFinding]]:
    hours = Span(local_to_utc(day.day, day.opens, spec.zone), local_to_utc(day.day, day.closes, spec.zone))
    breaks, findings = _breaks_of_day(spec, day, hours)
    meetings: list[PlannedSlot] = []
    for stretch, before in _free_stretches(hours, breaks):
        slots, idle = _fill_stretch(stretch, spec.slot_minutes, spec.pause_minutes)
        meetings += slots
        findings += _idle_finding(idle, spec.pause_minutes if slots else 0, day, before)
    if not meetings:
        findings.append(error_finding("no_meeting_slot", day=day.day))
    return [*meetings, *breaks], findings


def _breaks_of_day(spec: CalendarSpec, day: DaySpec, hours: Span) -> tuple[list[PlannedSlot], list[EventFinding]]:
    """The breaks in order of time without those that overlap an earlier one, and what is odd about them."""
    breaks: list[PlannedSlot] = []
    findings: list[EventFinding] = []
    for planned in sorted(_planned_breaks(spec, day.day)):
        if breaks and planned.span.overlaps(breaks[-1].span):
            findings.append(error_finding("breaks_overlap", day=day.day, first=breaks[-1].label, second=planned.label))
            continue
        breaks.append(planned)
        if planned.kind is SlotKind.BREAK and not planned.span.overlaps(hours):
            findings.append(look_finding("break_outside_hours", day=day.day, label=planned.label))
    return breaks, findings


def _planned_breaks(spec: CalendarSpec, day: date) -> Iterable[PlannedSlot]:
    for pause in spec.breaks:
        if pause.starts < pause.ends and pause.day in (None, day):
            span = Span(local_to_utc(day, pause.starts, spec.zone), local_to_utc(day, pause.ends, spec.zone))
            yield PlannedSlot(span, pause.kind, pause.label)


def _free_stretches(hours: Span, breaks: list[PlannedSlot]) -> Iterable[tuple[Span, PlannedSlot | None]]:
    """The stretches left for meetings, each with the break that ends it (None: closing time)."""
    start = hours.start
    for pause in breaks:
        if not pause.span.overlaps(hours):
            continue
        if start < pause.span.start:
            yield Span(start, pause.span.start), pause
        start = pause.span.end
    if start < hours.end:
        yield Span(start, hours.end), None


def _fill_stretch(stretch: Span, slot_minutes: int, pause_minutes: int) -> tuple[list[PlannedSlot], int]:
    """As many slots as the stretch holds, from its start, and the minutes that stay empty at its end."""
    count = (stretch.minutes + pause_minutes) // (slot_minutes + pause_minutes)
    used = max(0, count * (slot_minutes + pause_minutes) - pause_minutes)
    starts: list[datetime] = [
        stretch.start + timedelta(minutes=n * (slot_minutes + pause_minutes)) for n in range(count)
    ]
    length = timedelta(minutes=slot_minutes)
    slots = [PlannedSlot(Span(start, start + length), SlotKind.MEETING) for start in starts]
    return slots, stretch.minutes - used


def _idle_finding(idle: int, expected: int, day: DaySpec, before: PlannedSlot | None) -> list[EventFinding]:
    """Idle minutes at the end of the day are always told; before a break only beyond the usual pause."""
    if before is None:
        return [ok_finding("idle_before_close", day=day.day, minutes=idle, closes=day.closes)] if idle else []
    if idle <= expected:
        return []
    return [look_finding("idle_before_break", day=day.day, minutes=idle, label=before.label, starts=before.span.start)]


KeyT = TypeVar("KeyT")


@dataclass(frozen=True)
class SlotChanges(Generic[KeyT]):
    """Every old slot stands in exactly one of ``unchanged``, ``resized`` and ``removed``.

    ``unchanged``: same time and kind (its label may be new) · ``resized``: same start and kind, another end; what is
    booked there can stay · ``removed``: keys of old slots; what is booked there loses its time · ``added``: in order
    of time.
    """

    unchanged: Mapping[KeyT, PlannedSlot]
    resized: Mapping[KeyT, PlannedSlot]
    removed: tuple[KeyT, ...]
    added: tuple[PlannedSlot, ...]


def compare_slots(old: Mapping[KeyT, PlannedSlot], new: Sequence[PlannedSlot]) -> SlotChanges[KeyT]:
    """Compare the slots that exist, by their keys, with those that a new calendar gives."""
    by_start = {(slot.span.start, slot.kind): slot for slot in new}
    unchanged: dict[KeyT, PlannedSlot] = {}
    resized: dict[KeyT, PlannedSlot] = {}
    removed: list[KeyT] = []
    for key, slot in old.items():
        successor = by_start.pop((slot.span.start, slot.kind), None)
        if successor is None:
            removed.append(key)
        elif successor.span == slot.span:
            unchanged[key] = successor
        else:
            resized[key] = successor
    return SlotChanges(unchanged, resized, tuple(removed), tuple(sorted(by_start.values())))


class TimelineEntryKind(StrEnum):
    MEETINGS = "meetings"
    BREAK = "break"
    ITEM = "item"


@dataclass(frozen=True)
class TimelineEntry:
    """An item has a title, a break its label as one, a stretch of meetings the ``times`` it holds.

    ``audience``: the group's name, None for everybody.
    """

    span: Span
    kind: TimelineEntryKind
    title: Localized | None = None
    place: Localized | None = None
    audience: Localized | None = None
    times: int = 0


def timeline(
    slots: Iterable[PlannedSlot], items: Iterable[TimelineEntry], zone: ZoneInfo
) -> tuple[tuple[date, tuple[TimelineEntry, ...]], ...]:
    """Everything by day of the zone, in order of time; what begins together stands with the longer first."""
    days: dict[date, list[TimelineEntry]] = {}
    entries = [*_stretches_between_breaks(sorted(slots), zone), *items]
    for entry in sorted(entries, key=lambda item: (item.span.start, -item.span.minutes)):
        days.setdefault(entry.span.start.astimezone(zone).date(), []).append(entry)
    return tuple((day, tuple(day_entries)) for day, day_entries in days.items())


def _stretches_between_breaks(slots: Sequence[PlannedSlot], zone: ZoneInfo) -> list[TimelineEntry]:
    """Breaks as they are; meetings that follow each other on a day without a break as one."""
    entries: list[TimelineEntry] = []
    for slot in slots:
        if slot.kind is not SlotKind.MEETING:
            entries.append(TimelineEntry(slot.span, TimelineEntryKind.BREAK, slot.label))
        elif (
            entries
            and entries[-1].kind is TimelineEntryKind.MEETINGS
            and _is_same_day(entries[-1].span, slot.span, zone)
        ):
            before = entries.pop()
            entries.append(
                TimelineEntry(
                    Span(before.span.start, slot.span.end), TimelineEntryKind.MEETINGS, times=before.times + 1
                )
            )
        else:
            entries.append(TimelineEntry(slot.span, TimelineEntryKind.MEETINGS, times=1))
    return entries


def _is_same_day(first: Span, second: Span, zone: ZoneInfo) -> bool:
    return first.start.astimezone(zone).date() == second.start.astimezone(zone).date()


NOON: Final = time(13)
"""From then on it is afternoon: a meeting over lunch belongs to the morning."""
DAY_HALVES: Final = ("am", "pm")


def list_half_days(days: Iterable[date]) -> list[str]:
    """The half days of these days, in order, each as ``2027-03-18 am``."""
    return [f"{day.isoformat()} {half}" for day in sorted(days) for half in DAY_HALVES]


def get_half_day(moment: datetime, zone: str) -> str:
    """The half day in which a moment lies, on the event's clocks."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.date().isoformat()} {DAY_HALVES[local.time() >= NOON]}"


def list_absent_half_days(days: Iterable[date], present: Iterable[str]) -> list[str]:
    """The half days of an event at which somebody is not there who is there at these."""
    there = set(present)
    return [half_day for half_day in list_half_days(days) if half_day not in there]
