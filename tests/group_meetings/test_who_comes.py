"""Entries for calendars name who sits at a group: those that have grown stale are brought up to date, by few letters,
and to nobody who never read of who is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.digest_schedule import UNDO_DELAY, EmailFrequency
from app.core.errors import Conflict
from app.core.mail.digests import update_frequency
from app.core.mail.outbox import resend_email
from app.core.models import Outbox
from app.group_meetings import services
from app.meetings.mails.calendar_entries import get_uid
from app.meetings.models import Meeting
from app.meetings.services.documents import send_agenda
from app.meetings.services.expiry import send_digests
from app.meetings.services.substitutes import replace_attendee
from app.registrations.signals import registration_cancelled
from tests import factories
from tests.group_meetings.acts import letters_to, opened
from tests.meetings.acts import slots

pytestmark = [pytest.mark.usefixtures("sound")]


@pytest.fixture
def clock(app):
    clock = {"now": factories.FIRST_SLOT - timedelta(days=20)}
    app.config["CLOCK"] = lambda: clock["now"]
    return clock


@pytest.fixture
def users(app):
    return [factories.user(f"Guest {number}") for number in range(3)]


@pytest.fixture
def guests(event, users, clock):
    firms = []
    for user, (firm, person) in zip(users, (("Port", "Chen, Wei"), ("Rail", "Li Na"), ("Road", "Wu Bo")), strict=True):
        made = factories.firm(event, "Chongqing", name=firm, users=[user], people=0)
        factories.representative(made, display_name=person)
        firms.append(made)
    return firms


@pytest.fixture
def made(event, host, guests, clock):
    """All three sit there; the later one came the more of the others its entry names."""
    found = opened(event, host)
    for one in guests:
        services.take_group_seat(found, one.id, by=None)
    clock["now"] += timedelta(hours=1)
    return found


def after(clock, wait=UNDO_DELAY):
    """The letters that were written once the digests had gone."""
    last = db.session.scalar(select(Outbox.id).order_by(Outbox.id.desc()).limit(1)) or 0
    clock["now"] += wait
    send_digests()
    rows = db.session.scalars(select(Outbox).where(Outbox.id > last).order_by(Outbox.recipient))
    return {one.recipient: one for one in rows}


def entries(letter):
    return [entry for text in letter.calendar.split("END:VCALENDAR\r\n") if text for entry in _of(text)]


def _of(text):
    return Calendar.from_ical(text + "END:VCALENDAR\r\n").walk("VEVENT")


def said(letter):
    (entry,) = entries(letter)
    return entry["DESCRIPTION"]


@pytest.mark.full
def test_who_has_read_that_a_guest_comes_is_told_once_it_no_longer_does(made, guests, users, clock, event):
    services.leave_group_seat(made, guests[0].id, by=None)
    at = db.session.get_one(Meeting, made).sequence

    told = after(clock)

    assert set(told) == {users[1].email, users[2].email}
    for letter in told.values():
        (entry,) = entries(letter)
        assert letter.subject == "Port no longer comes: Cold chain by rail"
        assert "Port no longer comes to the group meeting “Cold chain by rail” of YCH Group." in letter.body
        assert "Li Na (Rail), Wu Bo (Road)" in letter.body
        assert (entry["UID"], entry["SEQUENCE"]) == (get_uid(made), at)
        assert "Chen" not in entry["DESCRIPTION"]
        assert "METHOD:REQUEST" in letter.calendar


@pytest.mark.full
def test_who_never_read_of_a_guest_is_told_nothing_of_its_leaving(made, guests, users, clock):
    services.leave_group_seat(made, guests[2].id, by=None)

    assert after(clock) == {}


def test_several_that_leave_at_once_are_one_letter_with_one_entry(made, guests, users, clock):
    services.leave_group_seat(made, guests[0].id, by=None)
    services.leave_group_seat(made, guests[1].id, by=None)

    letter = after(clock)[users[2].email]

    assert letter.subject == "2 updates on your meetings"
    assert "* Port no longer comes" in letter.body
    assert "* Rail no longer comes" in letter.body
    assert said(letter).endswith("Wu Bo (Road)")
    assert "Li Na" not in said(letter)


@pytest.mark.full
def test_a_host_that_takes_seats_back_has_its_own_entry_brought_up_to_date(made, host, guests, users, clock):
    services.remove_group_guest(made, guests[0].id, by=None)
    services.remove_group_guest(made, guests[1].id, by=None)

    told = after(clock)

    assert set(told) == {*letters_to(host), users[2].email}
    assert all(said(one).endswith("Wu Bo (Road)") and "Li Na" not in said(one) for one in told.values())


@pytest.mark.full
def test_who_comes_again_in_the_same_moment_has_nobody_told(made, guests, clock):
    services.leave_group_seat(made, guests[0].id, by=None)
    services.take_group_seat(made, guests[0].id, by=None)

    assert after(clock) == {}


@pytest.mark.full
def test_a_firm_that_takes_part_no_longer_is_no_longer_named(made, guests, users, clock):
    with transaction():
        registration_cancelled.send(guests[0], by=None)

    assert set(after(clock)) == {users[1].email, users[2].email}


@pytest.mark.full
def test_a_letter_that_brings_the_entry_meanwhile_is_enough(event, made, guests, users, clock):
    services.leave_group_seat(made, guests[0].id, by=None)
    services.move_group_meeting(made, slots(event)[3], by=None)

    assert after(clock) == {}


@pytest.mark.full
def test_who_reads_once_a_day_has_all_of_it_in_one_letter_and_one_entry(event, made, guests, users, clock):
    update_frequency(users[2].email, EmailFrequency.DAY)
    services.move_group_meeting(made, slots(event)[3], by=None)
    services.leave_group_seat(made, guests[0].id, by=None)

    letter = after(clock, timedelta(days=1))[users[2].email]

    assert "* Moved: Cold chain by rail" in letter.body
    assert "* Port no longer comes" in letter.body
    assert "Chen" not in said(letter)


@pytest.mark.full
def test_who_loses_the_own_seat_before_it_is_told_reads_of_that_alone(made, guests, users, clock):
    update_frequency(users[2].email, EmailFrequency.DAY)
    services.leave_group_seat(made, guests[0].id, by=None)
    services.remove_group_guest(made, guests[2].id, by=None)

    letter = after(clock, timedelta(days=1))[users[2].email]

    assert letter.subject == "You no longer have a seat: Cold chain by rail"
    assert "METHOD:CANCEL" in letter.calendar
    assert len(entries(letter)) == 1


@pytest.mark.full
def test_a_group_that_is_called_off_meanwhile_is_told_as_that_alone(made, guests, clock):
    services.leave_group_seat(made, guests[0].id, by=None)
    services.cancel_group_meeting(made, by=None)

    assert after(clock) == {}


@pytest.mark.full
def test_an_agenda_that_was_mailed_has_told_who_comes(made, guests, users, clock):
    send_agenda(guests[0], users[0].email, language="en", by=users[0].id)
    services.leave_group_seat(made, guests[2].id, by=None)

    assert set(after(clock)) == {users[0].email}


@pytest.mark.full
def test_a_colleague_who_comes_instead_is_named_where_the_other_was(made, host, guests, users, clock):
    other = factories.representative(guests[0], display_name="Zhao Min")

    replace_attendee(made, guests[0].id, other.id, by=None)
    told = after(clock)

    assert set(told) == {*letters_to(host), *(one.email for one in users)}
    letter = told[users[2].email]
    assert letter.subject.startswith("Who comes: Cold chain by rail, ")
    assert "Somebody else comes for Port to the group meeting “Cold chain by rail” of YCH Group." in letter.body
    assert "Zhao Min (Port)" in said(letter)
    assert "Chen" not in said(letter)


@pytest.mark.full
def test_an_older_letter_is_not_sent_again_once_its_entry_was_replaced(made, guests, users, event, clock):
    seated = select(Outbox.id).where(Outbox.recipient == users[2].email, Outbox.kind == "round.seated")
    number = db.session.scalars(seated).one()
    services.leave_group_seat(made, guests[0].id, by=None)

    with pytest.raises(Conflict) as refused, transaction():
        resend_email(number, event=event, by=None)

    assert refused.value.code == "letter_overtaken"
