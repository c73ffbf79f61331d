"""Whoever reads for a firm no more is told in one letter that its meetings leave their calendar."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import DigestLine, Outbox
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.mails.calendar_entries import get_uid
from app.meetings.models import Meeting
from app.meetings.queries.attendees import get_attendees
from app.meetings.services.expiry import send_digests
from app.registrations.models import Representative
from app.registrations.services.access import revoke_access
from app.registrations.services.people import remove_person, replace_person
from tests import factories
from tests.doctor.hands import codes
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots

OLD = "old@example.org"


@pytest.fixture
def firms(event):
    one = factories.firm(event, "Singapore", name="YCH Group", languages=["fr", "en"], users=[factories.user()])
    other = factories.firm(event, "Chongqing", name="Changan", languages=["en"], users=[factories.user()])
    with transaction() as session:
        session.get_one(Representative, one.representatives[0].id).email = OLD
    return one, other


@pytest.fixture
def old(firms):
    return firms[0].representatives[0]


def booked(event, firms, slot=0):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[slot])
    return made


def letters(address, kind=None):
    rows = db.session.scalars(select(Outbox).where(Outbox.recipient == address).order_by(Outbox.id)).all()
    return [one for one in rows if kind is None or one.kind == kind]


def entries(letter: Outbox) -> dict[str, tuple[str, str, int, str]]:
    """UID → (method, status, sequence, attendee) of the entries that go with it."""
    found = {}
    part: Any
    for part in Calendar.from_ical(letter.calendar or "", multiple=True):
        for entry in part.walk("VEVENT"):
            told = (str(part["METHOD"]), str(entry["STATUS"]), int(entry["SEQUENCE"]), str(entry["ATTENDEE"]))
            found[str(entry["UID"])] = told
    return found


def sent_to(address):
    """The last SEQUENCE of each entry that went there."""
    found: dict[str, int] = {}
    for letter in letters(address):
        for uid, (_method, _status, sequence, _to) in entries(letter).items():
            found[uid] = max(found.get(uid, -1), sequence)
    return found


@pytest.mark.full
def test_who_is_replaced_is_told_in_one_letter_that_all_entries_are_gone(event, firms, old):
    booked(event, firms)
    group = opened(event, firms[0], slot_id=slots(event)[2])
    rounds.take_group_seat(group, firms[1].id, by=None)
    send_digests()
    had = sent_to(OLD)
    assert len(had) == 2

    replace_person(firms[0], old.id, {"display_name": "Ms Wang", "email": "wang@example.org"}, by=None)
    send_digests()

    (letter,) = letters(OLD, "meeting.no_longer")
    struck = entries(letter)
    assert struck.keys() == had.keys()
    for uid, (method, status, sequence, attendee) in struck.items():
        assert (method, status, attendee.lower()) == ("CANCEL", "CANCELLED", f"mailto:{OLD}")
        assert sequence > had[uid]
    assert letter.language == "fr"
    assert "YCH Group" in letter.subject
    assert letters(OLD)[-1] is letter
    assert len(entries(letters("wang@example.org")[-1])) == 2
    assert codes() == set()


@pytest.mark.full
def test_who_leaves_a_firm_whose_meetings_others_sit_at_is_told_so_too(event, firms, old):
    made = booked(event, firms)
    second = factories.representative(firms[0], display_name="Second", email="second@example.org")
    moved = booked(event, (firms[0], factories.firm(event, "Chongqing", languages=["en"])), slot=1)
    assert sent_to("second@example.org").keys() == {get_uid(moved)}
    assert [get_attendees(db.session.get_one(Meeting, one))[firms[0].id] for one in (made, moved)] == [old.id, old.id]
    had = db.session.get_one(Meeting, moved).sequence

    remove_person(firms[0], second.id, by=None)

    (letter,) = letters("second@example.org", "meeting.no_longer")
    ((method, status, sequence, _to),) = entries(letter).values()
    assert (method, status) == ("CANCEL", "CANCELLED")
    assert sequence > had
    assert db.session.get_one(Meeting, moved, populate_existing=True).sequence == sequence
    assert letters(OLD, "meeting.no_longer") == []
    assert codes() == set()


def test_an_address_that_somebody_else_of_the_firm_reads_keeps_all(event, firms, old):
    booked(event, firms)

    replace_person(firms[0], old.id, {"display_name": "Ms Wang", "email": OLD.upper()}, by=None)
    send_digests()

    assert letters(OLD, "meeting.no_longer") == []
    assert all(status != "CANCELLED" for one in letters(OLD) for _m, status, _s, _t in entries(one).values())


def test_an_address_that_reads_for_the_other_side_keeps_the_entry(event, firms, old):
    booked(event, firms)
    factories.representative(firms[1], display_name="Both", email=OLD)

    replace_person(firms[0], old.id, {"display_name": "Ms Wang"}, by=None)

    assert letters(OLD, "meeting.no_longer") == []


def test_who_had_no_entry_yet_gets_no_letter_and_what_waits_is_dropped(event, firms, old):
    services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    services.request_meeting(event.id, factories.firm(event, "Chongqing").id, firms[0].id, by=None)
    waits = select(DigestLine).where(DigestLine.recipient == OLD, DigestLine.state == "waiting")
    assert db.session.scalars(waits).all() != []

    replace_person(firms[0], old.id, {"display_name": "Ms Wang", "email": "wang@example.org"}, by=None)

    assert letters(OLD, "meeting.no_longer") == []
    assert db.session.scalars(waits).all() == []


def test_an_account_that_acts_for_the_firm_no_longer_is_told_in_its_language(event, firms):
    user = factories.user("Chen", locale="zh")
    factories.let_in(firms[0], user)
    booked(event, firms)

    revoke_access(firms[0], user.id, by=factories.user().id)

    (letter,) = letters(user.email, "meeting.no_longer")
    assert letter.language == "zh"
    assert [status for _m, status, _s, _t in entries(letter).values()] == ["CANCELLED"]
    assert codes() == set()
