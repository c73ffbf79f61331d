from __future__ import annotations

import pytest

from tests import factories


@pytest.fixture
def event(app):
    return factories.event(longest_run=None)


@pytest.fixture
def firms(event):
    """A firm of each side."""
    return factories.firm(event, "Singapore"), factories.firm(event, "Chongqing")
