"""The slots of an event, laid out from opening hours, slot length, pause and breaks.

All in one pass and without exceptions, so that a half-filled form can be previewed: what is wrong is left out of the
slots and told as a finding.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from app.events.findings import Finding, Level, error, look, ok
from app.events.hours import CalendarSpec, DaySpec, SlotKind, hours_findings, sound_days
from app.kernel.clock import local_to_utc
from app.kernel.errors import Invalid
from app.kernel.localized import Localized
from app.kernel.spans import Span


@dataclass(frozen=True, order=True)
class PlannedSlot:
    """One slot, in UTC. Ordered by time."""

    span: Span
    kind: SlotKind
    label: Localized = field(default_factory=Localized)


@dataclass(frozen=True)
class Calendar:
    """The slots in order of time, never overlapping, and what should be known about them."""

    slots: tuple[PlannedSlot, ...]
    findings: tuple[Finding, ...]

    @property
    def meeting_slots(self) -> tuple[PlannedSlot, ...]:
        """The slots that can hold meetings, in order of time."""
        return tuple(slot for slot in self.slots if slot.kind is SlotKind.MEETING)

    @property
    def can_be_saved(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.level is not Level.ERROR for finding in self.findings)


def lay_out(spec: CalendarSpec) -> Calendar:
    """The slots that a description gives.

    Error findings: those of ``hours_findings``, ``breaks_overlap``, ``time_skipped`` and ``time_twice`` (the clocks
    change), ``no_meeting_slot``.
    To look at: ``break_outside_hours``, ``idle_before_break``. Good to know: ``idle_before_close``.
    """
    findings = list(hours_findings(spec))
    if any(finding.code in _FATAL for finding in findings):
        return Calendar((), tuple(findings))
    slots: list[PlannedSlot] = []
    for day in sound_days(spec.days):
        try:
            laid, said = _lay_out_day(spec, day)
        except Invalid as refused:
            laid, said = [], [error(refused.code, **refused.details)]
        slots += laid
        findings += said
    return Calendar(tuple(sorted(slots)), tuple(findings))


_FATAL: Final = {"zone_unknown", "slot_minutes_out_of_range", "pause_minutes_out_of_range"}


def _lay_out_day(spec: CalendarSpec, day: DaySpec) -> tuple[list[PlannedSlot], list[Finding]]:
    hours = Span(local_to_utc(day.day, day.opens, spec.zone), local_to_utc(day.day, day.closes, spec.zone))
    breaks, findings = _breaks_of_day(spec, day, hours)
    meetings: list[PlannedSlot] = []
    for stretch, before in _between(hours, breaks):
        slots, idle = _fill(stretch, spec.slot_minutes, spec.pause_minutes)
        meetings += slots
        findings += _idle_finding(idle, spec.pause_minutes if slots else 0, day, before)
    if not meetings:
        findings.append(error("no_meeting_slot", day=day.day))
    return [*meetings, *breaks], findings


def _breaks_of_day(spec: CalendarSpec, day: DaySpec, hours: Span) -> tuple[list[PlannedSlot], list[Finding]]:
    """The breaks in order of time without those that overlap an earlier one, and what is odd about them."""
    kept: list[PlannedSlot] = []
    findings: list[Finding] = []
    for planned in sorted(_planned_breaks(spec, day.day)):
        if kept and planned.span.overlaps(kept[-1].span):
            findings.append(error("breaks_overlap", day=day.day, first=kept[-1].label, second=planned.label))
            continue
        kept.append(planned)
        if planned.kind is SlotKind.BREAK and not planned.span.overlaps(hours):
            findings.append(look("break_outside_hours", day=day.day, label=planned.label))
    return kept, findings


def _planned_breaks(spec: CalendarSpec, day: date) -> Iterable[PlannedSlot]:
    for pause in spec.breaks:
        if pause.starts < pause.ends and pause.day in (None, day):
            span = Span(local_to_utc(day, pause.starts, spec.zone), local_to_utc(day, pause.ends, spec.zone))
            yield PlannedSlot(span, pause.kind, pause.label)


def _between(hours: Span, breaks: list[PlannedSlot]) -> Iterable[tuple[Span, PlannedSlot | None]]:
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


def _fill(stretch: Span, slot_minutes: int, pause_minutes: int) -> tuple[list[PlannedSlot], int]:
    """As many slots as the stretch holds, from its start, and the minutes that stay empty at its end."""
    count = (stretch.minutes + pause_minutes) // (slot_minutes + pause_minutes)
    used = max(0, count * (slot_minutes + pause_minutes) - pause_minutes)
    starts: list[datetime] = [
        stretch.start + timedelta(minutes=n * (slot_minutes + pause_minutes)) for n in range(count)
    ]
    length = timedelta(minutes=slot_minutes)
    slots = [PlannedSlot(Span(start, start + length), SlotKind.MEETING) for start in starts]
    return slots, stretch.minutes - used


def _idle_finding(idle: int, expected: int, day: DaySpec, before: PlannedSlot | None) -> list[Finding]:
    """Idle minutes at the end of the day are always told; before a break only beyond the usual pause."""
    if before is None:
        return [ok("idle_before_close", day=day.day, minutes=idle, closes=day.closes)] if idle else []
    if idle <= expected:
        return []
    return [look("idle_before_break", day=day.day, minutes=idle, label=before.label, starts=before.span.start)]
