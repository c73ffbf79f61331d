"""Letters say who acted and when it is about: of what was cancelled, moved, or asked in the name of a firm."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox
from app.meetings import services
from app.meetings.lifecycle import MeetingActor
from app.meetings.queries.lists import list_meetings
from tests import factories
from tests.meetings.acts import slots


def last_told(kind, user):
    rows = select(Outbox).where(Outbox.kind == f"meeting.{kind}", Outbox.recipient == user.email)
    return db.session.scalars(rows.order_by(Outbox.id.desc())).first()


@pytest.fixture
def two(event):
    """A firm of each side, each with a user."""
    users = factories.user("Tan"), factories.user("Li")
    return (
        factories.firm(event, "Singapore", name="YCH Group", users=[users[0]]),
        factories.firm(event, "Chongqing", name="Chongqing Port", users=[users[1]]),
        *users,
    )


def booked(event, two, at=0):
    made = services.request_meeting(event.id, two[0].id, two[1].id, by=None)
    services.accept(made, two[1].id, by=None, slot_id=slots(event)[at])
    return made


def test_a_letter_of_a_cancelled_meeting_says_when_it_was_and_who_called_it_off(event, two):
    services.cancel(booked(event, two), two[0].id, by=None)

    told, own = last_told("cancelled", two[3]), last_told("called_off", two[2])
    assert told.subject == "Cancelled: YCH Group, 18 March 2032, 09:30"
    assert "YCH Group cancelled the meeting with Chongqing Port" in told.body
    assert "It was booked for 18 March 2032, 09:30." in told.body
    assert "09:30" in own.body


def test_a_letter_of_a_meeting_that_the_organizer_called_off_says_so(event, two):
    services.cancel(booked(event, two), two[0].id, by=None, actor=MeetingActor.ORGANIZER)

    bodies = [last_told("cancelled", user).body for user in two[2:]]
    assert ["The organizer cancelled the meeting" in body for body in bodies] == [True, True]


def test_who_called_off_an_arranged_meeting_stays_unsaid(event, two):
    made = services.arrange(event.id, two[0].id, two[1].id, by=factories.user().id, slot_id=slots(event)[0])
    services.cancel(made, two[0].id, by=None)

    body = last_told("cancelled", two[3]).body
    assert "does not take place" in body
    assert "YCH Group cancelled" not in body
    assert "It was booked for 18 March 2032, 09:30." in body


def test_a_letter_of_a_moved_meeting_says_the_time_before(event, two):
    services.move(booked(event, two), two[0].id, slots(event)[2], by=None)

    assert "Before: 18 March 2032, 09:30" in last_told("moved", two[3]).body


def test_who_asks_in_the_name_of_a_firm_is_said_to_both(event, two):
    organizer = factories.member(event.organisation, Role.ORGANIZER)
    services.request_meeting(
        event.id, two[0].id, two[1].id, by=organizer.id, slot_id=slots(event)[0], message="Cold chain?"
    )

    name = event.organisation.name.en
    asked, own = last_told("asked", two[3]), last_told("asked_for_you", two[2])
    assert f"{name} asks in its name." in asked.body
    assert f"{name} asked Chongqing Port for a meeting in the name of YCH Group." in own.body
    assert f"{name} wrote in your name:\n\n> Cold chain?" in own.body
    assert "In their words:\n\n> Cold chain?" in asked.body
    (row,) = list_meetings(two[1].id)
    assert row.acted.en == name


def test_a_firm_that_asks_itself_is_told_nothing_of_it(event, two):
    services.request_meeting(event.id, two[0].id, two[1].id, by=two[2].id)

    assert last_told("asked_for_you", two[2]) is None
    assert "in its name" not in last_told("asked", two[3]).body
    assert list_meetings(two[1].id)[0].acted.en == ""
