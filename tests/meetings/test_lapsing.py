from __future__ import annotations

import datetime as dt

from app.meetings.lifecycle import get_reminder_time, is_expiring_soon

NOON = dt.datetime(2032, 3, 1, 12, tzinfo=dt.UTC)


def test_a_long_request_is_reminded_of_a_day_ahead_and_a_short_one_after_two_thirds():
    assert get_reminder_time(NOON, NOON + dt.timedelta(days=10)) == NOON + dt.timedelta(days=9)
    assert get_reminder_time(NOON, NOON + dt.timedelta(hours=6)) == NOON + dt.timedelta(hours=4)


def test_soon_is_from_the_reminder_to_the_end():
    end = NOON + dt.timedelta(hours=6)

    moments = [is_expiring_soon(NOON, end, now=NOON + dt.timedelta(hours=hours)) for hours in (3, 4, 5, 6)]

    assert moments == [False, True, True, False]
    assert not is_expiring_soon(NOON, None, now=NOON)
