"""The papers of the day: printed, a meeting moved, and what has changed printed again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.accounts.permissions import Role
from app.core.db import db
from app.meetings import services
from app.meetings.models import Meeting
from tests import factories

PAPER = "/events/matching-day/paper"


@pytest.fixture
def event(app):
    event = factories.event("matching-day", phase="running")
    bank, port = factories.firm(event, name="DBS Bank"), factories.firm(event, "Chongqing", name="Guoyuan Port")
    services.arrange(event.id, bank.id, port.id, by=factories.user().id, slot_id=event.slots[0].id)
    return event


def test_agendas_are_printed_and_those_that_have_changed_again(arrive, event):
    person = arrive(PAPER, user=factories.event_role(event, Role.ORGANIZER))

    _print(person, '#agendas form[action$="/agendas"] button.btn-secondary')
    expect(person.page.locator("#agendas details")).to_have_count(0)
    services.move(event.id, db.session.query(Meeting).one().id, slot_id=event.slots[2].id, by=None)
    person.go(PAPER)
    expect(person.page.locator("#agendas details li")).to_have_count(2)
    _print(person, '#agendas form[action$="/agendas"] button.btn-primary')

    expect(person.page.locator(".q-notice-good a.btn-primary")).to_have_count(1)
    expect(person.page.locator("#agendas details")).to_have_count(0)


def _print(person, button):
    """Have a pack made and come back to the page with its file."""
    person.follow(button)
    person.follow_result()
