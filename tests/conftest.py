"""Fixtures of the whole suite. What they do in detail stands in tests/support/."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xdist
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser
from sqlalchemy import select
from xdist.workermanage import WorkerController

from app import create_app
from app.companies import text_vectors
from app.core.db import db
from app.core.serving.supervisor import CHILD_ENVIRONMENT
from app.events.models import Event
from app.scheduling.search_process import SearchProcess
from app.scheduling.services import planning
from config import Settings
from tests.architecture import world as worlds
from tests.architecture.world import KeptWorld
from tests.support import post
from tests.support.browsing import Visits, chromium
from tests.support.clients import Visitor
from tests.support.instances import POSTGRESQL, SQLITE, Instance, Instances, database_file, in_context, no_job_runs
from tests.support.models import build_in, kept_model, shared_folder
from tests.support.plans import sought_here
from tests.support.post import Mailbox
from tests.support.postgres import postgres
from tests.support.serving import Server
from tests.support.sheets import Ask, read_here
from tests.support.sqlite_rows import copy_database
from tests.support.waiting import until

ModelIn = Callable[[str], Event]
TESTS = Path(__file__).parent
POSTGRES = pytest.StashKey[str]()
"""The address of the server of this run."""
LONG = ("journeys", "safety", "races")
"""Folders whose tests take long begin first, lest one worker be left alone with them at the end."""

LONGEST_NAME = 60

# a busy machine is no fault of the code under test; benches measure time
PATIENT: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# what a run finds, the next one finds again
hypothesis.register_profile("usual", derandomize=True, max_examples=25, **PATIENT)
hypothesis.register_profile("full", derandomize=True, max_examples=100, **PATIENT)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also what takes long; all but journeys on both databases")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "databases(*names): on which to run, sqlite or postgresql; without it on SQLite")
    config.addinivalue_line("markers", "full: takes long, and runs with --full alone (make test-all)")
    os.environ.update(
        {name: os.environ.get(name, value) for name, value in CHILD_ENVIRONMENT.items()}
    )  # as a server's processes
    hypothesis.load_profile("full" if config.getoption("full") else "usual")
    config.args.sort()  # pytest loses the fixtures of a folder that is named in turns with others, as mutmut does


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist starts the workers
def pytest_sessionstart(session: pytest.Session) -> None:
    """One PostgreSQL a run: several that start at once on a new machine would meet over the user that they make."""
    if xdist.is_xdist_controller(session):
        started = ExitStack()
        session.config.add_cleanup(started.close)
        session.config.stash[POSTGRES] = started.enter_context(postgres())


def pytest_configure_node(node: WorkerController) -> None:
    node.workerinput["postgres"] = node.config.stash[POSTGRES]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("full"):
        left = [item for item in items if item.get_closest_marker("full")]
        items[:] = [item for item in items if not item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=left)
    items.sort(key=lambda item: _folder_of(item) not in LONG)
    for item in items:
        if (group := _group_of(item)) is not None:
            item.add_marker(pytest.mark.xdist_group(group))


def _group_of(item: pytest.Item) -> str | None:
    """Tests of one group run in one process, which starts the server and the browser that they share once for all of
    them. With ``--full`` there are so many journeys that they have a process of their own."""
    if {"server", "browser"}.isdisjoint(getattr(item, "fixturenames", ())):
        return None
    return "journeys" if item.config.getoption("full") and _folder_of(item) == "journeys" else "server"


def _folder_of(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long text goes by how it begins: the processes of a run tell each other the names of all tests. Bytes have no
    name: those of a file that is made while tests are collected may hold the moment, and names must be the same in all
    processes."""
    if isinstance(val, bytes) and len(val) > LONGEST_NAME:
        return "bytes"
    if isinstance(val, str) and len(val) > LONGEST_NAME:
        return f"{val[:LONGEST_NAME]!a}…{len(val)}"
    return None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("databases")
        on_both = metafunc.config.getoption("full") and _folder_of(metafunc.definition) != "journeys"
        usual = (SQLITE, POSTGRESQL) if on_both else (SQLITE,)
        metafunc.parametrize("database", usual if marker is None else marker.args)


@pytest.fixture(scope="session", autouse=True)
def no_extra() -> Iterator[None]:
    """Without the optional extra, installed or not; who tests with it asks for ``extra``."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(text_vectors, "is_installed", lambda: False)
        yield


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """What texts mean counts, with the packages of requirements/text.txt, which ``make test`` brings along."""
    pytest.importorskip(text_vectors.PACKAGE)
    monkeypatch.setattr(text_vectors, "is_installed", lambda: True)


@pytest.fixture(scope="session", autouse=True)
def ask_child() -> Iterator[Ask]:
    """Spreadsheets are read in this process, but where the child that reads them is tested; servers have theirs."""
    with read_here() as asked:
        yield asked


@pytest.fixture(scope="session", autouse=True)
def by_a_child() -> Iterator[type[SearchProcess]]:
    """Timetables are sought in this process, but where the child that seeks them is tested (``sought_by_a_child``)."""
    with sought_here() as by_one:
        yield by_one


@pytest.fixture
def sought_by_a_child(by_a_child: type[SearchProcess], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "SearchProcess", by_a_child)


@pytest.fixture(scope="session")
def instances(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Instances]:
    """One instance a database, made when a test first asks for it."""
    postgres_of_run = getattr(pytestconfig, "workerinput", {}).get("postgres")
    with Instances(tmp_path_factory.mktemp, shared_folder(tmp_path_factory), postgres=postgres_of_run) as made:
        yield made


@pytest.fixture
def instance(database: str, instances: Instances, request: pytest.FixtureRequest) -> Instance:
    """Empty, as built; with ``server``, the one that it serves."""
    found = instances.on(database, served="server" in request.fixturenames)
    found.restore()
    return found


@pytest.fixture(scope="session")
def kept_worlds(instances: Instances, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], KeptWorld]:
    """The world of the authorisation matrix on a database: built once in this process, whatever else runs meanwhile."""

    @cache
    def kept(database: str) -> KeptWorld:
        instance = instances.on(database)
        given = dict(instance.app.config)  # of a test that has asked for ``app`` before
        instance.restore()
        with in_context(instance.app):
            made = worlds.build()
        instance.app.config.update(given)
        return KeptWorld(made, instance.keep(tmp_path_factory.mktemp("world")))

    return kept


@pytest.fixture
def kept_world(database: str, kept_worlds: Callable[[str], KeptWorld]) -> KeptWorld:
    return kept_worlds(database)


@pytest.fixture
def new_app() -> Iterator[Callable[[Settings], Flask]]:
    """Builds another application; the connections that it opens end with the test."""
    made: list[Flask] = []

    def build(settings: Settings) -> Flask:
        made.append(create_app(settings))
        return made[-1]

    yield build
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def settings(instance: Instance) -> Settings:
    return instance.settings


@pytest.fixture
def app(instance: Instance) -> Iterator[Flask]:
    """The application on an empty database, its context pushed; forms need no CSRF token (``csrf`` asks for them).

    Jobs and letters are done in this process, right after the commit that asks for them.
    """
    instance.app.config.update(WTF_CSRF_ENABLED=False, JOBS="now")
    with in_context(instance.app):
        yield instance.app


@pytest.fixture
def model_in(app: Flask, instance: Instance, instances: Instances, tmp_path_factory: pytest.TempPathFactory) -> ModelIn:
    """``model_in("planning")``: the model event in this phase; on SQLite it is built once in a run and copied."""

    def stand(phase: str) -> Event:
        if instance.settings.database_url.startswith("sqlite"):
            copy_database(kept_model(instances, phase, shared_folder(tmp_path_factory)), database_file(instance))
        else:
            build_in(app, phase)
        return db.session.scalars(select(Event)).one()

    return stand


@pytest.fixture
def logged(app: Flask, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that the application tells its log, requests too."""
    caplog.set_level(logging.DEBUG, logger="app")
    return caplog


@pytest.fixture
def csrf(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def client(app: Flask) -> Visitor:
    """Somebody who has not signed in; ``client.as_user(user)`` signs in."""
    return Visitor(app, use_cookies=True)


@pytest.fixture
def server(app: Flask, database: str, instances: Instances) -> Iterator[Server]:
    """``flask serve`` with its workers, on the database that ``app`` and the factories write to.

    The jobs of a test end before the next test begins: its rows have the same numbers, and a job that still ran would
    be written down as one of its own.
    """
    yield instances.server(database)
    until(lambda: no_job_runs(app))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def visits(browser: Browser, server: Server, app: Flask) -> Iterator[Visits]:
    """Opens pages of ``server``; fails if one of them complains, or asks another host for anything."""
    opened = Visits(browser, server.url, app)
    yield opened
    opened.close()


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """A mail server that ``app`` sends to."""
    with post.mailbox() as box:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp=box.smtp)
        yield box
