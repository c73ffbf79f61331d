from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from app.core.clock import Span
from app.core.localized import Localized
from app.events.calendar import DaySpec, TimelineEntry, TimelineEntryKind, create_calendar, timeline
from tests.events.drafts import DAY, usual

ZONE = ZoneInfo("Asia/Shanghai")


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(DAY, dt.time(hour, minute), tzinfo=ZONE).astimezone(dt.UTC)


def test_meetings_between_breaks_read_as_one_stretch():
    slots = create_calendar(usual().calendar).slots

    ((day, entries),) = timeline(slots, [], ZONE)

    assert day == DAY
    assert [(entry.kind, entry.times, entry.title) for entry in entries] == [
        (TimelineEntryKind.MEETINGS, 5, None),
        (TimelineEntryKind.BREAK, 0, Localized("Lunch, hall 2")),
        (TimelineEntryKind.MEETINGS, 3, None),
        (TimelineEntryKind.BREAK, 0, Localized("Tea, foyer")),
        (TimelineEntryKind.MEETINGS, 3, None),
    ]
    assert entries[0].span == Span(at(9, 30), at(11, 55))


def test_items_stand_among_the_meetings_the_longer_first():
    slots = create_calendar(usual(breaks=()).calendar).slots
    short = TimelineEntry(Span(at(9, 30), at(9, 40)), TimelineEntryKind.ITEM, Localized("Speech"))
    early = TimelineEntry(Span(at(9), at(9, 30)), TimelineEntryKind.ITEM, Localized("Welcome"))

    ((_day, entries),) = timeline(slots, [short, early], ZONE)

    assert [entry.title and entry.title.en for entry in entries] == ["Welcome", None, "Speech"]


def test_two_days_without_a_break_between_them_are_two_stretches():
    second = DaySpec(DAY + dt.timedelta(days=1), dt.time(9), dt.time(11))
    slots = create_calendar(usual(days=(*usual().days, second), breaks=()).calendar).slots

    days = timeline(slots, [], ZONE)

    assert [[entry.times for entry in entries] for _day, entries in days] == [[15], [4]]
