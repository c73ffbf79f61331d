"""A meeting begins as before and ends at another time: letters and entries say both ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.core.db import db
from app.core.models import Outbox
from app.events.queries import draft_of
from app.events.services import change_event
from app.events.services.changing import HoursInUse
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.lifecycle import MeetingActor
from app.meetings.services.expiry import send_digests
from tests import factories
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots

BEGINS = "  When: 18 March 2032, 09:30–{0}\n  Before: 18 March 2032, 09:30–{1}\n"


@pytest.fixture
def event(app):
    return factories.event(longest_meeting=2)


@pytest.fixture
def users(app):
    return factories.user("Tan"), factories.user("Li", locale="fr"), factories.user("Wu", locale="zh")


@pytest.fixture
def firms(event, users):
    sides = ("Singapore", "Chongqing", "Chongqing")
    return [factories.firm(event, side, users=[user]) for side, user in zip(sides, users, strict=True)]


def booked(event, firms, at=0):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[at])
    return made


def last_to(user):
    send_digests()
    db.session.rollback()
    rows = select(Outbox).where(Outbox.recipient == user.email).order_by(Outbox.id.desc())
    return db.session.scalars(rows).first()


def ends(letter):
    (entry,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    return f"{entry.decoded('DTEND'):%H:%M}"


def with_slots_of(event, minutes):
    values = replace(draft_of(event), slot_minutes=minutes, pause_minutes=30 - minutes)
    with pytest.raises(HoursInUse) as asked:
        change_event(event.id, values, version=event.version, by=None)
    change_event(event.id, values, version=event.version, by=None, confirmed=asked.value.token)


def test_a_meeting_that_takes_longer_says_both_ends(event, firms, users):
    services.move(booked(event, firms), firms[1].id, slots(event)[0], by=None, length=2)

    told = last_to(users[0])
    assert BEGINS.format("10:25", "09:55") in told.body
    assert "begins as before and ends at another time" in told.body
    assert told.subject.endswith("now 18 March 2032, 09:30–10:25")
    assert "  Auparavant : 18 mars 2032, 9 h 30–9 h 55\n" in last_to(users[1]).body.replace("\u00a0", " ")


def test_one_that_takes_less_says_when_it_was_to_end_and_who_shortened_it(event, firms, users):
    made = booked(event, firms)
    services.move(made, firms[1].id, slots(event)[0], by=None, length=2)
    services.move(made, firms[1].id, slots(event)[0], by=None, length=1, actor=MeetingActor.ORGANIZER)

    told = last_to(users[0])
    assert BEGINS.format("09:55", "10:25") in told.body
    assert "The organizer gave the meeting" in told.body


def test_one_that_moves_whole_says_the_end_that_it_had_only_of_several_slots(event, firms, users):
    made = booked(event, firms)
    services.move(made, firms[1].id, slots(event)[2], by=None)
    assert "  Before: 18 March 2032, 09:30\n" in last_to(users[0]).body

    services.move(made, firms[1].id, slots(event)[2], by=None, length=2)
    services.move(made, firms[1].id, slots(event)[0], by=None)
    assert "  Before: 18 March 2032, 10:30–11:25\n" in last_to(users[0]).body


def test_hours_with_shorter_meetings_are_told_with_both_ends_and_brought_to_calendars(event, firms, users):
    booked(event, firms)

    with_slots_of(event, 20)

    told = last_to(users[0])
    assert BEGINS.format("09:50", "09:55") in told.body
    assert "begins as before and ends at another time" in told.body
    assert ends(told) == "09:50"


def test_the_same_of_a_group(event, firms, users):
    made = opened(event, firms[0], slot_id=slots(event)[0], invited=[firms[2].id])
    rounds.take_group_seat(made, firms[1].id, by=None)

    with_slots_of(event, 20)

    host, guest, invited = (last_to(user) for user in users)
    assert host.subject.endswith("18 March 2032, 09:30–09:50")
    assert BEGINS.format("09:50", "09:55") in host.body
    assert "  Auparavant : 18 mars 2032, 9 h 30–9 h 55\n" in guest.body.replace("\u00a0", " ")
    assert (ends(host), ends(guest)) == ("09:50", "09:50")
    assert "  时间：2032年3月18日\u00a009:30–09:50\n  原时间：2032年3月18日\u00a009:30–09:55\n" in invited.body


def test_a_group_that_moves_says_the_time_before(event, firms, users):
    made = opened(event, firms[0], slot_id=slots(event)[0], length=2)

    rounds.move_group_meeting(made, slots(event)[2], by=None)

    assert "  Before: 18 March 2032, 09:30–10:25\n" in last_to(users[0]).body
