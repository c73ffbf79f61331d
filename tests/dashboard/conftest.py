from __future__ import annotations

import pytest

from tests import factories
from tests.dashboard.sectors import BANK, PORT


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def user(app):
    return factories.user()


@pytest.fixture
def bank(event, user):
    return factories.firm(event, "Singapore", name="Bank", users=[user], company_values={"sectors": BANK})


@pytest.fixture
def port(event):
    return factories.firm(event, "Chongqing", name="Chongqing Port", company_values={"sectors": PORT})
