from __future__ import annotations

import pytest
from flask import Flask

from app.events.models import Event
from tests import factories


@pytest.fixture(autouse=True)
def jobs_at_once(request: pytest.FixtureRequest) -> None:
    """Jobs and letters are done in this process, right after the commit that asks for them."""
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        app.config["JOBS"] = "now"


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(slots=0, tables=0)
