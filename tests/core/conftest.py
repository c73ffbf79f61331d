from __future__ import annotations

import pytest
from flask import Flask

from app.core.spreadsheets import workbooks
from app.events.models import Event
from tests import factories
from tests.support.sheets import Ask


@pytest.fixture(autouse=True)
def sheets_by_the_child(ask_child: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "ask_child", ask_child)


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(slots=0, tables=0)
