"""Asking on both databases: who may ask whom, when, how often."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.db import db, transaction
from app.events.models import Event
from app.events.phases import PhaseForbids
from app.meetings import services
from app.meetings.errors import (
    AcceptsNoMeetings,
    AlreadyMeeting,
    CannotRequest,
    NotTakingPart,
    OwnNeverMark,
    RequestedByOther,
    RequestsClosed,
)
from app.meetings.lifecycle import IllegalMeetingMove, MeetingState
from app.meetings.policy import MostMeetingsReached, OpenRequestsReached
from app.registrations.models import Preference
from tests import factories
from tests.meetings.acts import asked, claims, meeting, slots

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_a_request_waits_for_the_asked_and_holds_no_time(event, firms):
    found = meeting(asked(event, firms, slot_id=slots(event)[0], message=" Shall we? ", priority="must"))

    assert (found.state, found.awaiting_id, found.message, found.priority) == (
        MeetingState.REQUESTED,
        firms[1].id,
        "Shall we?",
        "must",
    )
    assert claims(found.id) == 0


def test_a_pair_has_one_live_meeting(event, firms):
    made = asked(event, firms)

    with pytest.raises(AlreadyMeeting) as mine:
        asked(event, firms)
    with pytest.raises(RequestedByOther) as theirs:
        services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)

    assert mine.value.details["meeting_id"] == theirs.value.details["meeting_id"] == made


def test_a_declined_request_may_be_asked_again(event, firms):
    services.decline(asked(event, firms), firms[1].id, by=None, reason="Not this time")

    assert meeting(asked(event, firms)).state == MeetingState.REQUESTED


def test_never_is_kept_private(event, firms):
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=firms[1].id, other_id=firms[0].id, kind="never"))

    with pytest.raises(AcceptsNoMeetings):
        asked(event, firms)
    with pytest.raises(OwnNeverMark):
        services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)


@pytest.mark.parametrize(("marks", "refusal"), [(1, OwnNeverMark), (0, AcceptsNoMeetings)])
def test_a_request_is_not_accepted_once_either_side_said_never(event, firms, marks, refusal):
    made = asked(event, firms)
    with transaction() as session:
        said = {"registration_id": firms[marks].id, "other_id": firms[1 - marks].id}
        session.add(Preference(event_id=event.id, kind="never", **said))

    for slot_id in (None, slots(event)[0]):
        with pytest.raises(refusal):
            services.accept(made, firms[1].id, by=None, slot_id=slot_id)

    assert (meeting(made).state, meeting(made).awaiting_id, claims(made)) == (MeetingState.REQUESTED, firms[1].id, 0)
    services.decline(made, firms[1].id, by=None)


def test_the_rules_of_the_groups_hold(event, firms):
    same_side = factories.firm(event, "Singapore")

    with pytest.raises(CannotRequest):
        services.request_meeting(event.id, firms[0].id, same_side.id, by=None)


def test_limits_hold(event, firms):
    with transaction():
        db.session.get_one(Event, event.id).max_open_requests = 1
        db.session.get_one(Event, event.id).max_meetings = 1
    other, third = factories.firm(event, "Chongqing"), factories.firm(event, "Singapore")
    made = asked(event, firms)

    with pytest.raises(OpenRequestsReached):
        services.request_meeting(event.id, firms[0].id, other.id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])
    second = services.request_meeting(event.id, other.id, third.id, by=None)
    services.accept(second, third.id, by=None)
    with pytest.raises(MostMeetingsReached):
        services.request_meeting(event.id, third.id, firms[1].id, by=None)
    with pytest.raises(AcceptsNoMeetings):
        services.request_meeting(event.id, factories.firm(event, "Singapore").id, firms[1].id, by=None)


def test_who_does_not_take_part_neither_asks_nor_is_asked(event, firms):
    draft = factories.firm(event, "Chongqing", state="draft")

    with pytest.raises(AcceptsNoMeetings):
        services.request_meeting(event.id, firms[0].id, draft.id, by=None)
    with pytest.raises(NotTakingPart):
        services.request_meeting(event.id, draft.id, firms[0].id, by=None)


def test_the_phase_decides(app):
    early = factories.event(phase="registration")
    one, two = factories.firm(early, "Singapore"), factories.firm(early, "Chongqing")

    with pytest.raises(PhaseForbids):
        services.request_meeting(early.id, one.id, two.id, by=None)


def test_case_20_after_the_last_day_for_requests_nobody_asks(app, event, firms):
    with transaction():
        db.session.get_one(Event, event.id).requests_until = dt.date(2032, 3, 1)
    last = dt.datetime(2032, 3, 1, 15, 59, tzinfo=dt.UTC)  # midnight in Chongqing is 16:00 UTC
    app.config["CLOCK"] = lambda: last + dt.timedelta(minutes=1)
    with pytest.raises(RequestsClosed):
        asked(event, firms)

    app.config["CLOCK"] = lambda: last
    made = asked(event, firms)

    app.config["CLOCK"] = lambda: last + dt.timedelta(minutes=1)
    with pytest.raises(IllegalMeetingMove):
        services.accept(made, firms[1].id, by=None)
    assert meeting(made).state == MeetingState.REQUESTED


def test_once_times_are_given_firms_ask_again_after_the_last_day(app, event, firms):
    with transaction():
        found = db.session.get_one(Event, event.id)
        found.requests_until, found.phase = dt.date(2020, 1, 1), "running"

    assert meeting(asked(event, firms)).expires_at is None
