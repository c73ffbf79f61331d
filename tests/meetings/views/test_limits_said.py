"""Limits are said before they bite: in the directory, where other times are proposed, where a meeting is asked for."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.meetings import services
from tests import factories
from tests.meetings.views.looking import at, body


@pytest.fixture
def others(event):
    return [factories.firm(event, "Chongqing", name=f"Port {number}") for number in range(3)]


def directory(client, event, people):
    return client.as_user(people[0]).get(f"/events/{event.slug}/companies").text


def test_who_has_a_meeting_or_a_request_is_not_asked_again_in_the_directory(
    client, event, people, firms, others, slots
):
    booked = services.request_meeting(event.id, firms[0].id, others[0].id, by=None)
    services.accept(booked, others[0].id, by=None, slot_id=slots[0])
    asked = services.request_meeting(event.id, firms[0].id, others[1].id, by=None)

    page = directory(client, event, people)

    links = [f"/ask/{one.id}" in page for one in others]
    assert links == [False, False, True]
    assert f"#meeting-{booked}" in page
    assert f"#meeting-{asked}" in page


def test_at_the_own_limit_the_directory_says_so_and_offers_nothing(client, event, people, firms, others, slots):
    with transaction():
        event.max_meetings = 1
    made = services.request_meeting(event.id, firms[0].id, others[0].id, by=None)
    services.accept(made, others[0].id, by=None, slot_id=slots[0])

    page = directory(client, event, people)

    assert "/ask/" not in page
    assert "You have the 1 meeting that the event allows" in page


def test_at_the_limit_other_times_are_not_proposed_and_the_limit_is_named(client, event, people, firms, others, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    with transaction():
        event.max_meetings = 1
    third = factories.firm(event, "Singapore", name="Third")
    other = services.request_meeting(event.id, third.id, firms[1].id, by=None)
    services.accept(other, firms[1].id, by=None, slot_id=slots[0])
    url = f"/events/{event.slug}/companies/{firms[1].id}/meetings/{made}/other-times"
    visitor = client.as_user(people[1])

    page = visitor.get(url)
    answer = visitor.post(url, data={"slots": [slots[1]]})

    for said in (page.text, answer.text):
        assert "You have the 1 meeting that the event allows" in said
        assert "No time suits both" not in said
        assert "just been taken" not in said
    assert answer.status_code == 409


def test_a_page_that_is_only_opened_speaks_of_no_change(client, event, people, firms, others, slots):
    with transaction():
        event.max_meetings = 1
    made = services.request_meeting(event.id, firms[0].id, others[0].id, by=None)
    services.accept(made, others[0].id, by=None, slot_id=slots[0])

    page = body(client.as_user(people[0]).get(at("ask", event, firms[0], other_id=others[1].id)))

    assert "You have the 1 meeting that the event allows" in page.text
    assert "Nothing was" not in page.text
