from __future__ import annotations

import datetime as dt

import pytest

from tests import factories


@pytest.fixture
def clock(app):
    """The day before, until a test puts it on."""
    clock = {"now": factories.FIRST_SLOT - dt.timedelta(days=1)}
    app.config["CLOCK"] = lambda: clock["now"]
    return clock


@pytest.fixture
def event(app, clock):
    return factories.event(phase="running", longest_run=None)


@pytest.fixture
def users(event):
    return factories.user("Ms Tan"), factories.user("Mr Li")


@pytest.fixture
def firms(event, users):
    """A firm of each side, each with somebody who acts for it."""
    return (
        factories.firm(event, "Singapore", name="YCH Group", users=users[:1]),
        factories.firm(event, "Chongqing", name="San Yang Ma", users=users[1:]),
    )


@pytest.fixture
def begun(event, firms, clock):
    """A meeting of the two that has begun; its number."""
    from tests.outcomes.acts import booked

    meeting_id = booked(event, firms)
    clock["now"] = factories.FIRST_SLOT + dt.timedelta(minutes=5)
    return meeting_id
