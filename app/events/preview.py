"""What a description of an event comes to: times, tables, capacity, and what to know before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from app.core.clock import Span, get_zone, local_to_utc
from app.core.errors import Invalid
from app.core.localized import Localized
from app.events.calendar import (
    EventCalendar,
    EventFinding,
    FindingLevel,
    PlannedSlot,
    SlotKind,
    create_calendar,
    error_finding,
    look_finding,
    ok_finding,
)
from app.events.drafts import EVERYBODY, DraftItem, EventDraft
from app.events.rules import GroupRules, group_findings, limit_findings
from app.events.tables import parse_labels


@dataclass(frozen=True)
class HallCapacity:
    """Counts: slots that hold meetings, and tables."""

    meeting_slots: int
    tables: int

    @property
    def table_times(self) -> int:
        """The most meetings that can take place, one per table and slot."""
        return self.meeting_slots * self.tables

    def companies_with(self, meetings_each: int) -> int:
        """The most companies that can have this many meetings each, two companies to a meeting.

        0 where a company would need more slots than there are; ``meetings_each`` is at least 1.
        """
        if meetings_each > self.meeting_slots:
            return 0
        return 2 * self.table_times // meetings_each


def capacity_findings(
    capacity: HallCapacity, *, meetings_each: int, least_meetings: int | None = None, companies: int | None = None
) -> Iterable[EventFinding]:
    """What the figures mean, for the preview.

    ``meetings_each`` is the count to reckon with, ``firms`` how many are expected, where that is known. Codes:
    ``no_tables``, ``least_beyond_slots``, ``enough_for`` (ok) or ``too_few_for``.
    """
    if not capacity.tables:
        yield look_finding("no_tables")
    if least_meetings is not None and least_meetings > capacity.meeting_slots:
        yield look_finding("least_beyond_slots", least=least_meetings, slots=capacity.meeting_slots)
    if capacity.table_times:
        holds = capacity.companies_with(meetings_each)
        weigh, code = (ok_finding, "enough_for") if holds >= (companies or 1) else (look_finding, "too_few_for")
        yield weigh(code, firms=holds, meetings_each=meetings_each, expected=companies)


DEFAULT_MEETINGS: Final = 4
"""How many meetings a firm is reckoned with where no limit says otherwise."""


@dataclass(frozen=True)
class EventPreview:
    """``labels``: the tables of each zone in the order of the description; findings: errors first."""

    calendar: EventCalendar
    labels: tuple[tuple[str, ...], ...]
    capacity: HallCapacity
    findings: tuple[EventFinding, ...]

    @property
    def can_be_saved(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.level is not FindingLevel.ERROR for finding in self.findings)


def preview_event(draft: EventDraft, *, today: date | None = None, is_new: bool = False) -> EventPreview:
    """Lay out the whole description; a day before ``today`` is ``day_over`` (an error for a new event).

    Findings: those of the calendar, the labels (with ``zone``, its place from 0), the groups (with ``group``, ``one``,
    ``other`` in all languages), the limits, the capacity; ``meeting_above_run``; ``label_in_two_zones``;
    ``too_few_groups``, ``group_unnamed``, ``group_twice`` (errors); of the dates ``date_after_event`` and
    ``date_out_of_order`` (errors, with ``field`` and the ``earlier`` one); of the programme (with ``item``, its place
    from 0) ``item_empty`` (error), ``item_on_another_day``, ``item_keeps_from_meetings``.
    """
    calendar = create_calendar(draft.calendar)
    labels, wrong_labels = _tables_of_draft(draft)
    capacity = HallCapacity(len(calendar.meeting_slots), sum(map(len, labels)))
    findings = [
        *calendar.findings,
        *wrong_labels,
        *_group_findings(draft),
        *limit_findings(draft.limits),
        *_length_findings(draft),
        *_date_findings(draft),
        *_past_day_findings(draft, today, is_new=is_new),
        *_programme_findings(draft, calendar.meeting_slots),
        *_capacity_findings(draft, capacity),
    ]
    return EventPreview(calendar, labels, capacity, tuple(sorted(findings, key=_sort_weight)))


def _sort_weight(finding: EventFinding) -> int:
    return [FindingLevel.ERROR, FindingLevel.OK, FindingLevel.LOOK].index(finding.level)


def _tables_of_draft(draft: EventDraft) -> tuple[tuple[tuple[str, ...], ...], list[EventFinding]]:
    labels: list[tuple[str, ...]] = []
    findings: list[EventFinding] = []
    taken: set[str] = set()
    for place, zone in enumerate(draft.tables):
        read = parse_labels(zone.labels)
        findings += [error_finding(problem.code, zone=place, typed=problem.typed) for problem in read.problems]
        twice = [label for label in read.labels if label.casefold() in taken]
        findings += [error_finding("label_in_two_zones", zone=place, typed=label) for label in twice[:1]]
        labels.append(tuple(label for label in read.labels if label.casefold() not in taken))
        taken |= {label.casefold() for label in read.labels}
    return tuple(labels), findings


def _group_findings(draft: EventDraft) -> Iterator[EventFinding]:
    names, shown = [group.name for group in draft.groups], [group.names for group in draft.groups]
    if len(names) < 2:
        yield error_finding("too_few_groups")
    for place, name in enumerate(names):
        if not name:
            yield error_finding("group_unnamed", group=place)
        elif name.casefold() in (earlier.casefold() for earlier in names[:place]):
            yield error_finding("group_twice", group=place, name=shown[place])
    places = {group.key: place for place, group in enumerate(draft.groups)}
    pairs = {(places[asking], places[asked]) for asking, asked in draft.may_ask if asking in places and asked in places}
    seated = {places[key] for key in draft.seated if key in places}
    for finding in group_findings(places.values(), GroupRules(frozenset(pairs), frozenset(seated))):
        named = {word: shown[place] for word, place in finding.details.items() if isinstance(place, int)}
        yield EventFinding(finding.code, finding.level, {**finding.details, **named})


def _date_findings(draft: EventDraft) -> Iterator[EventFinding]:
    """One remark a date at most: it lies after the event, or before the one that must come earlier."""
    last = max((day.day for day in draft.days), default=None)
    chosen = [(name, on) for name, on in vars(draft.dates).items() if on is not None]
    for place, (name, on) in enumerate(chosen):
        earlier, before = chosen[place - 1] if place else ("", None)
        if last is not None and on > last:
            yield error_finding("date_after_event", field=name, day=on, last=last)
        elif before is not None and on < before:
            yield error_finding("date_out_of_order", field=name, day=on, earlier=earlier, before=before)


def _past_day_findings(draft: EventDraft, today: date | None, *, is_new: bool) -> Iterator[EventFinding]:
    for day in draft.days:
        if today is not None and day.day < today:
            yield (error_finding if is_new else look_finding)("day_over", day=day.day)


def _programme_findings(draft: EventDraft, slots: Iterable[PlannedSlot]) -> Iterator[EventFinding]:
    names = {group.key: group.names for group in draft.groups}
    days = {day.day for day in draft.days}
    for place, item in enumerate(draft.programme):
        if item.ends <= item.starts:
            yield error_finding("item_empty", item=place, starts=item.starts, ends=item.ends)
            continue
        if item.day is not None and item.day not in days:
            yield look_finding("item_on_another_day", item=place, title=item.title, day=item.day)
        span = _span_or_none(item, draft)
        blocked = sum(span.overlaps(slot.span) for slot in slots) if span and item.keeps_busy else 0
        if blocked:
            audience = None if item.audience == EVERYBODY else names.get(item.audience, Localized())
            yield look_finding(
                "item_keeps_from_meetings", item=place, title=item.title, times=blocked, audience=audience
            )


def _span_or_none(item: DraftItem, draft: EventDraft) -> Span | None:
    try:
        return span_of(item, draft)
    except Invalid:
        return None


def span_of(item: DraftItem, draft: EventDraft) -> Span:
    """The item's time in UTC; raises Invalid where the clocks change in it, or the event has no day."""
    day = item.day or draft.first_day
    if day is None:
        raise Invalid("no_day")
    return Span(local_to_utc(day, item.starts, draft.zone), local_to_utc(day, item.ends, draft.zone))


def _length_findings(draft: EventDraft) -> Iterable[EventFinding]:
    """A meeting that is longer than anybody may sit through; a firm may have a longest run of its own."""
    run, longest = draft.limits.longest_run, draft.longest_meeting
    if run is not None and 1 <= run < longest:
        yield look_finding("meeting_above_run", longest=longest, run=run)


def _capacity_findings(draft: EventDraft, capacity: HallCapacity) -> Iterable[EventFinding]:
    limits = draft.limits
    each = max(DEFAULT_MEETINGS, limits.least_meetings or 0)
    each = max(1, min(each, limits.most_meetings or each))
    return capacity_findings(capacity, meetings_each=each, least_meetings=limits.least_meetings)


DAY_FINDINGS: Final = frozenset(
    {"date_after_event", "item_on_another_day", "break_on_no_day", "time_skipped", "time_twice", "day_over"}
)
"""What is true or not with the day; where none is chosen it is not for saying."""


def without_day(preview: EventPreview) -> EventPreview:
    """The preview of a description whose only day stands for one that nobody has chosen: no finding tells of it."""
    findings = (finding for finding in preview.findings if finding.code not in DAY_FINDINGS)
    return replace(preview, findings=tuple(map(_without_day_named, findings)))


def _without_day_named(finding: EventFinding) -> EventFinding:
    return replace(finding, details={name: value for name, value in finding.details.items() if name != "day"})


@dataclass(frozen=True)
class PreviewRow:
    """A line of the preview: a time, or a break with its label."""

    starts_at: datetime
    ends_at: datetime
    label: Localized
    is_break: bool


def preview_rows(preview: EventPreview, zone: str) -> tuple[tuple[str, tuple[PreviewRow, ...]], ...]:
    """The lines by day (ISO date in the event's zone), in order of time."""
    rows: dict[str, list[PreviewRow]] = {}
    for slot in preview.calendar.slots:
        start = slot.span.start.astimezone(get_zone(zone))
        row = PreviewRow(start, slot.span.end.astimezone(start.tzinfo), slot.label, slot.kind is not SlotKind.MEETING)
        rows.setdefault(start.date().isoformat(), []).append(row)
    return tuple((day, tuple(lines)) for day, lines in rows.items())
