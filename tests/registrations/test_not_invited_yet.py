"""A company that somebody put on a list sees the event once it was invited or has begun, not by the list alone."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.db import transaction
from app.events.models import Event
from app.events.queries import my_events
from app.events.scopes import roles_of
from app.registrations.models import Registration
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.queries.directory import find_own_registration
from app.registrations.services import company_links, mailings
from tests import factories
from tests.registrations.forms import fields
from tests.support.clients import Visitor
from tests.support.pages import text_of

WHO = "boss@jetty.example"


@pytest.fixture
def boss(app: Flask) -> User:
    return factories.user("Boss", WHO)


@pytest.fixture
def listed(boss: User) -> Registration:
    """This year's registration of a company that was there last year; the organizer has put it on the list."""
    past = factories.event("last-year", phase="closed")
    firm = factories.firm(past, name="Jetty Pte Ltd", users=[boss])
    event = factories.event("this-year", run_by=past.organisation, phase="registration", registration_mode="open")
    registration = factories.registration_of(firm.company, event)
    factories.representative(registration, display_name="Tan Ah Kow", email="tan@jetty.example")
    company_links.create_links([registration])
    return registration


def sees(user: User, event: Event) -> bool:
    listed = "this-year" in {mine.event.slug for mine in my_events(user.id)}
    assert listed == bool(roles_of(user.id, event)) == (find_own_registration(event, user.id) is not None)
    return listed


def test_who_was_put_on_a_list_does_not_see_the_event_before_an_invitation(client: Visitor, boss, listed):
    assert not sees(boss, listed.event)
    assert "/events/this-year/" not in client.as_user(boss).get("/").text


def by_mail(listed: Registration) -> None:
    assert mailings.invite_companies(listed.event, None, [listed.id], by=factories.user().id).companies == 1


def by_hand(listed: Registration) -> None:
    company_links.mark_sent(listed.id, sent=True, by=None)


def by_a_reminder(listed: Registration) -> None:
    assert mailings.remind_companies(listed.event, None, [listed.id], by=factories.user().id).companies == 1


def by_approval(listed: Registration) -> None:
    with transaction():
        listed.state = "approved"


@pytest.mark.parametrize("way", [by_mail, by_hand, by_a_reminder, by_approval])
def test_who_was_invited_or_has_begun_sees_the_event(boss, listed, way):
    way(listed)

    assert sees(boss, listed.event)


def test_an_invitation_that_the_rehearsal_holds_shows_nothing_yet(boss, listed):
    with transaction():
        listed.event.rehearsal = True

    by_mail(listed)

    assert not sees(boss, listed.event)


def test_another_company_of_the_event_tells_nobody_of_this_one(boss, listed):
    other, colleague = factories.firm(listed.event, state="invited"), factories.user("Colleague")
    factories.let_in(other, colleague)
    company_links.create_links([other])

    by_mail(listed)

    assert not sees(colleague, listed.event)


def test_who_has_the_link_by_another_way_begins_and_sees_the_event(client: Visitor, boss, listed):
    link = find_link(listed)
    assert link is not None
    at = client.as_user(boss).get(f"/f/{get_link_token(link)}").location

    client.post(at, data=fields(client.get(at), act="without"))

    assert listed.state == "draft"
    assert sees(boss, listed.event)


def test_who_registers_before_being_invited_goes_on_with_what_the_list_says(client: Visitor, boss, listed):
    page = client.as_user(boss).get("/events/this-year/register")
    side = factories.group(listed.event, "Singapore").id

    sent_on = client.post("/events/this-year/register", data={"group": side, "returning": listed.company_id})

    assert "Jetty Pte Ltd was here before" in text_of(page, "main")
    assert sent_on.location.endswith(f"/companies/{listed.id}/welcome/work")
    assert (listed.state, [one.display_name for one in listed.representatives]) == ("draft", ["Tan Ah Kow"])
    assert sees(boss, listed.event)
