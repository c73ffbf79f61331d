"""A changed profile, a firm that comes or goes: the lists are computed anew, and kept wants are sent."""

from __future__ import annotations

from typing import Any

from app.core.db import db
from app.events.models import Event
from app.events.signals import event_copied, event_moved, event_rules_changed
from app.matching.models import RankingSettings
from app.matching.services import request_ranking, request_wants
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Meeting
from app.meetings.signals import meeting_changed
from app.registrations.models import Registration
from app.registrations.signals import (
    profile_saved,
    registration_approved,
    registration_cancelled,
    registration_returned,
)


@profile_saved.connect
@registration_approved.connect
@registration_cancelled.connect
@registration_returned.connect
def update_ranking(registration: Registration, **_rest: Any) -> None:
    request_ranking(registration.event_id)


@event_rules_changed.connect
def update_ranking_for_rules(event: Event, **_rest: Any) -> None:
    """Who may meet whom decides who stands in lists, and the last day which certificates count."""
    request_ranking(event.id)


@registration_approved.connect
def send_wants_after_approval(registration: Registration, **_rest: Any) -> None:
    """What a firm wanted before it was approved goes out as requests."""
    request_wants(registration.event, by=None)


@event_copied.connect
def copy_ranking_settings(event: Event, *, source: Event) -> None:
    """A copy of an event ranks by its weights."""
    if (stored := db.session.get(RankingSettings, source.id)) is not None:
        db.session.add(RankingSettings(event_id=event.id, settings=stored.settings))


@event_moved.connect
def send_wants_of_phase(event: Event, **_rest: Any) -> None:
    """So does what was wanted before requests were open."""
    request_wants(event, by=None)


@meeting_changed.connect
def update_ranking_after_meeting(meeting: Meeting, **_rest: Any) -> None:
    """Two companies that have met are not suggested to each other any more; they are again once it is said that they
    have not."""
    if meeting.state in (MeetingState.HELD, MeetingState.MISSED):
        request_ranking(meeting.event_id)
