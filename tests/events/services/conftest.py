from __future__ import annotations

import pytest
from flask import Flask

from app.events import services
from app.events.models import Event
from tests import factories
from tests.events.drafts import usual


@pytest.fixture
def created(app: Flask) -> Event:
    host = factories.organisation()
    return services.create_event(usual(), organisation_id=host.id, by=None)
