"""What a firm reads that is not approved, was turned down, waits for a place or has all its meetings."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.matching import services as matching
from app.meetings import services
from app.registrations.models import Registration
from tests import factories
from tests.bank_and_port import PORT
from tests.support.pages import read, text_of


@pytest.fixture
def event(app):
    return factories.event(contact_email="office@example.org")


@pytest.fixture
def page_of(client, event, user, bank):
    """The text of one of the firm's own pages."""

    def page(name: str) -> str:
        return text_of(client.as_user(user).get(f"/events/{event.slug}/companies/{bank.id}/{name}"), "#main")

    return page


def stands(firm, state):
    with transaction() as session:
        session.get_one(Registration, firm.id).state = state


@pytest.mark.parametrize("state", ["submitted", "waiting"])
def test_who_is_not_in_yet_reads_when_it_can_ask(page_of, event, bank, port, state):
    matching.rank_event(event.id)
    stands(bank, state)

    home = page_of("home")

    assert "You can ask once the organizer has approved you." in home
    assert "Ask for a meeting" not in home
    assert "Ask a firm" not in page_of("requests")


def test_the_waiting_list_is_explained(page_of, bank):
    stands(bank, "waiting")

    assert "The organizer lets you in when there is a place" in page_of("home")


def test_who_was_turned_down_reads_so_and_whom_to_ask(page_of, event, bank, port):
    matching.rank_event(event.id)
    stands(bank, "rejected")

    home = page_of("home")
    assert "The organizer has not accepted this registration" in home
    assert "office@example.org" in home
    assert "Nothing waits for you" not in home
    assert "Best suggestions" not in home
    assert "Say what you seek" not in page_of("suggestions")
    assert "Ask a firm" not in page_of("requests")


def test_who_was_turned_down_opens_its_registration_again(client, event, user, bank):
    with transaction():
        event.phase = "registration"
    stands(bank, "rejected")
    visitor = client.as_user(user)
    page = read(visitor.get(f"/events/{event.slug}/companies/{bank.id}/home"))
    (reopening,) = [form.attributes["action"] for form in page.find("form") if "reopening" in str(form.attributes)]

    answer = visitor.post(reopening)

    assert answer.headers["Location"].endswith("/welcome/work")
    assert db.session.get_one(Registration, bank.id, populate_existing=True).state == "draft"


def test_who_was_turned_down_after_registration_closed_is_offered_no_dead_end(page_of, event, bank):
    with transaction():
        event.phase = "running"
    stands(bank, "rejected")

    home = page_of("home")

    assert "Registration is closed" in home
    assert "hand it in again" not in home


def test_at_the_most_meetings_no_page_invites_to_ask(page_of, event, bank, port):
    with transaction():
        event.max_meetings, event.max_open_requests = 1, 10
    other = factories.firm(event, "Chongqing", company_values={"sectors": PORT})
    services.accept(services.request_meeting(event.id, other.id, bank.id, by=None), bank.id, by=None)
    matching.rank_event(event.id)

    suggestions, requests, home = page_of("suggestions"), page_of("requests"), page_of("home")

    assert "You have as many meetings as the event allows." in suggestions
    assert "You may send" not in suggestions
    assert "No requests yet" not in requests
    assert "Ask a firm" not in requests + home


def test_requests_that_came_to_nothing_are_requests(page_of, event, bank, port):
    services.withdraw(services.request_meeting(event.id, bank.id, port.id, by=None), bank.id, by=None)

    page = page_of("requests")

    assert "Nothing is open" in page
    assert "No requests yet" not in page
    assert "Came to nothing" in page


def test_a_firm_without_any_request_is_led_to_its_suggestions(page_of):
    page = page_of("requests")

    assert "No requests yet" in page
    assert "See my suggestions" in page
