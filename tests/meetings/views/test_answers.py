"""What stands against accepting a request is said where the button would be, on the page of requests and at home."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.meetings import services
from app.registrations.models import Preference
from tests import factories
from tests.meetings.views.looking import at, body
from tests.support.pages import read

FULL = "You have the 1 meeting that the event allows"
NO_MORE = "This firm takes no further meetings at present."


@pytest.fixture
def request_id(event, firms, slots):
    """The first firm asks the second for the first time."""
    return services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])


@pytest.fixture
def third(event):
    return factories.firm(event, "Singapore", name="Bok Seng")


def buttons(client, people, event, firms, page="requests"):
    """The words of the buttons and links beside the request, and what is said there."""
    shown = client.as_user(people[1]).get(f"/events/{event.slug}/companies/{firms[1].id}/{page}")
    aside = read(shown).find(".q-pair-plain")[0].find("aside")[0]
    return [one.text for one in aside.all() if "btn" in (one.attributes.get("class") or "").split()], aside.text


def book(event, firm, other, slot):
    meeting = services.request_meeting(event.id, other.id, firm.id, by=None)
    services.accept(meeting, firm.id, by=None, slot_id=slot)


def test_a_request_that_can_be_accepted_says_its_time(client, event, people, firms, request_id):
    words, _text = buttons(client, people, event, firms)

    assert words[:3] == ["Accept 09:30", "Other times", "Decline"]


@pytest.mark.parametrize("page", ["requests", "home"])
def test_a_firm_with_its_most_meetings_is_told_so_and_may_decline(
    client, event, people, firms, slots, third, request_id, page
):
    book(event, firms[1], third, slots[3])
    with transaction():
        event.max_meetings = 1

    words, text = buttons(client, people, event, firms, page)

    assert words[0] == "Decline"
    assert FULL in text
    answer = client.post(at("take_time", event, firms[1], meeting_id=request_id), data={"slot": slots[0]})
    assert answer.status_code == 409


@pytest.mark.parametrize("cause", ["full", "never", "gone"])
def test_whatever_keeps_the_other_side_is_told_in_the_same_words(
    client, event, people, firms, slots, request_id, cause
):
    with transaction() as session:
        if cause == "never":
            session.add(Preference(event_id=event.id, registration_id=firms[0].id, other_id=firms[1].id, kind="never"))
        elif cause == "gone":
            firms[0].state = "waiting"
    if cause == "full":
        book(event, firms[0], factories.firm(event, "Chongqing", name="Changan"), slots[3])
        with transaction():
            event.max_meetings = 1

    words, text = buttons(client, people, event, firms)

    assert words[0] == "Decline"
    assert text.startswith(NO_MORE)


def test_where_the_time_is_taken_the_next_one_is_offered(client, event, people, firms, slots, third, request_id):
    book(event, firms[1], third, slots[0])

    words, text = buttons(client, people, event, firms)

    assert words[:3] == ["Accept 10:00", "Other times", "Decline"]
    assert "09:30: You meet Bok Seng" in text


def test_the_own_mark_is_named_and_to_who_acts_for_the_firm_it_is_not(client, event, people, firms, request_id):
    organizer = factories.member(event.organisation, "organizer")
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=firms[1].id, other_id=firms[0].id, kind="never"))

    _words, mine = buttons(client, people, event, firms)
    theirs = body(client.as_user(organizer).get(at("requests", event, firms[1]))).text

    assert "You marked this firm as “never”" in mine
    assert NO_MORE in theirs
    assert "never" not in theirs


def test_before_the_timetable_a_request_without_a_time_is_accepted(client, people):
    event = factories.event(phase="booking", booking_mode="planned")
    one = factories.firm(event, "Singapore", name="YCH")
    other = factories.firm(event, "Chongqing", name="Port", users=[people[1]])
    services.request_meeting(event.id, one.id, other.id, by=None)

    words, _text = buttons(client, people, event, (one, other))

    assert words[:2] == ["Accept", "Decline"]
