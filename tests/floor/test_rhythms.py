"""When news go out: at once or together, by what the reader chose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.floor.rhythms import HOUR, URGENT, WINDOW, Before, News, Rhythm, goes_at, is_urgent

NOW = datetime(2032, 3, 10, 2, 30, tzinfo=UTC)  # 10:30 in Chongqing
MORNING = datetime(2032, 3, 11, 0, 0, tzinfo=UTC)
LATELY = NOW - timedelta(minutes=5)
SOON = NOW + timedelta(minutes=7)
ASKED, TOLD = News(topic="m:1", needs_answer=True), News(topic="m:1")
BOOKED = News(topic="m:1", has_time=True)


@pytest.mark.parametrize(
    ("news", "rhythm", "before", "at"),
    [
        (ASKED, Rhythm.TOGETHER, Before(), NOW),
        (ASKED, Rhythm.TOGETHER, Before(last_at=LATELY), LATELY + WINDOW),
        (ASKED, Rhythm.TOGETHER, Before(last_at=LATELY, next_at=SOON), SOON),
        (ASKED, Rhythm.TOGETHER, Before(last_at=NOW - WINDOW), NOW),
        (TOLD, Rhythm.TOGETHER, Before(last_at=LATELY, next_at=SOON), NOW),
        (TOLD, Rhythm.TOGETHER, Before(next_at=SOON, same_waits=True), SOON),
        (BOOKED, Rhythm.TOGETHER, Before(next_at=SOON, same_waits=True), NOW),
        (BOOKED, Rhythm.ANSWERS, Before(next_at=SOON, same_waits=True), SOON),
        (ASKED, Rhythm.AT_ONCE, Before(last_at=LATELY, next_at=SOON), NOW),
        (TOLD, Rhythm.HOUR, Before(), NOW + HOUR),
        (TOLD, Rhythm.HOUR, Before(next_at=SOON), SOON),
        (ASKED, Rhythm.DAY, Before(), MORNING),
        (ASKED, Rhythm.ANSWERS, Before(), NOW),
        (ASKED, Rhythm.ANSWERS, Before(last_at=LATELY), LATELY + WINDOW),
        (TOLD, Rhythm.ANSWERS, Before(), None),
        (TOLD, Rhythm.ANSWERS, Before(next_at=SOON, same_waits=True), SOON),
    ],
)
def test_each_rhythm_has_its_time(news, rhythm, before, at):
    assert goes_at(news, rhythm, before, now=NOW, zone="Asia/Shanghai") == at


@pytest.mark.parametrize("rhythm", Rhythm)
def test_what_is_urgent_never_waits(rhythm):
    news = News(topic="m:1", urgent=True)

    assert goes_at(news, rhythm, Before(last_at=LATELY, next_at=SOON, same_waits=True), now=NOW, zone="UTC") == NOW


def test_before_eight_the_morning_is_today():
    early = datetime(2032, 3, 10, 23, 59, tzinfo=UTC)  # 07:59 of the 11th

    assert goes_at(TOLD, Rhythm.DAY, Before(), now=early, zone="Asia/Shanghai") == MORNING


@pytest.mark.parametrize(
    ("at", "urgent"),
    [(NOW, True), (NOW + URGENT, True), (NOW + URGENT + timedelta(seconds=1), False), (LATELY, False), (None, False)],
)
def test_a_time_within_a_day_is_urgent(at, urgent):
    assert is_urgent(at, NOW) is urgent
