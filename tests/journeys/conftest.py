"""The ways of the journeys, and the model event for those that begin in the middle."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.db import db
from app.demo.services import build
from app.events.models import Event
from tests.journeys.person import Person
from tests.journeys.ways import EVERY, Way
from tests.support.browsing import Visits
from tests.support.instances import Instance

Arrive = Callable[..., Person]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ways(*ways): how a journey is made in each run; --full makes it in every way")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("ways")
        assert marker is not None, f"{metafunc.function.__name__} names no way"
        chosen = EVERY if metafunc.config.getoption("full") else marker.args
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


@pytest.fixture(scope="session")
def kept_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the model event is kept, by phase, once a test has built it."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def model_in(app: Flask, instance: Instance, kept_models: Path) -> Callable[[str], Event]:
    """``model_in("planning")``: the model event in this phase; on SQLite it is built once and copied."""

    def stand(phase: str) -> Event:
        url = instance.settings.database_url
        if not url.startswith("sqlite"):
            return build(phase)
        file, kept = url.removeprefix("sqlite:///"), kept_models / f"{phase}.db"
        if kept.exists():
            _copy(str(kept), file)
        else:
            build(phase)
            _copy(file, str(kept))
        return db.session.scalars(select(Event)).one()

    return stand


@pytest.fixture
def model(model_in: Callable[[str], Event]) -> Event:
    """The model event in phase ``booking``."""
    return model_in("booking")


def _copy(source: str, target: str) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=10)) as new:
        old.backup(new)


@pytest.fixture
def user_of(app: Flask) -> Callable[[str], User]:
    """Whoever has this e-mail."""
    return lambda email: db.session.scalars(select(User).where(User.email == email)).one()
