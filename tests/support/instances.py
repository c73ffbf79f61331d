"""An instance of Qiao for tests: a folder, a migrated database, an application; emptied between tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event

from app import create_app
from app.db import db
from app.floor.web.compiled import COMPILED
from config import Settings
from tests.support import postgres, signals
from tests.support.ports import free_port
from tests.support.serving import Server, environment, serving

SQLITE, POSTGRESQL = "sqlite", "postgresql"
HASTE = "PRAGMA synchronous = OFF"


@dataclass
class Instance:
    settings: Settings
    app: Flask
    pristine: dict[str, Any]
    """The application's configuration as it was built; a test may change it, the next one finds it as before."""

    @property
    def template(self) -> Path:
        """The migrated and empty SQLite database, which ``restore`` copies."""
        return self.settings.instance / "template.db"

    def restore(self) -> None:
        """Rows and kept letters gone, settings as built. Servers that have this database open may stay."""
        self.close_queues()
        self.app.config.clear()
        self.app.config.update(self.pristine)
        rmtree(self.settings.outbox, ignore_errors=True)
        if self.settings.database_url.startswith("sqlite"):
            copy_database(self.template, database_file(self))
        else:
            postgres.empty(self.settings.database_url)

    def close_queues(self) -> None:
        """An open queue stays where the settings of its first user led; the next user's may lead elsewhere."""
        for queue in self.app.extensions.pop("qiao.queues", {}).values():
            queue.storage.close()

    def close(self) -> None:
        self.close_queues()
        with self.app.app_context():
            db.engine.dispose()


def new_instance(folder: Path, database_url: str = "", **environ: str) -> Instance:
    """Migrate the database (SQLite in ``folder`` by default) and build the application for it."""
    port = free_port()
    given = {"QIAO_MODE": "test", "QIAO_INSTANCE": str(folder), "PORT": str(port), **environ}
    if database_url:
        given |= {"DATABASE_URL": database_url, "QIAO_QUEUE_URL": f"sqlite:///{folder}/queue.db"}
    settings = Settings.from_environment(given)
    app = create_app(settings)
    signals.listen()
    with app.app_context():
        hurry(db.engine)
        upgrade()
        db.session.remove()
    instance = Instance(settings, app, dict(app.config))
    if settings.database_url.startswith("sqlite"):
        copy_database(database_file(instance), instance.template)
    return instance


def hurry(engine: Engine) -> None:
    """Let this process wait for no disk: what survives a power cut is not under test. Servers stay as they are."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.execute(HASTE)


def database_file(instance: Instance) -> Path:
    """Where an instance on SQLite keeps its rows."""
    return _file(instance.settings.database_url)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def copy_database(source: Path, target: Path) -> None:
    """By SQLite's own backup: others may have ``target`` open and see it change in one transaction."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=10)) as new:
        new.execute(HASTE)
        old.backup(new)


class Instances:
    """Instances by database, one for tests in this process and one under a server; leaving the block closes all."""

    def __init__(self, new_folder: Callable[[str], Path], compiled: Path) -> None:
        """``compiled``: where all processes of a run keep compiled templates."""
        self.new_folder = new_folder
        self.compiled = compiled
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
            url = postgres.new_database(self.postgres, name) if database == POSTGRESQL else ""
            folder = self.new_folder(name)
            (folder / COMPILED).symlink_to(self.compiled, target_is_directory=True)
            self.made[name] = new_instance(folder, url)
            self.open.callback(self.made[name].close)
        return self.made[name]

    def server(self, database: str) -> Server:
        """The server of the served instance, started when first asked for."""
        if database not in self.servers:
            settings = self.on(database, served=True).settings
            process = serving(environment(settings), settings.instance / "log")
            self.servers[database] = self.open.enter_context(process)
        return self.servers[database]

    @cached_property
    def postgres(self) -> str:
        return self.open.enter_context(postgres.postgres())


@contextmanager
def in_context(app: Flask) -> Iterator[None]:
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
