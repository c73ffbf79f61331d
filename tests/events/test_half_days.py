"""Half days of an event, on its own clocks."""

from __future__ import annotations

import datetime as dt

from app.events.calendar import get_half_day, list_absent_half_days, list_half_days

DAYS = [dt.date(2032, 3, 19), dt.date(2032, 3, 18)]


def test_each_day_has_a_morning_and_an_afternoon():
    assert list_half_days(DAYS) == ["2032-03-18 am", "2032-03-18 pm", "2032-03-19 am", "2032-03-19 pm"]


def test_a_moment_lies_in_the_half_day_of_the_events_clocks():
    late = dt.datetime(2032, 3, 18, 17, tzinfo=dt.UTC)
    lunch = dt.datetime(2032, 3, 18, 4, 30, tzinfo=dt.UTC)

    assert get_half_day(late, "Asia/Shanghai") == "2032-03-19 am"
    assert get_half_day(lunch, "Asia/Shanghai") == "2032-03-18 am"
    assert get_half_day(lunch + dt.timedelta(minutes=30), "Asia/Shanghai") == "2032-03-18 pm"


def test_who_is_there_at_some_is_absent_at_the_others():
    assert list_absent_half_days(DAYS[:1], ["2032-03-19 pm", "2030-01-01 am"]) == ["2032-03-19 am"]
