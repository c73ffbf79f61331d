from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.core.localized import Localized
from app.events.calendar import BreakSpec, DaySpec
from app.events.drafts import DraftGroup, DraftItem, EventDates, changed_parts, move_draft, rename_copy
from tests.events.drafts import DAY, PAIRS, usual

LATER = dt.date(2032, 9, 16)


def test_a_moved_event_shifts_every_date_by_as_much_as_its_first_day():
    second = DaySpec(DAY + dt.timedelta(days=1), dt.time(9), dt.time(12))
    dinner = DraftItem(Localized("Dinner"), dt.time(18), dt.time(20), day=DAY + dt.timedelta(days=1))
    draft = usual(
        days=(*usual().days, second), programme=(dinner,), dates=EventDates(requests_until=DAY - dt.timedelta(days=10))
    )

    moved = move_draft(draft, LATER)

    assert [day.day for day in moved.days] == [LATER, LATER + dt.timedelta(days=1)]
    assert moved.programme[0].day == LATER + dt.timedelta(days=1)
    assert moved.dates == EventDates(requests_until=LATER - dt.timedelta(days=10))


def test_the_groups_of_a_moved_event_are_new_and_named_the_same_everywhere():
    groups = (DraftGroup("12", "Singapore", id=12), DraftGroup("13", "Chongqing", id=13))
    tour = DraftItem(Localized("Tour"), dt.time(10), dt.time(11), audience="13")
    draft = usual(groups=groups, may_ask=frozenset({("12", "13")}), tables=(), programme=(tour,))

    moved = move_draft(draft, LATER)

    assert moved.groups == (DraftGroup("n0", "Singapore"), DraftGroup("n1", "Chongqing"))
    assert (moved.may_ask, moved.programme[0].audience) == (frozenset({("n0", "n1")}), "n1")


def test_seated_are_the_groups_that_keep_tables_somewhere():
    assert usual().seated == {"sg"}
    assert usual(tables=()).seated == frozenset()


def test_changed_parts_are_named_in_their_order():
    old = usual()

    assert changed_parts(old, old) == ()
    assert changed_parts(old, replace(old, walk_minutes=9, slug="x", may_ask=PAIRS | {("sg", "sg")})) == (
        "slug",
        "may_ask",
        "walk_minutes",
    )


@pytest.mark.parametrize(
    ("name", "year", "called"),
    [
        (Localized("Matching Day 2032", "对接会"), 2028, Localized("Matching Day 2028", "对接会 2028")),
        (Localized("Matching Day", "", "Rencontre"), 2032, Localized("Matching Day (copy)", "", "Rencontre (copie)")),
        (Localized("Matching Day 2032"), 2032, Localized("Matching Day 2032 (copy)")),
    ],
)
def test_the_name_of_a_copy_is_told_from_the_originals(name, year, called):
    assert rename_copy(name, DAY, dt.date(year, 9, 1)) == called


def test_a_break_of_one_day_moves_along_with_it():
    once = BreakSpec(Localized("Tour"), dt.time(15), dt.time(16), DAY)

    moved = move_draft(usual(breaks=(once,)), DAY + dt.timedelta(days=30))

    assert moved.breaks == (replace(once, day=DAY + dt.timedelta(days=30)),)
