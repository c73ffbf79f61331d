"""After the event the pages of a firm's meetings offer nothing more, and say why."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.meetings import services
from tests import factories
from tests.meetings.views.looking import at, body
from tests.support.pages import read


@pytest.fixture
def closed(event, firms, slots):
    """After the event: one request of each side waits, one meeting is agreed, one booked."""
    others = [factories.firm(event, "Chongqing", name=f"Other {number}") for number in range(3)]
    services.request_meeting(event.id, firms[0].id, others[0].id, by=None)
    waiting = services.request_meeting(event.id, others[1].id, firms[0].id, by=None, slot_id=slots[0])
    services.accept(services.request_meeting(event.id, firms[0].id, others[2].id, by=None), others[2].id, by=None)
    booked = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(booked, firms[1].id, by=None, slot_id=slots[1])
    with transaction():
        event.phase = "closed"
    return waiting, booked


def acts_on(page) -> list[str]:
    return [form.attributes["action"] for form in body(page).find("form") if form.attributes.get("method") == "post"]


@pytest.mark.full
def test_after_the_event_nothing_is_offered_that_the_phase_refuses(client, event, firms, people, closed):
    client.as_user(people[0])
    page = client.get(at("requests", event, firms[0]))

    assert acts_on(page) == []
    assert "The event is closed, so this is no longer possible." in read(page).text
    for word in ("Take back", "Cancel", "Decline", "Accept", "Choose a time", "Move"):
        assert word not in [node.text for node in body(page).find(".btn")]
    assert [act for act in acts_on(client.get(at("agenda", event, firms[0]))) if not act.endswith("/note")] == []
    assert "waits for your answer" not in client.get(at("agenda", event, firms[0])).text
    assert acts_on(client.get(f"/events/{event.slug}/companies/{firms[0].id}/home")) == []


@pytest.mark.full
def test_the_pages_of_an_ended_event_say_why_nothing_can_be_done(client, event, firms, people, closed):
    client.as_user(people[0])
    other = factories.firm(event, "Chongqing", name="Not asked")
    pages = [
        at("ask", event, firms[0], other_id=other.id),
        *(at("take_time", event, firms[0], meeting_id=made) for made in closed),
    ]

    for address in pages:
        page = client.get(address)
        assert acts_on(page) == []
        assert "The event is closed, so this is no longer possible." in read(page).text
    firm = client.get(f"/events/{event.slug}/companies/{other.id}")
    assert "The event is closed, so this is no longer possible." in read(firm).text


def test_what_the_phase_refuses_is_said_with_its_reason_and_leads_back_to_the_event(
    client, event, firms, people, closed
):
    client.as_user(people[0])

    page = client.post(f"/events/{event.slug}/companies/{firms[0].id}/meetings/{closed[1]}/cancellation")

    assert page.status_code == 409
    assert read(page).find("h1")[0].text == "Not at this stage of the event"
    assert "The event is closed, so this is no longer possible. Nothing was changed." in read(page).text
    assert f"/events/{event.slug}/companies/{firms[0].id}/home" in [
        node.attributes["href"] for node in body(page).find("a")
    ]
