"""A group meeting with two guests in a small hall; whatever becomes of it leaves sound rows."""

from __future__ import annotations

import pytest

from app.group_meetings import services
from tests import factories
from tests.group_meetings.acts import opened


@pytest.fixture
def event(app):
    return factories.event("hall", tables=2, slots=4, longest_run=None)


@pytest.fixture
def host(event):
    return factories.firm(event, "Singapore", users=[factories.user("Host")], people=2)


@pytest.fixture
def guests(event):
    return [factories.firm(event, "Chongqing", users=[factories.user(f"G{n}")]) for n in range(2)]


@pytest.fixture
def made(event, host, guests):
    found = opened(event, host)
    for one in guests:
        services.take_group_seat(found, one.id, by=None)
    return found


@pytest.fixture(autouse=True)
def in_the_end(sound):
    """Holds for each of them."""
