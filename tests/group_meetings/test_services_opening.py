"""A group meeting is opened, on both databases: what it holds, what is refused, what its letter says."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Invalid
from app.core.models import Outbox
from app.group_meetings import services
from app.meetings.lifecycle import MeetingState
from app.meetings.policy import MostMeetingsReached
from tests import factories
from tests.group_meetings.acts import opened
from tests.meetings.acts import claims, meeting, slots


def test_a_group_holds_a_person_of_its_host_and_a_table_from_the_moment_it_is_opened(event, host):
    made = opened(event, host)

    assert meeting(made).state == MeetingState.BOOKED
    assert (meeting(made).kind, claims(made)) == ("group", 2)


def test_a_group_counts_as_a_meeting_for_the_limits(app):
    event = factories.event(max_meetings=1)
    host, guest = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing")
    made = opened(event, host)
    services.take_group_seat(made, guest.id, by=None)

    with pytest.raises(MostMeetingsReached):
        opened(event, host, slot_id=slots(event)[3])
    other = opened(event, factories.firm(event, "Singapore"), slot_id=slots(event)[3])
    with pytest.raises(MostMeetingsReached):
        services.take_group_seat(other, guest.id, by=None)


def test_seats_and_topic_are_as_the_tables_and_the_reader_need_them(event, host):
    for values in ({"seats": 9}, {"seats": 1}, {"topic": "  "}, {"topic": "x" * 201}, {"length": 2}, {"slot_id": 0}):
        with pytest.raises(Invalid):
            opened(event, host, **values)


def test_letters_say_when_a_group_of_several_times_ends(app):
    event = factories.event(longest_run=None, longest_meeting=3)
    host = factories.firm(event, "Singapore", users=[factories.user("Host")])

    opened(event, host, length=2)

    letter = db.session.scalars(select(Outbox).where(Outbox.kind == "round.opened")).one()
    assert letter.subject.endswith("18 March 2032, 10:00–10:55")
    assert "When: 18 March 2032, 10:00–10:55" in letter.body
