"""Bars of a day before and after lie on one line, each as long as it lasts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.clock import Span
from app.day.shift_chart import CHART_LEFT, CHART_RIGHT, ChartBar, ChartSpan, create_chart

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2032, 3, 18, 4, tzinfo=UTC)


def span(minutes: int, length: int = 30) -> Span:
    return Span(NOON + timedelta(minutes=minutes), NOON + timedelta(minutes=minutes + length))


def test_a_shift_by_half_an_hour_moves_each_bar_by_the_width_of_one() -> None:
    found = create_chart(
        [ChartSpan(span(0)), ChartSpan(span(30), False)], [ChartSpan(span(30)), ChartSpan(span(60), False)], ZONE
    )

    assert [bar.x for bar in found.new] == [pytest.approx(bar.x + found.was[0].width, abs=0.3) for bar in found.was]
    assert [bar.is_mark for bar in found.was] == [True, False]
    assert found.was[0].x == CHART_LEFT
    assert found.new[-1].x + found.new[-1].width == pytest.approx(CHART_RIGHT, abs=0.3)
    assert [f"{hour.astimezone(ZONE):%H:%M}" for _x, hour in found.hours] == ["12:00", "13:00"]


def test_what_stays_stands_where_it_is_with_its_words_inside_the_picture() -> None:
    bus = NOON + timedelta(minutes=120)

    found = create_chart([ChartSpan(span(0))], [ChartSpan(span(30))], ZONE, [(bus, "bus 2"), (NOON, "lunch")])

    assert [(line.x, line.word, line.turns) for line in found.lines] == [
        (CHART_LEFT, "lunch", False),
        (CHART_RIGHT, "bus 2", True),
    ]
    assert len({line.y for line in found.lines}) == 2


def test_a_bar_says_only_what_has_room_in_it() -> None:
    bar = ChartBar(0, 60, NOON, is_mark=False)

    assert (bar.holds("Tea"), bar.holds("茶歇"), bar.holds("Closing words"), bar.holds("闭幕致辞")) == (
        True,
        True,
        False,
        False,
    )
