from __future__ import annotations

import pytest

from app.registrations.queries.joins import users_of
from tests import factories
from tests.registrations.directory.looking import firm_named


@pytest.fixture
def event(app):
    return factories.event(phase="booking")


@pytest.fixture
def reader(client, event):
    own = firm_named(event, "Reader Pte Ltd", users=[factories.user()])
    return client.as_user(users_of(own)[0])
