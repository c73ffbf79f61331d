"""When the people of an event go: never before its organizer has known of the date for four weeks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.events.retention import RetentionPeriod, RetentionState

LAST = dt.date(2032, 3, 18)
KEPT = RetentionPeriod(last=LAST, zone="Asia/Shanghai", keep_days=30)
UNTIL = datetime(2032, 4, 17, 16, tzinfo=UTC)
TOLD = UNTIL - timedelta(days=20)


@pytest.mark.parametrize(
    ("keeping", "days", "standing"),
    [
        (KEPT, -29, RetentionState.KEPT),
        (KEPT, -27, RetentionState.TELL),
        (KEPT, 900, RetentionState.TELL),
        (replace(KEPT, announced_at=TOLD), 7, RetentionState.KEPT),
        (replace(KEPT, announced_at=TOLD), 8, RetentionState.DUE),
        (replace(KEPT, announced_at=TOLD, on_hold=True), 8, RetentionState.HELD),
        (replace(KEPT, announced_at=TOLD, keep_days=400), 900, RetentionState.TELL),
        (replace(KEPT, announced_at=TOLD, erased_at=UNTIL), 9, RetentionState.ERASED),
        (replace(KEPT, last=None), 9, RetentionState.KEPT),
    ],
)
def test_what_is_to_be_done_now(keeping, days, standing):
    assert keeping.standing(UNTIL + timedelta(days=days)) is standing


def test_they_go_at_midnight_of_the_zone_or_four_weeks_after_the_letter():
    assert KEPT.until == UNTIL
    assert KEPT.goes_at(UNTIL - timedelta(days=200)) == UNTIL
    assert replace(KEPT, announced_at=TOLD).goes_at(UNTIL) == TOLD + timedelta(days=28)
    assert replace(KEPT, last=None).goes_at(UNTIL) is None
