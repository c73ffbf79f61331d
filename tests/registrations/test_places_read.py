"""What the firm and the organizer read of places: one that is kept, one that goes on, none that is free."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.permissions import Role
from app.core.db import transaction
from app.registrations.queries.capacity import find_open_offer
from app.registrations.services import capacity, transitions
from app.registrations.services.company_links import create_links
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories
from tests.registrations.firm_link.links import address
from tests.support.pages import text_of


@pytest.fixture
def event(app):
    return factories.event("day", phase="registration", registration_mode="open")


@pytest.fixture
def side(event):
    return factories.group(event, "Singapore")


def rules(event, side, quota):
    given: dict[str, Any] = {"approving": (), "invited": False, "sectors": (), "offer_days": 3}
    return capacity.update_capacity(event, quotas={side.id: quota}, by=None, **given)


def firm(event, name, state, **values):
    return factories.firm(event, "Singapore", name=name, state=state, **values)


@pytest.fixture
def offered(event, side):
    """A firm with somebody who acts for it, and a place that is kept for it."""
    user = factories.user()
    waiting = firm(event, "Bank", "waiting", users=[user])
    rules(event, side, 1)
    return waiting, user


def test_who_has_a_place_on_offer_does_not_read_that_it_waits_for_one(client, event, offered):
    waiting, user = offered

    home = text_of(client.as_user(user).get(f"/events/day/companies/{waiting.id}/home"), "#main")

    assert "A place is kept until" in home
    assert "You are on the waiting list" not in home


def test_the_link_says_that_a_place_is_kept(client, event, side):
    waiting = firm(event, "Bank", "waiting")
    with transaction():
        create_links([waiting])
    before = text_of(client.get(address(waiting)), "#main")
    rules(event, side, 1)

    opened = text_of(client.get(address(waiting)), "#main")

    assert "as soon as the organizer has a place" in before
    assert "is kept for this firm until" in opened
    assert "as soon as the organizer has a place" not in opened


def test_the_list_of_the_organizer_shows_for_whom_a_place_is_kept(client, event, offered):
    office = factories.member(event.organisation, Role.ORGANIZER)
    firm(event, "Port", "waiting")

    listed = text_of(client.as_user(office).get("/events/day/registrations?state=waiting"), "tbody")

    assert listed.count("a place is kept until") == 1


@pytest.mark.parametrize(("quota", "waits", "said"), [(1, True, True), (1, False, False), (None, True, False)])
def test_who_leaves_reads_whether_its_place_goes_on(client, event, side, quota, waits, said):
    user = factories.user()
    leaving = firm(event, "Bank", "approved", users=[user])
    if waits:
        firm(event, "Port", "waiting")
    rules(event, side, quota)

    page = text_of(client.as_user(user).get(f"/events/day/companies/{leaving.id}/leaving"), "#main")

    assert ("this one is offered to it" in page) is said


def test_an_approval_that_is_taken_back_frees_its_place_for_who_waits(event, side):
    office = factories.user()
    rules(event, side, 1)
    first, second = firm(event, "Bank", "submitted"), firm(event, "Port", "waiting")
    moved = transitions.transition_all(
        event, [first.id], RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=office.id
    )
    assert find_open_offer(second.id) is None

    transitions.undo_decision(event, moved.before, by=office.id)

    assert find_open_offer(second.id) is not None


def test_taking_back_what_freed_nothing_offers_nothing(event, side):
    office = factories.user()
    rules(event, side, 1)
    first, second = firm(event, "Bank", "submitted"), firm(event, "Port", "waiting")
    moved = transitions.transition_all(
        event, [first.id], RegistrationAct.REJECT, actor=RegistrationActor.ORGANIZER, by=office.id
    )

    transitions.undo_decision(event, moved.before, by=office.id)

    assert find_open_offer(second.id) is None


def test_a_decision_that_moves_nobody_says_so_and_leads_to_the_places(client, event, side):
    office = factories.member(event.organisation, Role.ORGANIZER)
    firm(event, "Bank", "approved")
    wanting = firm(event, "Port", "submitted")
    rules(event, side, 1)

    page = client.as_user(office).post("/events/day/registrations", data={"act": "approve", "firm": str(wanting.id)})

    assert "None of these firms can be approved" in text_of(page, "#main")
    assert "can be taken back" not in text_of(page, "#main")
    assert "/events/day/places" in page.text
