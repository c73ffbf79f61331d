"""Firms take part no longer, on both databases: their seats are free again, or their groups end."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.group_meetings import services
from app.meetings import services as pairs
from app.meetings.lifecycle import MeetingState
from app.registrations.signals import registration_cancelled
from tests.group_meetings.acts import letters, seats
from tests.meetings.acts import claims, meeting, slots


def leaves(firm):
    with transaction():
        registration_cancelled.send(firm, by=None)


@pytest.mark.full
def test_a_guest_that_takes_part_no_longer_frees_its_seat(made, guests):
    leaves(guests[0])

    assert (seats(made)[guests[0].id], claims(made)) == (("lost", None), 3)
    assert letters("guest_left")


@pytest.mark.full
def test_the_group_of_a_host_that_takes_part_no_longer_ends(made, host):
    leaves(host)

    assert (meeting(made).state, claims(made)) == (MeetingState.CANCELLED, 0)
    assert len(letters("called_off")) == 3


@pytest.mark.full
def test_a_meeting_of_two_is_not_touched_by_what_becomes_of_a_group(event, made, host, guests):
    asked = pairs.request_meeting(event.id, host.id, guests[0].id, by=None)
    pairs.accept(asked, guests[0].id, by=None, slot_id=slots(event)[2])

    services.cancel_group_meeting(made, by=None)

    assert (meeting(asked).state, claims(asked)) == (MeetingState.BOOKED, 3)
    assert db.session.scalar(select(func.count()).where(Outbox.kind == "meeting.cancelled")) == 0
