from __future__ import annotations

import pytest

from tests.lists.fairs import fair


@pytest.fixture
def here(app):
    return fair()
