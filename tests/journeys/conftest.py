"""The ways of the journeys, and the model event for those that begin in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.db import db
from app.events.models import Event
from tests.journeys.person import Person
from tests.journeys.ways import EVERY, Way
from tests.support.browsing import Visits
from tests.support.instances import POSTGRESQL

Arrive = Callable[..., Person]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ways(*ways): how a journey is made in each run; --full makes it in every way")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("ways")
        assert marker is not None, f"{metafunc.function.__name__} names no way"
        chosen = EVERY if metafunc.config.getoption("full") else marker.args
        metafunc.parametrize("way", chosen, ids=str)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL a journey is made in the last of its usual ways, on SQLite in the others."""
    if not config.getoption("full"):
        items[:] = [item for item in items if not _is_made_elsewhere(item)]


def _is_made_elsewhere(item: pytest.Item) -> bool:
    usual, databases = item.get_closest_marker("ways"), item.get_closest_marker("databases")
    if usual is None or databases is None or len(databases.args) == 1:
        return False
    chosen = item.callspec.params  # type: ignore[attr-defined]
    return bool((chosen["database"] == POSTGRESQL) != (chosen["way"] == usual.args[-1]))


@pytest.fixture
def arrive(visits: Visits, way: Way) -> Iterator[Arrive]:
    """``arrive("/events/new", user=organizer)``: somebody in front of a browser, on the way of this journey."""
    people: list[Person] = []

    def come(path: str = "/", **options: object) -> Person:
        people.append(Person(visits, way, path, **options))
        return people[-1]

    yield come
    assert [fault for person in people for fault in person.faults] == []


@pytest.fixture
def model(model_in: Callable[[str], Event]) -> Event:
    """The model event in phase ``booking``."""
    return model_in("booking")


@pytest.fixture
def user_of(app: Flask) -> Callable[[str], User]:
    """Whoever has this e-mail."""
    return lambda email: db.session.scalars(select(User).where(User.email == email)).one()
