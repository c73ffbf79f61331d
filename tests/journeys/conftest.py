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
from tests.support.turns import turn_within

Arrive = Callable[..., Person]


def pytest_configure(config: pytest.Config) -> None:
    marker = "ways(*ways): how a journey is made, in one of these ways a run by turns; --full makes it in every way"
    config.addinivalue_line("markers", marker)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" in metafunc.fixturenames:
        marker, turn = metafunc.definition.get_closest_marker("ways"), turn_within(metafunc)
        assert marker is not None, f"{metafunc.function.__name__} names no way"
        chosen = EVERY if turn.full else turn.of(metafunc.function.__name__, marker.args)
        metafunc.parametrize("way", chosen, ids=str)


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
