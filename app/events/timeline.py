"""The programme as guests read it: what happens when, with the meetings as stretches between their breaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.events.calendar import PlannedSlot
from app.events.hours import SlotKind
from app.kernel.localized import Localized
from app.kernel.spans import Span


class EntryKind(StrEnum):
    MEETINGS = "meetings"
    BREAK = "break"
    ITEM = "item"


@dataclass(frozen=True)
class Entry:
    """An item has a title, a break its label as one, a stretch of meetings the ``times`` it holds.

    ``audience``: the group's name, None for everybody.
    """

    span: Span
    kind: EntryKind
    title: Localized | None = None
    place: Localized | None = None
    audience: Localized | None = None
    times: int = 0


def timeline(
    slots: Iterable[PlannedSlot], items: Iterable[Entry], zone: ZoneInfo
) -> tuple[tuple[date, tuple[Entry, ...]], ...]:
    """Everything by day of the zone, in order of time; what begins together stands with the longer first."""
    days: dict[date, list[Entry]] = {}
    entries = [*_stretches(sorted(slots), zone), *items]
    for entry in sorted(entries, key=lambda one: (one.span.start, -one.span.minutes)):
        days.setdefault(entry.span.start.astimezone(zone).date(), []).append(entry)
    return tuple((day, tuple(found)) for day, found in days.items())


def _stretches(slots: Sequence[PlannedSlot], zone: ZoneInfo) -> list[Entry]:
    """Breaks as they are; meetings that follow each other on a day without a break as one."""
    found: list[Entry] = []
    for slot in slots:
        if slot.kind is not SlotKind.MEETING:
            found.append(Entry(slot.span, EntryKind.BREAK, slot.label))
        elif found and found[-1].kind is EntryKind.MEETINGS and _same_day(found[-1].span, slot.span, zone):
            before = found.pop()
            found.append(Entry(Span(before.span.start, slot.span.end), EntryKind.MEETINGS, times=before.times + 1))
        else:
            found.append(Entry(slot.span, EntryKind.MEETINGS, times=1))
    return found


def _same_day(one: Span, other: Span, zone: ZoneInfo) -> bool:
    return one.start.astimezone(zone).date() == other.start.astimezone(zone).date()
