"""When planners plan, and a small hall with somebody who plans it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.accounts.permissions import Role
from tests import factories
from tests.scheduling import halls

BEFORE = factories.FIRST_SLOT - timedelta(days=1)


@pytest.fixture
def the_day_before(app: Flask) -> Iterator[None]:
    app.config["CLOCK"] = lambda: BEFORE
    yield
    app.config.pop("CLOCK")


@pytest.fixture
def hall(app: Flask) -> halls.Hall:
    return halls.hall()


@pytest.fixture
def planner(hall: halls.Hall, client: FlaskClient) -> User:
    """Mei, an organizer, signed in."""
    user = factories.event_role(hall[0], Role.ORGANIZER, name="Mei")
    client.as_user(user)  # type: ignore[attr-defined]
    return user
