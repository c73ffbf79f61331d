"""The papers of the day are printed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.accounts.permissions import Role
from app.meetings import services
from tests import factories

PAPER = "/events/matching-day/paper"


@pytest.fixture
def event(app):
    event = factories.event("matching-day", phase="running")
    bank, port = factories.firm(event, name="DBS Bank"), factories.firm(event, "Chongqing", name="Guoyuan Port")
    services.arrange(event.id, bank.id, port.id, by=factories.user().id, slot_id=event.slots[0].id)
    return event


def test_agendas_are_printed_and_fetched(arrive, event):
    person = arrive(PAPER, user=factories.event_role(event, Role.ORGANIZER))

    person.follow('#agendas form[action$="/agendas"] button.btn-secondary')
    person.follow_result()

    expect(person.page.locator(".q-notice-good a.btn-primary")).to_have_count(1)
