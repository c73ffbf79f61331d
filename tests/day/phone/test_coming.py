from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.clock import Span
from app.core.localized import Localized
from app.day.phone.rules import WayHint, count_minutes_until, find_next_today, get_way_hint
from app.meetings.agenda import AgendaStop, AgendaWalk, WalkDistance

CHINA = ZoneInfo("Asia/Shanghai")
START = datetime(2032, 3, 18, 2, 30, tzinfo=UTC)
WALK = timedelta(minutes=4)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@dataclass
class Row:
    starts_at: datetime | None


def way(*, ends: float, walk: timedelta = WALK) -> AgendaWalk:
    """To a meeting at ``START``; the one before ends so many minutes earlier."""
    before = Span(START - minutes(60), START - minutes(ends))
    return AgendaWalk(AgendaStop(1, before, "A7", Localized(), frozenset()), WalkDistance.WALK, walk, START - walk)


def test_the_next_is_the_first_of_today_that_has_not_begun():
    begun, second, first = Row(START - minutes(1)), Row(START + minutes(60)), Row(START + minutes(30))

    assert find_next_today([begun, Row(None), second, first], START, CHINA) is first
    assert find_next_today([begun, Row(START)], START, CHINA) is None
    assert find_next_today([Row(START + timedelta(days=1))], START, CHINA) is None


def test_today_is_a_day_of_the_event_s_zone():
    night = datetime(2032, 3, 18, 15, 30, tzinfo=UTC)  # half past eleven in the evening there

    assert find_next_today([Row(night + minutes(40))], night, CHINA) is None


@pytest.mark.parametrize(("before", "left"), [(28, 28), (27.5, 28), (0.1, 1), (0, 0), (-5, 0)])
def test_minutes_that_have_begun_count_whole(before, left):
    assert count_minutes_until(START, START - minutes(before)) == left


@pytest.mark.parametrize(
    ("ends", "before", "hint"),
    [
        (5, 20, WayHint.LEAVE_BY),
        (5, 5.5, WayHint.LEAVE_NOW),
        (5, 1, WayHint.LEAVE_NOW),
        (2, 20, WayHint.TIGHT),
        (2, 4, WayHint.TIGHT),  # it still lasts
        (2, 2, WayHint.LEAVE_NOW),
    ],
)
def test_when_to_leave(ends, before, hint):
    assert get_way_hint(way(ends=ends), START - minutes(before)) is hint


def test_who_has_not_far_to_go_is_told_nothing():
    assert get_way_hint(None, START) is WayHint.NONE
    assert get_way_hint(way(ends=2, walk=timedelta()), START) is WayHint.NONE
