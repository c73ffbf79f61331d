"""An instance of Qiao for tests: a folder, a migrated database, an application; emptied between tests."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event, select

from app import create_app
from app.core.db import db
from app.core.models import JobRun
from config import Settings
from tests.support import postgres, signals
from tests.support.kept import Kept, Restore, file_of, no_rows, on_sqlite, rows_now
from tests.support.ports import free_port
from tests.support.serving import Server, environment, serving
from tests.support.sqlite_rows import HASTE, copy_database

SQLITE, POSTGRESQL = "sqlite", "postgresql"
MIGRATED = "migrated"

QUIET = "WARNING"
"""A line for each request would take a fifth of its time; ``logged`` hears them all."""


@dataclass
class Instance:
    settings: Settings
    app: Flask
    pristine: dict[str, Any]
    """The application's configuration as it was built; a test may change it, the next one finds it as before."""
    opened: ExitStack = field(default_factory=ExitStack)

    @property
    def template(self) -> Path:
        """The migrated and empty SQLite database that ``restore`` goes back to."""
        return self.settings.instance / "template.db"

    @cached_property
    def no_rows(self) -> Kept:
        return self._held(no_rows(self.settings.database_url, self.template))

    def restore(self) -> None:
        """Rows and kept letters gone, settings as built. Servers that have this database open may stay."""
        self.close_queues()
        self.app.config.clear()
        self.app.config.update(self.pristine)
        rmtree(self.settings.outbox, ignore_errors=True)
        self.no_rows.put_back()

    def keep(self, folder: Path) -> Restore:
        """Keep what the database holds now, in ``folder`` if need be; calling the result puts it back."""
        return self._held(rows_now(self.settings.database_url, folder)).put_back

    def _held(self, kept: Kept) -> Kept:
        self.opened.callback(kept.close)
        return kept

    def close_queues(self) -> None:
        """An open queue stays where the settings of its first user led; the next user's may lead elsewhere."""
        for queue in self.app.extensions.pop("qiao.queues", {}).values():
            queue.storage.close()

    def close(self) -> None:
        self.close_queues()
        self.opened.close()
        with self.app.app_context():
            db.engine.dispose()


def new_instance(folder: Path, database_url: str = "", *, like: Path | None = None, **environ: str) -> Instance:
    """Migrate the database (SQLite in ``folder`` by default) and build the application for it.

    ``like``: a migrated and empty SQLite database to begin with; whoever finds none there leaves one.
    """
    port = free_port()
    given = {"QIAO_MODE": "test", "QIAO_INSTANCE": str(folder), "PORT": str(port), "QIAO_LOG_LEVEL": QUIET}
    if database_url:
        given |= {"DATABASE_URL": database_url, "QIAO_QUEUE_URL": f"sqlite:///{folder}/queue.db"}
    settings = Settings.from_environment(given | environ)
    app = create_app(settings)
    signals.listen()
    if like is not None and like.exists() and on_sqlite(settings.database_url):
        copyfile(like, file_of(settings.database_url))
    with app.app_context():
        hurry(db.engine)
        upgrade()
        db.session.remove()
    instance = Instance(settings, app, dict(app.config))
    if on_sqlite(settings.database_url):
        copy_database(database_file(instance), instance.template)
        if like is not None and not like.exists():
            appear(instance.template, like)
    return instance


def appear(source: Path, target: Path) -> None:
    """Whoever looks for ``target`` finds the whole file or none."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    copy_database(source, draft)
    draft.replace(target)


def hurry(engine: Engine) -> None:
    """Let this process wait for no disk: what survives a power cut is not under test. Servers stay as they are."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.execute(HASTE)


def database_file(instance: Instance) -> Path:
    """Where an instance on SQLite keeps its rows."""
    return file_of(instance.settings.database_url)


class Instances:
    """Instances by database, one for tests in this process and one under a server; leaving the block closes all."""

    def __init__(self, new_folder: Callable[[str], Path], shared: Path, *, postgres: str | None = None) -> None:
        """``shared``: where all processes of a run keep the migrated database; ``postgres``: the address of the
        PostgreSQL server of the run, without which these instances start one."""
        self.new_folder, self.shared, self.server_of_run = new_folder, shared, postgres
        self.migrated = shared / "migrated.db"
        self.made: dict[str, Instance] = {}
        self.servers: dict[str, Server] = {}
        self.open = ExitStack()

    def __enter__(self) -> Instances:
        return self

    def __exit__(self, *_error: object) -> None:
        self.open.close()

    def on(self, database: str, *, served: bool = False) -> Instance:
        name = f"{database}_served" if served else database
        if name not in self.made:
            self.made[name] = self.new(database, name)
            self.open.callback(self.made[name].close)
        return self.made[name]

    def new(self, database: str, name: str) -> Instance:
        """One more, for the caller to close; nobody else uses it."""
        url = ""
        if database == POSTGRESQL:
            url = postgres.new_database(self.postgres, f"{name}_{os.getpid()}", like=MIGRATED)
        folder = self.new_folder(name)
        return new_instance(folder, url, like=self.migrated)

    def server(self, database: str) -> Server:
        """The server of the served instance, started when first asked for."""
        if database not in self.servers:
            settings = self.on(database, served=True).settings
            process = serving(environment(settings), settings.instance / "log")
            self.servers[database] = self.open.enter_context(process)
        return self.servers[database]

    @cached_property
    def postgres(self) -> str:
        """The address of a server that holds a migrated and empty database, which others begin as copies of. The first
        process of the run that needs it migrates it, the others wait."""
        uri = self.server_of_run or self.open.enter_context(postgres.postgres())
        with (self.shared / "postgres.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not postgres.has_database(uri, MIGRATED):
                new_instance(self.new_folder(MIGRATED), postgres.new_database(uri, MIGRATED)).close()
        return uri


@contextmanager
def in_context(app: Flask) -> Iterator[None]:
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()


def no_job_runs(app: Flask) -> bool:
    """Whether no consumer does a job now. A job that waits is never begun once its row is gone."""
    with app.app_context(), db.engine.connect() as connection:
        return connection.scalar(select(JobRun.id).where(JobRun.state == "running").limit(1)) is None
