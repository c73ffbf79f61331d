from __future__ import annotations

import pytest
from flask import Flask

from app.events.models import Event
from tests import factories


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(slots=0, tables=0)
