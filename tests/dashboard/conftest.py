from __future__ import annotations

import pytest

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
