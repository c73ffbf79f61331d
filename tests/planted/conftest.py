"""Each run of the suite on a faulty copy takes its time: those are part of make test-all alone."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if collection_path.name == "test_planted.py" and not config.getoption("full") else None
