from __future__ import annotations

import pytest

from app.registrations.queries.access import list_company_users
from tests import factories
from tests.registrations.directory.looking import firm_named


@pytest.fixture
def event(app):
    return factories.event(phase="booking")


@pytest.fixture
def reader(client, event):
    own = firm_named(event, "Reader Pte Ltd", users=[factories.user()])
    return client.as_user(list_company_users(own)[0])
