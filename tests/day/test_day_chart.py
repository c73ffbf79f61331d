"""Bars of a day before and after lie on one line, each as long as it lasts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.day.day_chart import LEFT, RIGHT, chart_of
from app.kernel.spans import Span

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2027, 3, 18, 4, tzinfo=UTC)


def span(minutes: int, length: int = 30) -> Span:
    return Span(NOON + timedelta(minutes=minutes), NOON + timedelta(minutes=minutes + length))


def test_a_shift_by_half_an_hour_moves_each_bar_by_the_width_of_one() -> None:
    found = chart_of([(span(0), True), (span(30), False)], [(span(30), True), (span(60), False)], ZONE)

    assert [bar.x for bar in found.new] == [pytest.approx(bar.x + found.was[0].width, abs=0.3) for bar in found.was]
    assert [bar.is_mark for bar in found.was] == [True, False]
    assert found.was[0].x == LEFT
    assert found.new[-1].x + found.new[-1].width == pytest.approx(RIGHT, abs=0.3)
    assert [f"{hour.astimezone(ZONE):%H:%M}" for _x, hour in found.hours] == ["12:00", "13:00"]
