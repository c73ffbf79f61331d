"""The ways of the journeys, and the model event for those that begin in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from _pytest.mark import ParameterSet
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.events.models import Event
from tests.journeys.person import Person
from tests.journeys.ways import EVERY, Way
from tests.support.browsing import Visits

Arrive = Callable[..., Person]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ways(*also): the ways of a journey besides each language and width")
    config.addinivalue_line("markers", "only_ways(*these): the only ways of a journey")
    config.addinivalue_line("markers", "usual_way(way): the way in which make test makes the journey too")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" in metafunc.fixturenames:
        named = ("ways", "only_ways", "usual_way")
        also, only, usual = (metafunc.definition.get_closest_marker(name) for name in named)
        ways = only.args if only else EVERY
        chosen = dict.fromkeys(ways + (also.args if also else ()) + (usual.args if usual else ()))
        metafunc.parametrize("way", [_param(way, is_usual=usual is not None and way in usual.args) for way in chosen])


def _param(way: Way, *, is_usual: bool) -> ParameterSet:
    return pytest.param(way, id=str(way), marks=() if is_usual else pytest.mark.full)


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
