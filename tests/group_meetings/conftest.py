"""A host of a group meeting, and firms that may come to it."""

from __future__ import annotations

import pytest

from app.core.db import db, now
from tests import factories
from tests.support.soundness import faults_of_rows


@pytest.fixture
def event(app):
    return factories.event(longest_run=None)


@pytest.fixture
def host(event):
    return factories.firm(event, "Singapore", name="YCH Group", users=[factories.user("Host")])


@pytest.fixture
def guests(event):
    return [factories.firm(event, "Chongqing", users=[factories.user(f"Guest {n}")]) for n in range(4)]


@pytest.fixture
def clock(app):
    """Stands still until a test moves it."""
    clock = {"now": now()}
    app.config["CLOCK"] = lambda: clock["now"]
    return clock


@pytest.fixture
def sound(app):
    """For who leaves nothing odd on purpose."""
    yield
    db.session.rollback()
    assert faults_of_rows() == []
