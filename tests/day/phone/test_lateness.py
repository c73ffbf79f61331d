from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.clock import Span
from app.day.phone.rules import list_delay_choices, needs_email

CHINA = ZoneInfo("Asia/Shanghai")
START = datetime(2032, 3, 18, 2, 30, tzinfo=UTC)
MIDNIGHT = datetime(2032, 3, 18, 16, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("since", "lasts", "choices"),
    [
        (-61, 25, ()),
        (-60, 25, (5, 10, 15)),
        (0, 25, (5, 10, 15)),
        (5, 25, (10, 15)),
        (15, 25, ()),
        (-10, 15, (5, 10)),  # nothing of it would be left
        (-10, 5, ()),
    ],
)
def test_minutes_are_offered_shortly_before_and_until_they_are_over(since, lasts, choices):
    assert list_delay_choices(Span(START, START + minutes(lasts)), START + minutes(since), CHINA) == choices


def test_nothing_is_said_of_a_meeting_of_another_day():
    night = Span(MIDNIGHT + minutes(10), MIDNIGHT + minutes(40))

    assert list_delay_choices(night, MIDNIGHT - minutes(10), CHINA) == ()


def test_a_letter_goes_where_it_is_long_and_still_in_time():
    assert needs_email(10, START, START - minutes(5))
    assert not needs_email(5, START, START - minutes(30))
    assert not needs_email(15, START, START - minutes(4))


def test_who_was_written_to_is_written_to_again():
    assert needs_email(5, START, START - minutes(30), was_emailed=True)
