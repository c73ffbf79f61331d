"""An agenda that a calendar follows by an address that its owner can end (case 8 of guessable links)."""

from __future__ import annotations

import pytest

from app.calendars.models import CalendarFeed
from app.calendars.queries import find_feed, get_feed_url, sign_feed
from app.calendars.services import create_feed, revoke_feed
from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.meetings import services
from app.meetings.lifecycle import MeetingActor, MeetingMove
from app.meetings.models import Meeting
from app.meetings.services.transitions import transition
from tests import factories
from tests.meetings.acts import slots
from tests.support.calendars import read_again
from tests.support.pages import text_of


@pytest.fixture
def tan(event):
    return factories.user("Tan Hui Min", locale="zh")


@pytest.fixture
def firm(event, tan):
    return factories.firm(event, "Singapore", name="YCH Group", users=[tan])


@pytest.fixture
def other(event):
    return factories.firm(event, "Chongqing", name="Chongqing Port", company_values={"name_zh": "重庆港"})


def booked(firm, other, slot=0):
    meeting = services.request_meeting(firm.event_id, other.id, firm.id, by=None)
    services.accept(meeting, firm.id, by=None, slot_id=slots(firm.event)[slot])
    return meeting


def address(firm, user):
    return get_feed_url(create_feed(firm, by=user.id)).partition("/calendars")


def path(firm, user):
    _host, calendars, rest = address(firm, user)
    return f"{calendars}{rest}"


def states(answer):
    (told,) = read_again(answer.text)
    return {one["uid"].partition("@")[0]: one["status"] for one in told["events"]}


def page(firm):
    return f"/events/{firm.event.slug}/companies/{firm.id}/calendar"


def test_a_calendar_needs_no_password_and_reads_its_owners_language(client, tan, firm, other):
    meeting = booked(firm, other)

    answer = client.get(path(firm, tan))

    (told,) = read_again(answer.text)
    assert (answer.status_code, answer.mimetype, told["method"]) == (200, "text/calendar", "PUBLISH")
    assert states(answer) == {f"meeting-{meeting}": "CONFIRMED"}
    assert told["events"][0]["summary"] == "重庆港"
    assert told["events"][0]["attendees"] == told["events"][0]["organizer"] == []


@pytest.mark.full
def test_what_was_called_off_or_lost_its_time_is_struck(client, event, tan, firm, other):
    gone, lost = booked(firm, other), booked(firm, factories.firm(event, "Chongqing"), slot=1)
    agreed = services.request_meeting(event.id, factories.firm(event, "Chongqing").id, firm.id, by=None)
    services.accept(agreed, firm.id, by=None)
    services.cancel(gone, other.id, by=None)
    with transaction():
        transition(
            db.session.get_one(Meeting, lost), MeetingMove.UNPLACE, MeetingActor.SYSTEM, slot_id=None, sequence=1
        )

    assert states(client.get(path(firm, tan))) == {f"meeting-{gone}": "CANCELLED", f"meeting-{lost}": "CANCELLED"}


@pytest.mark.full
def test_a_longer_meeting_that_was_called_off_is_struck_until_its_end(client, event, tan, firm, other):
    with transaction():
        event.longest_meeting = 3
    gone = services.request_meeting(event.id, other.id, firm.id, by=None, length=3)
    services.accept(gone, firm.id, by=None, slot_id=slots(event)[0])
    (before,) = read_again(client.get(path(firm, tan)).text)[0]["events"]
    services.cancel(gone, other.id, by=None)

    (struck,) = read_again(client.get(path(firm, tan)).text)[0]["events"]

    assert (before["status"], struck["status"]) == ("CONFIRMED", "CANCELLED")
    assert (struck["starts"], struck["ends"]) == (before["starts"], before["ends"])


def test_a_calendar_that_has_it_all_gets_nothing_again(client, tan, firm, other):
    meeting = booked(firm, other)
    where = path(firm, tan)
    first = client.get(where)

    again = client.get(where, headers={"If-None-Match": first.headers["ETag"]})
    services.move(meeting, firm.id, slots(firm.event)[1], by=None)
    moved = client.get(where, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert moved.status_code == 200


def test_an_ended_address_gives_nothing(client, tan, firm, other):
    booked(firm, other)
    before = path(firm, tan)
    now = path(firm, tan)

    assert [client.get(one).status_code for one in (before, now)] == [404, 200]
    revoke_feed(firm, by=tan.id)
    assert [client.get(one).status_code for one in (before, now)] == [404, 404]
    assert client.get(path(firm, tan)).status_code == 200


def test_it_dies_with_its_owners_part_in_the_firm(client, tan, firm, other):
    booked(firm, other)
    where = path(firm, tan)
    with transaction() as session:
        session.query(CompanyUser).filter_by(user_id=tan.id).delete()

    assert client.get(where).status_code == 404


@pytest.mark.parametrize("wrong", ["1-" + "a" * 32, "x", "0-" + "a" * 32, "1", "1-" + "a" * 31, "９-" + "a" * 32])
def test_a_forged_address_gives_nothing(client, tan, firm, wrong):
    create_feed(firm, by=tan.id)

    assert client.get(f"/calendars/{wrong}.ics").status_code == 404


def test_the_signature_is_bound_to_the_secret_the_feed_its_version_and_its_mark():
    tokens = {
        sign_feed(secret, number, version, mark)
        for secret in "ab"
        for number in (1, 2)
        for version in (1, 2)
        for mark in "xy"
    }

    assert len({token.partition("-")[2] for token in tokens}) == 16
    assert len(sign_feed("a", 1, 1, "x").partition("-")[2]) * 5 >= 128


def test_the_page_makes_shows_replaces_and_ends_an_address(client, tan, firm, other):
    reader = client.as_user(tan)

    assert "/calendars/" not in reader.get(page(firm)).text
    assert db.session.query(CalendarFeed).count() == 0
    shown = [reader.post(page(firm), follow_redirects=True).text for _ in range(2)]
    urls = [get_feed_url(one) for one in db.session.query(CalendarFeed)]
    assert urls[0] in reader.get(page(firm)).text
    assert urls[0] not in shown[0]
    assert "webcal://" in shown[1]
    assert "/calendars/" not in reader.post(f"{page(firm)}/removal", follow_redirects=True).text
    feed = find_feed(firm.id, tan.id)
    assert feed is not None
    assert feed.version == 3


def test_two_people_of_a_firm_have_addresses_of_their_own(event, tan, firm):
    ann = factories.user("Ann")
    factories.let_in(firm, ann)

    assert len({path(firm, one) for one in (tan, ann)}) == 2


def test_who_acts_for_a_firm_gets_none(client, event, firm):
    organizer = factories.member(event.organisation, "organizer")

    assert client.as_user(organizer).get(page(firm)).status_code == 403


def test_the_agenda_leads_there(client, tan, firm):
    with transaction():
        tan.locale = "en"

    assert "In your calendar" in text_of(
        client.as_user(tan).get(f"/events/{firm.event.slug}/companies/{firm.id}/agenda"), "main"
    )


def test_a_calendar_names_people_in_the_language_of_who_follows_it(client, firm, other, tan):
    booked(firm, other)
    with transaction():
        theirs = other.representatives[0]
        theirs.display_name, theirs.name_zh = "Wang Li", "王丽"

    told = client.get(path(firm, tan), headers={"Accept-Language": "en"}).text

    assert "王丽" in told
    assert "Wang Li" not in told
