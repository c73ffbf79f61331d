"""A closed event is closed on every page: nothing is offered that would be refused, nothing is announced."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.companies.models import CompanyCertificate
from app.core.db import now, transaction
from app.events.models import Event
from app.matching.services import rank_event
from app.meetings import services as meetings
from app.registrations.models import Delegation, Registration
from tests import factories
from tests.bank_and_port import BANK
from tests.support.clients import Visitor
from tests.support.pages import text_of

OVER = "The event is closed, so this is no longer possible."
TABS = "nav a"


@pytest.fixture
def chamber(app: Flask) -> Organisation:
    return factories.organisation()


@pytest.fixture
def delegation(event: Event, chamber: Organisation) -> Delegation:
    return factories.delegation(event, of=chamber)


@pytest.fixture
def closed(event: Event, bank: Registration, port: Registration, delegation: Delegation) -> Event:
    """The bank must answer the port, meets another and has a certificate that is over; its chamber has still to invite
    one firm."""
    meetings.request_meeting(event.id, port.id, bank.id, by=None)
    third = factories.firm(event, "Chongqing", company_values={"sectors": BANK})
    meeting = meetings.request_meeting(event.id, third.id, bank.id, by=None)
    meetings.accept(meeting, bank.id, by=None, slot_id=event.slots[0].id)
    factories.firm(event, state="invited", delegation_id=delegation.id)
    rank_event(event.id)
    ended = now().date() - dt.timedelta(days=3)
    with transaction() as session:
        session.add(CompanyCertificate(company_id=bank.company_id, kind="holds", standard="aeo", valid_until=ended))
        event.phase = "closed"
        event.registration_closes_on = now().date() + dt.timedelta(days=13)
    return event


@pytest.mark.full
def test_a_firm_finds_nothing_to_do(client: Visitor, closed: Event, bank: Registration, user) -> None:
    client.as_user(user)
    at = f"/events/{closed.slug}/companies/{bank.id}"
    home, suggestions, profile, agenda = (
        client.get(f"{at}/{page}") for page in ("home", "suggestions", "profile", "agenda")
    )
    requests = text_of(client.get(f"{at}/requests"), "main")

    assert "Waiting for your answer" not in text_of(home, "main")
    assert "Complete it" not in text_of(home, "main")
    assert "Renew a certificate" not in text_of(home, "main")
    assert "Requests 1" not in " ".join(text_of(home, "header").split())
    assert OVER in text_of(suggestions, "main")
    assert "Ask for a meeting" not in text_of(suggestions, "main")
    assert OVER in text_of(profile, "main")
    for act in ("Save the profile", "Add a person", "Keep this logo"):
        assert act not in text_of(profile, "main")
    assert "Next:" not in text_of(agenda, "main")
    assert "You did not answer" in requests
    assert "lapses" not in requests


def test_a_chamber_is_told_that_its_steps_are_over(
    client: Visitor, closed: Event, delegation: Delegation, chamber: Organisation
) -> None:
    client.as_user(factories.member(chamber, Role.CHAMBER))

    home = " ".join(text_of(client.get(f"/events/{closed.slug}/delegations/{delegation.id}"), "main").split())

    assert "The event is closed." in home
    for word in ("Registration closes", "Send invitations your turn", "when booking opens", "Change the delegation"):
        assert word not in home
    assert "Send invitations over" in home


def test_an_organizer_can_save_and_arrange_nothing(client: Visitor, closed: Event) -> None:
    client.as_user(factories.event_role(closed, Role.ORGANIZER))

    settings = text_of(client.get(f"/events/{closed.slug}/settings"), "main")
    arrange = text_of(client.get(f"/events/{closed.slug}/meetings/arrange"), "main")

    assert "its description stays as it is" in settings
    assert "Save the event" not in settings
    assert OVER in arrange
    assert "Choose a partner" not in arrange


def test_what_was_ahead_is_not_announced_any_more(client: Visitor, closed: Event) -> None:
    organizing = client.as_user(factories.member(closed.organisation, Role.ORGANIZER))
    with transaction() as session:
        session.get_one(Event, closed.id).registration_closes_on = now().date() + dt.timedelta(days=90)

    assert "How it works" not in client.get(f"/events/{closed.slug}").text
    overview = organizing.get(f"/events/{closed.slug}/overview").text
    assert ("The event is closed." in overview, "to go." in overview) == (True, False)
