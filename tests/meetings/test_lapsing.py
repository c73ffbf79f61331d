from __future__ import annotations

import datetime as dt

from app.meetings.lapsing import lapses_soon, remind_at

NOON = dt.datetime(2032, 3, 1, 12, tzinfo=dt.UTC)


def test_a_long_request_is_reminded_of_a_day_ahead_and_a_short_one_after_two_thirds():
    assert remind_at(NOON, NOON + dt.timedelta(days=10)) == NOON + dt.timedelta(days=9)
    assert remind_at(NOON, NOON + dt.timedelta(hours=6)) == NOON + dt.timedelta(hours=4)


def test_soon_is_from_the_reminder_to_the_end():
    end = NOON + dt.timedelta(hours=6)

    moments = [lapses_soon(NOON, end, now=NOON + dt.timedelta(hours=hours)) for hours in (3, 4, 5, 6)]

    assert moments == [False, True, True, False]
    assert not lapses_soon(NOON, None, now=NOON)
