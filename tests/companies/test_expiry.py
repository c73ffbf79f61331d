"""When a certificate is warned of, and when it counts at an event."""

from __future__ import annotations

import datetime as dt

import pytest

from app.companies.expiry import Expiry, counts, expiry

LAST = dt.date(2027, 3, 18)
EVENT = dt.date(2027, 4, 10)


@pytest.mark.parametrize(
    ("days_before", "told"),
    [(61, Expiry.VALID), (60, Expiry.BEFORE), (0, Expiry.BEFORE), (-1, Expiry.OVER)],
)
def test_it_is_warned_of_from_sixty_days_before_its_last_day(days_before, told):
    assert expiry(LAST, today=LAST - dt.timedelta(days=days_before), event_ends=EVENT) is told


def test_one_that_outlasts_the_event_only_ends_soon():
    assert expiry(LAST, today=LAST, event_ends=LAST) is Expiry.SOON
    assert expiry(LAST, today=LAST, event_ends=None) is Expiry.SOON
    assert expiry(None, today=LAST, event_ends=EVENT) is Expiry.VALID


def test_one_counts_that_is_valid_on_the_last_day_of_the_event():
    assert [counts(day, EVENT) for day in (None, EVENT, EVENT - dt.timedelta(days=1))] == [True, True, False]
    assert counts(LAST, None)
