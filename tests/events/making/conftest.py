from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import User
from app.accounts.permissions import Role
from app.events import services
from app.events.models import Event
from tests import factories
from tests.events.drafts import usual
from tests.support.clients import Visitor


@pytest.fixture
def organizer(app: Flask) -> User:
    return factories.member(factories.organisation("Port zone office"), Role.ORGANIZER)


@pytest.fixture
def organizing(client: Visitor, organizer: User) -> Visitor:
    return client.as_user(organizer)


@pytest.fixture
def created(organizer: User) -> Event:
    return services.create_event(usual(), organisation_id=organizer.memberships[0].organisation_id, by=organizer.id)
