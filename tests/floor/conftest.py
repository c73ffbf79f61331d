from __future__ import annotations

import pytest
from flask import Flask

from app.events.models import Event
from tests import factories


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(slots=0, tables=0)


@pytest.fixture(autouse=True)
def addresses_of_other_features(request: pytest.FixtureRequest) -> None:
    """The frame of a page links to features that the floor does not know: here they may be missing."""
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        app.url_build_error_handlers[:] = [lambda _error, _endpoint, _values: "/elsewhere"]
