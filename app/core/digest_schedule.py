"""When news of one's meetings go out: at once, or together with what follows; a rule, told in full here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

DIGEST_WINDOW: Final = timedelta(minutes=15)
"""After a request that went at once, those that follow within this time go together."""
MORNING: Final = time(8)
UNDO_DELAY: Final = timedelta(minutes=2)
"""So long waits what a button takes back whole, which is often seen at once to be wrong."""
URGENT_WITHIN: Final = timedelta(hours=24)
"""News of a time that is no further off never wait."""


class EmailFrequency(StrEnum):
    """How somebody gets emails about meetings: as they come (which is what nobody has chosen), or a daily summary."""

    AT_ONCE = "at_once"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """What is told: whether the reader must answer it, whether it is urgent, whether it brings a time, and what it is
    about (``topic``, the row that its notice names, as ``meetings:7``): of one thing a digest tells the last alone.
    What is about a part of it, as ``meetings:7/3``, is told by itself, and overtaken with the whole.
    ``together``: much happens at once, of which each reader gets one email, however soon it goes. ``ends``: the kinds
    of emails that told the beginning of what these end: whoever has had none of it yet is told of neither.
    ``settles``: somebody may take it back at once.
    """

    topic: str
    needs_answer: bool = False
    urgent: bool = False
    has_time: bool = False
    together: bool = False
    ends: frozenset[str] = frozenset()
    settles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousEmails:
    """What went to the reader before: when the last email of this kind or digest was written, if within
    ``DIGEST_WINDOW``; when the next digest is due; whether something about the same waits for it."""

    last_sent_at: datetime | None = None
    next_due_at: datetime | None = None
    is_topic_waiting: bool = False


def whole_topic(topic: str) -> str:
    """What news are about, or of what they are about a part."""
    return topic.partition("/")[0]


def is_urgent(at: datetime | None, now: datetime) -> bool:
    """Whether news of a meeting at that time are; one that is over never is."""
    return at is not None and now <= at <= now + URGENT_WITHIN


def send_time(news: NewsItem, rhythm: EmailFrequency, before: PreviousEmails, *, now: datetime, zone: str) -> datetime:
    """When it goes: ``now`` for at once, later for in a digest."""
    at = _undelayed_send_time(news, rhythm, before, now=now, zone=zone)
    return max(at, now + UNDO_DELAY) if news.settles else at


def _undelayed_send_time(
    news: NewsItem, rhythm: EmailFrequency, before: PreviousEmails, *, now: datetime, zone: str
) -> datetime:
    if news.urgent:
        return now
    if rhythm is EmailFrequency.DAY:
        return before.next_due_at or _next_morning(now, zone)
    if news.has_time:  # it says all that the request did which still waits
        return now
    if before.is_topic_waiting and before.next_due_at is not None:  # nobody is told of an end before the beginning
        return before.next_due_at
    if not news.needs_answer:
        return now
    if before.last_sent_at is not None and before.last_sent_at + DIGEST_WINDOW > now:
        return before.next_due_at or before.last_sent_at + DIGEST_WINDOW
    return before.next_due_at or now


def _next_morning(now: datetime, zone: str) -> datetime:
    there = now.astimezone(ZoneInfo(zone))
    day = there.date() if there.time() < MORNING else there.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone))
