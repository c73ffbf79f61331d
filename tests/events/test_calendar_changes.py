from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from app.core.localized import Localized
from app.events.calendar import BreakSpec, CalendarSpec, DaySpec, PlannedSlot, compare_slots, create_calendar

DAY = date(2032, 3, 18)
TEA = BreakSpec(Localized("Tea"), time(9, 30), time(10))


def slots(opens: int = 9, closes: int = 12, slot: int = 25, pause: int = 5, breaks=()) -> tuple[PlannedSlot, ...]:
    days = (DaySpec(DAY, time(opens), time(closes)),)
    return create_calendar(CalendarSpec(days, slot, pause, "Asia/Shanghai", tuple(breaks))).slots


def numbered(planned: tuple[PlannedSlot, ...]) -> dict[int, PlannedSlot]:
    return dict(enumerate(planned, start=1))


def test_the_same_calendar_changes_nothing():
    changes = compare_slots(numbered(slots()), slots())

    assert (list(changes.unchanged), changes.added, changes.removed) == ([1, 2, 3, 4, 5, 6], (), ())


def test_an_earlier_close_removes_the_last_slots():
    changes = compare_slots(numbered(slots()), slots(closes=11))

    assert (list(changes.unchanged), changes.removed, changes.added) == ([1, 2, 3, 4], (5, 6), ())


def test_a_new_break_takes_the_place_of_a_meeting():
    changes = compare_slots(numbered(slots(closes=11)), slots(closes=11, breaks=[TEA]))

    assert (list(changes.unchanged), changes.removed) == ([1, 3, 4], (2,))
    assert [slot.label for slot in changes.added] == [Localized("Tea")]


def test_a_shorter_meeting_at_the_same_times_keeps_what_is_booked():
    changes = compare_slots(numbered(slots(closes=10)), slots(closes=10, slot=20, pause=10))

    assert [slot.span.minutes for slot in changes.resized.values()] == [20, 20]
    assert (changes.unchanged, changes.removed, changes.added) == ({}, (), ())


def test_a_break_that_gets_another_name_is_kept():
    renamed = BreakSpec(Localized("Coffee"), TEA.starts, TEA.ends)

    changes = compare_slots(numbered(slots(closes=10, breaks=[TEA])), slots(closes=10, breaks=[renamed]))

    assert (changes.unchanged[2].label, changes.added, changes.removed) == (Localized("Coffee"), (), ())


@given(st.integers(8, 11), st.integers(12, 16), st.integers(10, 60), st.integers(0, 20))
def test_every_slot_is_accounted_for_once(opens, closes, slot, pause):
    old, new = numbered(slots()), slots(opens, closes, slot, pause)

    changes = compare_slots(old, new)

    assert sorted([*changes.unchanged, *changes.resized, *changes.removed]) == sorted(old)
    assert sorted([*changes.unchanged.values(), *changes.resized.values(), *changes.added]) == sorted(new)
