"""What meetings tell others inside the transaction that changes them: the features above that one has changed, who
writes emails what its companies are to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from blinker import signal

from app.core.models import Notice
from app.events.models import Slot
from app.meetings.interpreters import NO_INTERPRETER_CHANGE, InterpreterChange
from app.meetings.models import Meeting
from app.registrations.models import Registration

meeting_changed = signal("meeting-changed")
"""Sender: the Meeting, as it now is. Receivers run in the same transaction."""
meeting_news = signal("meeting-news")
"""Sender: the Meeting; ``news``: MeetingNews. The receiver writes the emails, in the same transaction."""

TimeSpan = tuple[datetime, datetime | None]
"""When a meeting begins, and when it ends where it takes several slots."""


@dataclass(frozen=True, slots=True)
class MeetingNews:
    """What its companies are told of a meeting of two.

    ``companies``: both, by their ids; ``kinds``: which of them are told what, in this order; ``slot``: the time that a
    meeting has lost, so that calendars can take it out, or that it was moved from, ``ended``: when it was to end
    then; ``why``: the ``BookingLoss`` that took it, or the table, who interprets from now on or ``NOT_NEEDED``, or who
    called it off or gave it its time: ``by_firm`` or ``by_organizer`` where that may be said, or ``other_times``
    that were not answered before it lapsed; ``instead_of``: who interpreted until now; ``interpreters``: where that has
    changed besides; ``offered``: what was proposed instead of the time that is booked; ``together``: with what else
    happens now, in one email; ``settles``: only after a moment, in which it may be taken back, but in a rehearsal,
    which holds it anyway.
    """

    notice: Notice
    meeting: Meeting
    companies: Mapping[int, Registration]
    kinds: Mapping[int, str]
    slot: Slot | None = None
    ended: datetime | None = None
    why: str = ""
    instead_of: str = ""
    interpreters: InterpreterChange = NO_INTERPRETER_CHANGE
    offered: TimeSpan | None = None
    together: bool = False
    settles: bool = False


def notify_companies(news: MeetingNews) -> None:
    """Have emails written to everybody who reads mail for a company of the meeting."""
    meeting_news.send(news.meeting, news=news)
