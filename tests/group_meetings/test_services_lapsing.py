"""Invitations to group meetings, on both databases: reminded of once, and lapsed when nobody answers."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.core.db import db, now
from app.events.models import Slot
from app.group_meetings import services
from app.meetings.errors import MeetingStale
from app.meetings.group_meeting_seats import IllegalStep
from app.meetings.models import MeetingParty
from tests import factories
from tests.doctor.hands import codes
from tests.group_meetings.acts import letters, letters_to, opened, seats
from tests.meetings.acts import meeting, slots

DAYS = 5


@pytest.fixture
def event(app):
    return factories.event(request_expiry_days=DAYS)


def party(meeting_id, firm):
    found = select(MeetingParty).where(MeetingParty.meeting_id == meeting_id, MeetingParty.registration_id == firm.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def test_an_invitation_waits_as_long_as_a_request_and_until_the_meeting_begins_at_most(event, host, guests, clock):
    early = opened(event, host, invited=[guests[0].id])
    begins = db.session.get_one(Slot, slots(event)[2]).starts_at
    clock["now"] = begins - dt.timedelta(days=2)
    late = opened(event, host, slot_id=slots(event)[2], invited=[guests[0].id])

    asked = party(early, guests[0])
    assert asked.expires_at - asked.answered_at == dt.timedelta(days=DAYS)
    assert party(late, guests[0]).expires_at == begins


@pytest.mark.full
def test_who_does_not_answer_is_reminded_once_and_then_lapses_and_the_host_is_told(event, host, guests, clock):
    made = opened(event, host, is_open=False, invited=[one.id for one in guests[:2]])
    services.take_group_seat(made, guests[0].id, by=None)
    ends = party(made, guests[1]).expires_at

    clock["now"] = ends - dt.timedelta(hours=25)
    assert (services.remind_invited(), services.expire_invitations()) == (0, 0)
    clock["now"] = ends - dt.timedelta(hours=23)
    assert (services.remind_invited(), services.remind_invited(), services.expire_invitations()) == (1, 0, 0)
    clock["now"] = ends
    assert (services.expire_invitations(), services.expire_invitations()) == (1, 0)

    assert seats(made) == {guests[0].id: ("accepted", 1), guests[1].id: ("lapsed", None)}
    assert (letters("reminder"), letters("lapsed")) == (letters_to(guests[1]), letters_to(host))
    assert codes() == set()
    with pytest.raises(IllegalStep):
        services.take_group_seat(made, guests[1].id, by=None)


def test_a_reminder_leaves_the_meeting_as_its_host_saw_it(event, host, guests, clock):
    made = opened(event, host, invited=[guests[0].id])
    seen = meeting(made).version
    clock["now"] = party(made, guests[0]).expires_at - dt.timedelta(hours=2)

    assert services.remind_invited() == 1

    assert services.move_group_meeting(made, slots(event)[2], seen=seen, by=None)


def test_an_answer_past_the_end_is_refused_though_nobody_let_it_lapse_yet(event, host, guests, clock):
    made = opened(event, host, is_open=False, invited=[guests[0].id])
    clock["now"] = party(made, guests[0]).expires_at

    for act in (services.take_group_seat, services.decline_invitation):
        with pytest.raises(IllegalStep):
            act(made, guests[0].id, by=None)
    assert seats(made) == {guests[0].id: ("invited", None)}


def test_what_lapsed_can_be_invited_again_and_is_open_to_whom_all_is_open(event, host, guests, clock):
    closed = opened(event, host, is_open=False, invited=[guests[0].id])
    clock["now"] = party(closed, guests[0]).expires_at
    services.expire_invitations()

    assert services.invite_companies(closed, [guests[0].id], by=None) == 1

    again = party(closed, guests[0])
    assert (again.answer, again.invitation, again.expires_at > now(), again.reminded_at) == ("invited", 2, True, None)
    assert services.take_group_seat(closed, guests[0].id, by=None)
    assert (party(closed, guests[0]).expires_at, party(closed, guests[0]).answer) == (None, "accepted")


def test_a_meeting_that_moves_is_waited_for_until_its_new_time_and_the_time_seen_counts(event, host, guests, clock):
    begins = {one: db.session.get_one(Slot, one).starts_at for one in slots(event)[1:3]}
    clock["now"] = min(begins.values()) - dt.timedelta(days=1)
    made = opened(event, host, invited=[guests[0].id])
    assert party(made, guests[0]).expires_at == begins[slots(event)[1]]

    services.move_group_meeting(made, slots(event)[2], by=None)

    assert party(made, guests[0]).expires_at == begins[slots(event)[2]]
    with pytest.raises(MeetingStale):
        services.take_group_seat(made, guests[0].id, by=None, seen_at=slots(event)[1])


@pytest.mark.full
def test_of_a_meeting_that_was_called_off_nothing_lapses(event, host, guests, clock):
    made = opened(event, host, invited=[guests[0].id])
    ends = party(made, guests[0]).expires_at
    services.cancel_group_meeting(made, by=None)
    clock["now"] = ends + dt.timedelta(days=1)

    assert (services.expire_invitations(), letters("lapsed"), codes()) == (0, set(), set())


def test_an_invitation_whose_job_is_overdue_is_found(event, host, guests, clock):
    made = opened(event, host, invited=[guests[0].id])
    clock["now"] = party(made, guests[0]).expires_at + dt.timedelta(hours=2)

    assert codes() == {"invitation_overdue"}
