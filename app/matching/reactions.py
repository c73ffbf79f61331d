"""A changed profile, a firm that comes or goes: the lists are computed anew."""

from __future__ import annotations

from typing import Any

from app.matching.services import ask_for_ranking
from app.meetings.lifecycle import State
from app.meetings.models import Meeting
from app.meetings.signals import meeting_changed
from app.registrations.models import Registration
from app.registrations.signals import profile_saved, registration_approved, registration_cancelled


@profile_saved.connect
@registration_approved.connect
@registration_cancelled.connect
def rank_again(registration: Registration, **_rest: Any) -> None:
    ask_for_ranking(registration.event_id)


@meeting_changed.connect
def leave_out_who_has_met(meeting: Meeting, **_rest: Any) -> None:
    """Two firms that have met are not suggested to each other any more."""
    if meeting.state == State.HELD:
        ask_for_ranking(meeting.event_id)
