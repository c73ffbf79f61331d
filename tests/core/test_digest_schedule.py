"""When news go out: at once or together, by what the reader chose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.digest_schedule import (
    DIGEST_WINDOW,
    URGENT_WITHIN,
    EmailFrequency,
    NewsItem,
    PreviousEmails,
    is_urgent,
    send_time,
)

NOW = datetime(2032, 3, 10, 2, 30, tzinfo=UTC)  # 10:30 in Chongqing
MORNING = datetime(2032, 3, 11, 0, 0, tzinfo=UTC)
LATELY = NOW - timedelta(minutes=5)
SOON = NOW + timedelta(minutes=7)
ASKED, TOLD = NewsItem(topic="m:1", needs_answer=True), NewsItem(topic="m:1")
BOOKED = NewsItem(topic="m:1", has_time=True)


@pytest.mark.parametrize(
    ("news", "rhythm", "before", "at"),
    [
        (ASKED, EmailFrequency.AT_ONCE, PreviousEmails(), NOW),
        (ASKED, EmailFrequency.AT_ONCE, PreviousEmails(last_sent_at=LATELY), LATELY + DIGEST_WINDOW),
        (ASKED, EmailFrequency.AT_ONCE, PreviousEmails(last_sent_at=LATELY, next_due_at=SOON), SOON),
        (ASKED, EmailFrequency.AT_ONCE, PreviousEmails(last_sent_at=NOW - DIGEST_WINDOW), NOW),
        (TOLD, EmailFrequency.AT_ONCE, PreviousEmails(last_sent_at=LATELY, next_due_at=SOON), NOW),
        (TOLD, EmailFrequency.AT_ONCE, PreviousEmails(next_due_at=SOON, is_topic_waiting=True), SOON),
        (BOOKED, EmailFrequency.AT_ONCE, PreviousEmails(next_due_at=SOON, is_topic_waiting=True), NOW),
        (ASKED, EmailFrequency.DAY, PreviousEmails(), MORNING),
    ],
)
def test_each_rhythm_has_its_time(news, rhythm, before, at):
    assert send_time(news, rhythm, before, now=NOW, zone="Asia/Shanghai") == at


@pytest.mark.parametrize("rhythm", EmailFrequency)
def test_what_is_urgent_never_waits(rhythm):
    news = NewsItem(topic="m:1", urgent=True)

    assert (
        send_time(
            news,
            rhythm,
            PreviousEmails(last_sent_at=LATELY, next_due_at=SOON, is_topic_waiting=True),
            now=NOW,
            zone="UTC",
        )
        == NOW
    )


def test_before_eight_the_morning_is_today():
    early = datetime(2032, 3, 10, 23, 59, tzinfo=UTC)  # 07:59 of the 11th

    assert send_time(TOLD, EmailFrequency.DAY, PreviousEmails(), now=early, zone="Asia/Shanghai") == MORNING


@pytest.mark.parametrize(
    ("at", "urgent"),
    [
        (NOW, True),
        (NOW + URGENT_WITHIN, True),
        (NOW + URGENT_WITHIN + timedelta(seconds=1), False),
        (LATELY, False),
        (None, False),
    ],
)
def test_a_time_within_a_day_is_urgent(at, urgent):
    assert is_urgent(at, NOW) is urgent
