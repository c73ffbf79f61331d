"""What is still to come of a meeting without a time, or of a request that lapsed, as its letter says it."""

from __future__ import annotations

from app.core.clock import day_end
from app.core.db import now
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.lifecycle import State
from app.meetings.models import Meeting


def time_from(event: Event, meeting: Meeting) -> str:
    """Who gives an agreed meeting its time: ``firms`` choose it now, or it comes once the ``timetable`` is out.

    Empty for a meeting that needs none.
    """
    if meeting.state != State.AGREED:
        return ""
    return "firms" if _allows(event, EventAct.BOOK) else "timetable"


def may_ask_again(event: Event) -> bool:
    """Whether firms may ask each other now: the phase does, and no last day for requests is over."""
    last = event.requests_until
    late = last is not None and event.phase == Phase.BOOKING and now() >= day_end(last, event.zone)
    return _allows(event, EventAct.ASK) and not late


def page_of(event: Event, registration_id: int, meeting: Meeting) -> str:
    """The path for the reader: the times of the meeting where the firms choose one, else the firm’s requests."""
    firm = f"/events/{event.slug}/firms/{registration_id}"
    chooses = time_from(event, meeting) == "firms"
    return f"{firm}/meetings/{meeting.id}/time" if chooses else f"{firm}/requests"


def _allows(event: Event, act: EventAct) -> bool:
    return is_allowed(Phase(event.phase), act, BookingMode(event.booking_mode))
