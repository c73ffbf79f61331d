"""Fixtures of the whole suite. What they do in detail stands in tests/support/."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import settings

from config import Settings
from tests.support.clients import Visitor
from tests.support.instances import POSTGRESQL, SQLITE, Instance, Instances, in_context

ON_BOTH = ("test_models", "test_queries", "test_services", "test_reactions", "test_jobs", "test_migrations", "test_db")
"""Files about what the databases do differently run on both; ``databases("sqlite", …)`` decides otherwise."""

# a busy machine is no fault of the code under test; benches measure time
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="every journey × language × width × database")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "databases(*names): on which databases to run: sqlite, postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", _databases(metafunc), scope="session")


def _databases(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    marker = metafunc.definition.get_closest_marker("databases")
    if marker is not None:
        return tuple(str(name) for name in marker.args)
    both = metafunc.config.getoption("full") or metafunc.module.__name__.rpartition(".")[2].startswith(ON_BOTH)
    return (SQLITE, POSTGRESQL) if both else (SQLITE,)


@pytest.fixture(scope="session")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instances]:
    """One instance a database, made when a test first asks for it; PostgreSQL is a server of this process."""
    with Instances(tmp_path_factory.mktemp) as made:
        yield made


@pytest.fixture
def instance(database: str, instances: Instances) -> Instance:
    """Empty, as built."""
    found = instances.on(database)
    found.restore()
    return found


@pytest.fixture
def settings(instance: Instance) -> Settings:
    return instance.settings


@pytest.fixture
def app(instance: Instance) -> Iterator[Flask]:
    """The application on an empty database, its context pushed; forms need no CSRF token (``csrf`` asks for them)."""
    instance.app.config["WTF_CSRF_ENABLED"] = False
    with in_context(instance.app):
        yield instance.app


@pytest.fixture
def csrf(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def client(app: Flask) -> Visitor:
    """Somebody who has not signed in; ``client.as_user(user)`` signs in."""
    return Visitor(app, use_cookies=True)
