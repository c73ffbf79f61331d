"""A firm with a reader, three that ask it, and a clock."""

from __future__ import annotations

import pytest

from tests import factories
from tests.meetings.digests.acts import FAR


@pytest.fixture
def clock(app):
    told = {"now": FAR}
    app.config["CLOCK"] = lambda: told["now"]
    return told


@pytest.fixture
def tan(event):
    return factories.user("Tan Hui Min")


@pytest.fixture
def ych(event, tan, clock):
    return factories.firm(event, "Singapore", name="YCH Group", users=[tan])


@pytest.fixture
def ports(event, clock):
    return [factories.firm(event, "Chongqing", name=f"Port {n}") for n in range(3)]
