"""A meeting in calendars through its whole life: one entry, each change above the last, in real letters."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Slot
from app.meetings import services
from app.meetings.lifecycle import MeetingActor
from app.meetings.models import Meeting
from app.registrations.queries.registrations import list_recipients
from tests import factories
from tests.meetings.acts import slots
from tests.support.calendars import read_again

PARTS = ("text/plain", "text/calendar", "application/ics")
HOSTILE = "Port\r\nBcc: all@example.org\r\nBEGIN:VEVENT\nUID:other\x0b\x85\u2028ATTENDEE:mailto:eve@example.org"


@pytest.fixture
def tan(event):
    return factories.user("Tan Hui Min", locale="zh")


@pytest.fixture
def firms(event, tan):
    """The first one's only reader is Tan."""
    return (
        factories.firm(event, "Singapore", users=[tan]),
        factories.firm(event, "Chongqing", users=[factories.user()]),
    )


def life_of(event, firms):
    """Asked, booked, moved, its time lost, booked again, called off."""
    at = slots(event)
    meeting = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(meeting, firms[1].id, by=None, slot_id=at[0])
    services.move(meeting, firms[1].id, at[1], by=None)
    services.move(meeting, firms[0].id, at[2], by=None)
    services.cancel(meeting, firms[0].id, by=None)
    return meeting


@pytest.mark.full
def test_a_meeting_keeps_its_uid_and_each_change_has_a_higher_sequence(event, firms, tan):
    life_of(event, firms)

    for reader in (*list_recipients(firms[0]), *list_recipients(firms[1])):
        letters = db.session.query(Outbox).filter_by(recipient=reader.email).order_by(Outbox.id)
        told = read_again(*(letter.calendar for letter in letters if letter.calendar))
        entries = [one["events"][0] for one in told]
        assert [one["method"] for one in told] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
        assert len({one["uid"] for one in entries}) == 1
        assert [one["sequence"] for one in entries] == [0, 1, 2, 3]
        assert [one["attendees"] for one in entries] == [[f"mailto:{reader.email}"]] * 4
        assert len({tuple(one["organizer"]) for one in entries}) == 1


def test_who_calls_off_has_it_struck_from_their_own_calendar(event, firms, tan):
    life_of(event, firms)

    letter = db.session.query(Outbox).filter_by(kind="meeting.called_off").one()
    assert letter.recipient == tan.email
    assert "METHOD:CANCEL" in (letter.calendar or "")


def test_a_meeting_agreed_without_a_time_has_no_entry_to_strike(event, firms):
    meeting = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(meeting, firms[1].id, by=None)
    services.cancel(meeting, firms[0].id, by=None, actor=MeetingActor.ORGANIZER)

    assert [one.calendar for one in db.session.query(Outbox)] == [None] * db.session.query(Outbox).count()


def test_a_meeting_of_two_slots_ends_with_the_second(event, firms):
    at = slots(event)
    meeting = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    with transaction() as session:
        session.get_one(Meeting, meeting).length = 2
    services.accept(meeting, firms[1].id, by=None, slot_id=at[0])

    second = db.session.get_one(Slot, at[1])
    (again,) = read_again(db.session.query(Outbox).filter_by(kind="meeting.accepted").limit(1).one().calendar or "")
    assert again["events"][0]["ends"] == int(second.ends_at.timestamp())


def test_row_14_a_real_letter_of_a_hostile_firm_is_one_letter_with_one_entry(event, firms, tan, mailbox):
    with transaction():
        firms[1].company.name, firms[1].company.name_zh = HOSTILE, HOSTILE
        event.venue_zh = HOSTILE
    meeting = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    mailbox.letters.clear()

    services.accept(meeting, firms[0].id, by=None, slot_id=slots(event)[0])

    (letter,) = [one for one in mailbox.letters if one["To"] == tan.email]
    plain, invitation, file = [part for part in letter.walk() if part.get_content_type() in PARTS]
    calendar = invitation.get_content()
    (again,) = read_again(calendar)
    (entry,) = again["events"]
    assert ([to for _from, tos in mailbox.envelopes for to in tos if "all@" in to], letter["Bcc"]) == ([], None)
    assert invitation.get_param("method") == again["method"] == "REQUEST"
    assert file.get_content() == calendar.encode()
    assert entry["attendees"] == [f"mailto:{tan.email}"]
    assert entry["starts"] == int(db.session.get_one(Slot, slots(event)[0]).starts_at.timestamp())
    assert entry["zone"] == event.zone == "Asia/Shanghai"
    assert len(Calendar.from_ical(calendar).events) == 1
    assert [line for line in calendar.encode().split(b"\r\n") if len(line) > 75] == []
    assert "all@example.org" in plain.get_content()  # said, and no header of its own


@pytest.mark.full
def test_an_entry_names_nobody_but_its_reader_and_the_sender(event, firms, tan, app):
    life_of(event, firms)

    others = {one.email for one in list_recipients(firms[1])}
    told = [one.calendar or "" for one in db.session.query(Outbox).filter_by(recipient=tan.email)]
    assert [address for text in told for address in others if address in text] == []
