"""What a description of an event comes to: its times, its tables, and what should be known before it is saved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from app.events.calendar import Calendar, PlannedSlot, lay_out
from app.events.capacity import Capacity, capacity_findings
from app.events.drafts import EVERYBODY, DraftItem, EventDraft
from app.events.findings import Finding, Level, error, look
from app.events.hours import SlotKind
from app.events.rules import GroupRules, group_findings, limit_findings
from app.events.table_labels import read_labels
from app.kernel.clock import local_to_utc, zone_named
from app.kernel.errors import Invalid
from app.kernel.localized import Localized
from app.kernel.spans import Span

USUAL_MEETINGS: Final = 4
"""How many meetings a firm is reckoned with where no limit says otherwise."""


@dataclass(frozen=True)
class Preview:
    """``labels``: the tables of each zone in the order of the description; findings: errors first."""

    calendar: Calendar
    labels: tuple[tuple[str, ...], ...]
    capacity: Capacity
    findings: tuple[Finding, ...]

    @property
    def can_be_saved(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.level is not Level.ERROR for finding in self.findings)


def preview_of(draft: EventDraft, *, today: date | None = None, is_new: bool = False) -> Preview:
    """Lay out the whole description; a day before ``today`` is ``day_over`` (an error for a new event).

    Findings: those of the calendar, the labels (with ``zone``, its place from 0), the groups (with ``group``, ``one``,
    ``other`` in all languages), the limits, the capacity; ``meeting_above_run``; ``label_in_two_zones``;
    ``too_few_groups``, ``group_unnamed``, ``group_twice`` (errors); of the dates ``date_after_event`` and
    ``date_out_of_order`` (errors, with ``field`` and the ``earlier`` one); of the programme (with ``item``, its place
    from 0) ``item_empty`` (error), ``item_on_another_day``, ``item_keeps_from_meetings``.
    """
    calendar = lay_out(draft.calendar)
    labels, wrong_labels = _tables(draft)
    capacity = Capacity(len(calendar.meeting_slots), sum(map(len, labels)))
    findings = [
        *calendar.findings,
        *wrong_labels,
        *_group_findings(draft),
        *limit_findings(draft.limits),
        *_length_findings(draft),
        *_date_findings(draft),
        *_past_findings(draft, today, is_new=is_new),
        *_programme_findings(draft, calendar.meeting_slots),
        *_capacity_findings(draft, capacity),
    ]
    return Preview(calendar, labels, capacity, tuple(sorted(findings, key=_weight)))


def _weight(finding: Finding) -> int:
    return [Level.ERROR, Level.OK, Level.LOOK].index(finding.level)


def _tables(draft: EventDraft) -> tuple[tuple[tuple[str, ...], ...], list[Finding]]:
    labels: list[tuple[str, ...]] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    for place, zone in enumerate(draft.tables):
        read = read_labels(zone.labels)
        findings += [error(problem.code, zone=place, typed=problem.typed) for problem in read.problems]
        twice = [label for label in read.labels if label.casefold() in seen]
        findings += [error("label_in_two_zones", zone=place, typed=label) for label in twice[:1]]
        labels.append(tuple(label for label in read.labels if label.casefold() not in seen))
        seen |= {label.casefold() for label in read.labels}
    return tuple(labels), findings


def _group_findings(draft: EventDraft) -> Iterator[Finding]:
    names, shown = [group.name for group in draft.groups], [group.names for group in draft.groups]
    if len(names) < 2:
        yield error("too_few_groups")
    for place, name in enumerate(names):
        if not name:
            yield error("group_unnamed", group=place)
        elif name.casefold() in (earlier.casefold() for earlier in names[:place]):
            yield error("group_twice", group=place, name=shown[place])
    places = {group.key: place for place, group in enumerate(draft.groups)}
    pairs = {(places[one], places[other]) for one, other in draft.may_ask if one in places and other in places}
    seated = {places[key] for key in draft.seated if key in places}
    for finding in group_findings(places.values(), GroupRules(frozenset(pairs), frozenset(seated))):
        named = {word: shown[place] for word, place in finding.details.items() if isinstance(place, int)}
        yield Finding(finding.code, finding.level, {**finding.details, **named})


def _date_findings(draft: EventDraft) -> Iterator[Finding]:
    """One remark a date at most: it lies after the event, or before the one that must come earlier."""
    last = max((day.day for day in draft.days), default=None)
    chosen = [(name, on) for name, on in vars(draft.dates).items() if on is not None]
    for place, (name, on) in enumerate(chosen):
        earlier, before = chosen[place - 1] if place else ("", None)
        if last is not None and on > last:
            yield error("date_after_event", field=name, day=on, last=last)
        elif before is not None and on < before:
            yield error("date_out_of_order", field=name, day=on, earlier=earlier, before=before)


def _past_findings(draft: EventDraft, today: date | None, *, is_new: bool) -> Iterator[Finding]:
    for day in draft.days:
        if today is not None and day.day < today:
            yield (error if is_new else look)("day_over", day=day.day)


def _programme_findings(draft: EventDraft, slots: Iterable[PlannedSlot]) -> Iterator[Finding]:
    names = {group.key: group.names for group in draft.groups}
    days = {day.day for day in draft.days}
    for place, item in enumerate(draft.programme):
        if item.ends <= item.starts:
            yield error("item_empty", item=place, starts=item.starts, ends=item.ends)
            continue
        if item.day is not None and item.day not in days:
            yield look("item_on_another_day", item=place, title=item.title, day=item.day)
        span = _span_if_sound(item, draft)
        kept = sum(span.overlaps(slot.span) for slot in slots) if span and item.keeps_busy else 0
        if kept:
            audience = None if item.audience == EVERYBODY else names.get(item.audience, Localized())
            yield look("item_keeps_from_meetings", item=place, title=item.title, times=kept, audience=audience)


def _span_if_sound(item: DraftItem, draft: EventDraft) -> Span | None:
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


def _length_findings(draft: EventDraft) -> Iterable[Finding]:
    """A meeting that is longer than anybody may sit through; a firm may have a longest run of its own."""
    run, longest = draft.limits.longest_run, draft.longest_meeting
    if run is not None and 1 <= run < longest:
        yield look("meeting_above_run", longest=longest, run=run)


def _capacity_findings(draft: EventDraft, capacity: Capacity) -> Iterable[Finding]:
    limits = draft.limits
    each = max(USUAL_MEETINGS, limits.least_meetings or 0)
    each = max(1, min(each, limits.most_meetings or each))
    return capacity_findings(capacity, meetings_each=each, least_meetings=limits.least_meetings)


OF_A_DAY: Final = frozenset(
    {"date_after_event", "item_on_another_day", "break_on_no_day", "time_skipped", "time_twice", "day_over"}
)
"""What is true or not with the day; where none is chosen it is not for saying."""


def without_day(preview: Preview) -> Preview:
    """The preview of a description whose only day stands for one that nobody has chosen: no finding tells of it."""
    told = (finding for finding in preview.findings if finding.code not in OF_A_DAY)
    return replace(preview, findings=tuple(map(_undated, told)))


def _undated(finding: Finding) -> Finding:
    return replace(finding, details={name: value for name, value in finding.details.items() if name != "day"})


@dataclass(frozen=True)
class PreviewRow:
    """A line of the preview: a time, or a break with its label."""

    starts_at: datetime
    ends_at: datetime
    label: Localized
    is_break: bool


def preview_rows(preview: Preview, zone: str) -> tuple[tuple[str, tuple[PreviewRow, ...]], ...]:
    """The lines by day (ISO date in the event's zone), in order of time."""
    rows: dict[str, list[PreviewRow]] = {}
    for slot in preview.calendar.slots:
        start = slot.span.start.astimezone(zone_named(zone))
        row = PreviewRow(start, slot.span.end.astimezone(start.tzinfo), slot.label, slot.kind is not SlotKind.MEETING)
        rows.setdefault(start.date().isoformat(), []).append(row)
    return tuple((day, tuple(lines)) for day, lines in rows.items())
