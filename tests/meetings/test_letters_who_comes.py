"""Letters, their calendar entries and the feed name who sits for each firm, and the change of somebody is told."""

from __future__ import annotations

from typing import Any

import pytest
from flask_babel import force_locale
from icalendar import Calendar
from sqlalchemy import select

from app.calendars.queries import get_feed_url
from app.calendars.services import create_feed
from app.core.db import db, now, transaction
from app.core.digest_schedule import UNDO_DELAY
from app.core.models import Outbox
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Claim
from app.meetings.services.documents import send_agenda
from app.meetings.services.expiry import send_digests
from app.meetings.services.scheduled_bookings import ScheduledSeating, apply_seatings
from app.meetings.services.substitutes import replace_attendee
from app.meetings.services.transitions import lock_companies
from app.registrations.models import Representative
from app.registrations.services.people import replace_person
from tests import factories
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots
from tests.support.soundness import faults_of_rows


@pytest.fixture
def users(app):
    return factories.user("Tan"), factories.user("Li", locale="fr")


@pytest.fixture
def two(event, users):
    """A firm of two people, and one of the other side."""
    mine = factories.firm(event, "Singapore", name="YCH Group", users=[users[0]], people=0)
    theirs = factories.firm(event, "Chongqing", name="Chongqing Port", users=[users[1]], people=0)
    for name in ("Tan Hui Min", "Lim, Wei; Jie"):
        factories.representative(mine, display_name=name)
    factories.representative(theirs, display_name="Chen Wei")
    return mine, theirs


@pytest.fixture
def booked(event, two):
    made = services.request_meeting(event.id, two[0].id, two[1].id, by=None)
    services.accept(made, two[1].id, by=None, slot_id=slots(event)[0])
    return made


def last_to(user):
    send_digests()
    rows = select(Outbox).where(Outbox.recipient == user.email).order_by(Outbox.id.desc())
    return db.session.scalars(rows).first()


def entry_of(calendar):
    (found,) = Calendar.from_ical(calendar).walk("VEVENT")
    return found


def test_a_letter_and_its_entry_name_who_comes_in_the_readers_language(users, booked):
    told = last_to(users[0])

    assert "  Who comes: Tan Hui Min, Chen Wei\n" in told.body
    assert entry_of(told.calendar)["DESCRIPTION"] == "Who comes: Tan Hui Min, Chen Wei"


@pytest.fixture
def chinese(event):
    """Two firms whose people have names in both scripts, the reader of one reads Chinese."""
    users = factories.user("Li", locale="zh"), factories.user("Tan")
    named = (
        ("Chongqing", "Chongqing Port", "重庆港务", "Chen Wei", "陈伟"),
        ("Singapore", "PSA", "", "Tan Hui Min", ""),
    )
    firms = []
    for user, (side, name, name_zh, person, person_zh) in zip(users, named, strict=True):
        values = {"name_zh": name_zh or None}
        firm = factories.firm(event, side, name=name, users=[user], people=0, company_values=values)
        factories.representative(firm, display_name=person, name_zh=person_zh or None)
        firms.append(firm)
    return users, firms


def test_who_reads_chinese_is_told_chinese_names_in_letters_and_entries(event, chinese):
    users, firms = chinese
    made = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    services.accept(made, firms[0].id, by=None, slot_id=slots(event)[0])

    ours, theirs = last_to(users[0]), last_to(users[1])

    for told, has, lacks in ((ours, "陈伟", "Chen Wei"), (theirs, "Chen Wei", "陈伟")):
        for text in (told.body, entry_of(told.calendar)["DESCRIPTION"]):
            assert (has in text, lacks in text) == (True, False)
    assert "重庆港务" in entry_of(ours.calendar)["SUMMARY"]
    assert "Chongqing Port" in entry_of(theirs.calendar)["SUMMARY"]


@pytest.mark.parametrize(("language", "has", "lacks"), [("zh", "陈伟", "Chen Wei"), ("en", "Chen Wei", "陈伟")])
def test_a_mailed_agenda_is_in_its_readers_language_whoever_sends_it(event, chinese, app, language, has, lacks):
    users, firms = chinese
    made = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    services.accept(made, firms[0].id, by=None, slot_id=slots(event)[0])

    with force_locale({"zh": "en", "en": "zh_Hans"}[language]):
        told = send_agenda(firms[1], users[1].email, language=language, by=users[1].id)

    entry = entry_of(told.calendar)
    for text in (told.body, entry["DESCRIPTION"]):
        assert (has in text, lacks in text) == (True, False)
    assert entry["SUMMARY"] == {"zh": "重庆港务", "en": "Chongqing Port"}[language]


def test_letters_of_a_group_name_who_sits_there_for_which_firm(event, chinese):
    users, (host, guest) = chinese
    made = opened(event, host)
    first = last_to(users[0]).body

    rounds.take_group_seat(made, guest.id, by=None)

    assert "陈伟（重庆港务）" in first
    assert "目前出席人：陈伟（重庆港务）、Tan Hui Min（PSA）\n" in last_to(users[0]).body
    assert "  Who comes so far: Chen Wei (Chongqing Port), Tan Hui Min (PSA)\n" in last_to(users[1]).body
    agenda = send_agenda(guest, users[1].email, language="en", by=users[1].id)
    assert "  Who comes: Chen Wei (Chongqing Port), Tan Hui Min (PSA)\n" in agenda.body
    assert "Tan Hui Min (PSA)" in entry_of(agenda.calendar)["DESCRIPTION"]


def test_the_entry_of_a_group_names_who_sits_there_as_its_letter_does(event, chinese):
    users, (host, guest) = chinese
    made = opened(event, host)
    alone = entry_of(last_to(users[0]).calendar)

    rounds.take_group_seat(made, guest.id, by=None)
    ours, theirs = (entry_of(last_to(user).calendar) for user in users)
    rounds.leave_group_seat(made, guest.id, by=None)
    again, gone = (entry_of(last_to(user).calendar) for user in users)

    assert alone["DESCRIPTION"] == again["DESCRIPTION"] == "目前出席人：陈伟（重庆港务）"
    assert ours["DESCRIPTION"] == "目前出席人：陈伟（重庆港务）、Tan Hui Min（PSA）"
    assert theirs["DESCRIPTION"] == "Who comes so far: Chen Wei (Chongqing Port), Tan Hui Min (PSA)"
    assert (gone["STATUS"], gone.get("DESCRIPTION")) == ("CANCELLED", None)
    assert len({one["UID"] for one in (alone, ours, again, theirs, gone)}) == 1
    assert alone["DTSTAMP"].dt <= ours["DTSTAMP"].dt <= again["DTSTAMP"].dt


def test_of_another_who_comes_both_firms_read_and_their_calendars_hear(event, client, users, two, booked):
    before = int(entry_of(last_to(users[0]).calendar)["SEQUENCE"])
    other = two[0].representatives[1]

    assert replace_attendee(booked, two[0].id, other.id, by=users[0].id)

    for user, subject in zip(users, ("Who comes: Chongqing Port", "Qui vient : YCH Group"), strict=True):
        told = last_to(user)
        found = entry_of(told.calendar)
        assert told.subject.startswith(subject)
        assert "Lim, Wei; Jie, Chen Wei\n" in told.body
        assert (int(found["SEQUENCE"]), "Lim, Wei; Jie, Chen Wei" in found["DESCRIPTION"]) == (before + 1, True)
    feed = client.get(get_feed_url(create_feed(two[0], by=users[0].id)).partition("://")[2].partition("/")[2])
    assert "Lim, Wei; Jie" in entry_of(feed.data)["DESCRIPTION"]
    assert faults_of_rows() == []


def test_the_mailed_agenda_names_who_comes(users, two, booked):
    assert (
        "  Who comes: Tan Hui Min, Chen Wei\n"
        in send_agenda(two[0], users[0].email, language="en", by=users[0].id).body
    )


def test_who_is_called_off_is_named_no_more(users, two, booked):
    services.cancel(booked, two[1].id, by=None)

    told = last_to(users[0])
    assert ("Who comes" in told.body, entry_of(told.calendar).get("DESCRIPTION")) == (False, None)


def test_a_repair_that_changes_but_who_comes_says_that_and_no_other_time(app, event, users, two, booked):
    other = two[0].representatives[1].id
    held = db.session.scalars(select(Claim).where(Claim.meeting_id == booked).order_by(Claim.id)).all()
    table = next(one.table_id for one in held if one.table_id is not None)
    theirs = two[1].representatives[0].id
    seating = ScheduledSeating(booked, (held[0].slot_id,), (other, theirs), table, None)
    last_to(users[0])

    with transaction():
        _event, firms = lock_companies(event.id, *(one.id for one in two))
        apply_seatings(event, [seating], [], firms, by=None, telling=True, together=True)
    settled = now() + UNDO_DELAY
    app.config["CLOCK"] = lambda: settled

    assert last_to(users[0]).subject.startswith("Who comes: Chongqing Port")
    assert faults_of_rows() == []


@pytest.mark.full
def test_of_who_comes_in_place_of_another_all_at_its_tables_read_and_who_came_before_that_it_goes(
    event, users, two, booked
):
    old = two[0].representatives[0]
    with transaction() as session:
        session.get_one(Representative, old.id).email = "old@example.org"
    group = opened(event, two[0], slot_id=slots(event)[3])
    rounds.take_group_seat(group, two[1].id, by=None)
    send_digests()
    latest = max(db.session.scalars(select(Outbox.id)))
    before = int(entry_of(last_to(users[1]).calendar)["SEQUENCE"])

    replace_person(two[0], old.id, {"display_name": "Ms Wang", "email": "wang@example.org"}, by=users[0].id)

    send_digests()
    told = db.session.scalars(select(Outbox).where(Outbox.id > latest).order_by(Outbox.id)).all()
    assert [one.kind for one in told if one.recipient == "old@example.org"] == ["meeting.no_longer"]
    told = [one for one in told if one.recipient != "old@example.org"]
    read: dict[str, list[Any]] = {}
    for one in told:
        entries = [
            entry for part in Calendar.from_ical(one.calendar or "", multiple=True) for entry in part.walk("VEVENT")
        ]
        read.setdefault(one.recipient, []).extend(entries)
    assert set(read) == {users[0].email, users[1].email, "wang@example.org"}
    for told_of in read.values():
        assert len({entry["UID"] for entry in told_of}) == 2
        assert all("Ms Wang" in entry["DESCRIPTION"] and "Tan Hui Min" not in entry["DESCRIPTION"] for entry in told_of)
        assert max(int(entry["SEQUENCE"]) for entry in told_of) > before
    assert faults_of_rows() == []
