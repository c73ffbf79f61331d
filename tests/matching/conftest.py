"""An event with a bank and a port that suit each other, the bank's user, and the organizer at the browser."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from tests import bank_and_port, factories


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def user(app):
    return factories.user()


@pytest.fixture
def bank(event, user):
    return bank_and_port.bank(event, user)


@pytest.fixture
def port(event):
    return bank_and_port.port(event)


@pytest.fixture
def organizer(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))
