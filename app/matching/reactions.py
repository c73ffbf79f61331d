"""A changed profile, a firm that comes or goes: the lists are computed anew, and kept wants are sent."""

from __future__ import annotations

from typing import Any

from app.core.db import db
from app.events.models import Event
from app.events.signals import event_copied, event_moved, event_rules_changed
from app.matching.models import RankingSettings
from app.matching.services import ask_for_ranking, ask_for_wants, forget_shown
from app.meetings.lifecycle import State
from app.meetings.models import Meeting
from app.meetings.signals import meeting_changed
from app.registrations.erasure import Erasure
from app.registrations.models import Registration
from app.registrations.signals import (
    data_erased,
    profile_saved,
    registration_approved,
    registration_cancelled,
    registration_returned,
)


@profile_saved.connect
@registration_approved.connect
@registration_cancelled.connect
@registration_returned.connect
def rank_again(registration: Registration, **_rest: Any) -> None:
    ask_for_ranking(registration.event_id)


@event_rules_changed.connect
def rank_under_other_rules(event: Event, **_rest: Any) -> None:
    """Who may meet whom decides who stands in lists, and the last day which certificates count."""
    ask_for_ranking(event.id)


@registration_approved.connect
def send_what_it_wants(registration: Registration, **_rest: Any) -> None:
    """What a firm wanted before it was approved goes out as requests."""
    ask_for_wants(registration.event, by=None)


@event_copied.connect
def weigh_alike(event: Event, *, source: Event) -> None:
    """A copy of an event ranks by its weights."""
    if (kept := db.session.get(RankingSettings, source.id)) is not None:
        db.session.add(RankingSettings(event_id=event.id, settings=kept.settings))


@event_moved.connect
def send_what_was_wanted(event: Event, **_rest: Any) -> None:
    """So does what was wanted before requests were open."""
    ask_for_wants(event, by=None)


@data_erased.connect
def forget_what_they_were_shown(erasure: Erasure) -> None:
    """The log of lists goes with the firm, and all of it with the people of an event whose time is over."""
    forget_shown(erasure.registrations, events=erasure.whole)


@meeting_changed.connect
def leave_out_who_has_met(meeting: Meeting, **_rest: Any) -> None:
    """Two firms that have met are not suggested to each other any more; they are again once it is said that they have
    not."""
    if meeting.state in (State.HELD, State.MISSED):
        ask_for_ranking(meeting.event_id)
