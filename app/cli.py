"""Joins the features' commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
import flask_migrate.cli
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app.db import db
from app.doctor import doctor
from app.floor.serving.databases import OF_A_FILE, file_of, file_refusal, why_unusable
from app.kernel.errors import Busy
from app.serve import serve

WITH_COMMANDS = ("floor", "accounts", "registrations", "lists", "matching", "scheduling", "demo")
OF_MIGRATIONS = ("upgrade", "downgrade", "current", "stamp", "check", "migrate")
"""Those of ``flask db`` that ask the database."""


def connect(app: Flask) -> None:
    """Each feature that has commands says so in ``cli.commands``."""
    for command in (serve, doctor):
        app.cli.add_command(plainly(command))
    for name in OF_MIGRATIONS:
        plainly(flask_migrate.cli.db.commands[name])
    for feature in WITH_COMMANDS:
        name = f"app.{feature}.cli"
        if find_spec(name):
            for command in import_module(name).commands:
                app.cli.add_command(plainly(command))


def plainly(command: click.Command) -> click.Command:
    """The command, which says in a sentence what is wrong with the database instead of a traceback.

    One whose function bears ``asks_no_database`` is left as it is.
    """
    if isinstance(command, click.Group):
        for one in command.commands.values():
            plainly(one)
    elif command.callback is not None and not _is_plain(command.callback):
        command.callback = _with_a_database(command.callback)
    return command


def _is_plain(act: Any) -> bool:
    return hasattr(act, "said_plainly") or hasattr(act, "asks_no_database")


def _with_a_database(act: Any) -> Any:
    """``act``, once the database has answered: later on, one out of reach looks like one that is busy."""

    @wraps(act)
    @with_appcontext
    def acting(*args: Any, **kwargs: Any) -> Any:
        with _in_sentences():
            _ask()
            return act(*args, **kwargs)

    acting.said_plainly = True  # type: ignore[attr-defined]
    return acting


def _ask() -> None:
    """Raises what is wrong, as a sentence or as the driver says it. A file that opens need not be one to write to."""
    path = file_of(current_app.config["SETTINGS"].database_url)
    if path and (refusal := file_refusal(path, "DATABASE_URL")):
        raise click.ClickException(refusal)
    db.engine.connect().close()


@contextmanager
def _in_sentences() -> Iterator[None]:
    try:
        yield
    except Busy:
        raise click.ClickException(
            "The database is busy, or cannot be written. Nothing was changed; try again."
        ) from None
    except DBAPIError as error:
        if (sentence := _sentence(error)) is None:
            raise
        raise click.ClickException(sentence) from None


def _sentence(error: DBAPIError) -> str | None:
    """What to do about it; None for an error that is a fault of the program."""
    if re.search(r"no such (table|column)|UndefinedTable|UndefinedColumn", f"{error.orig!r} {error.orig}"):
        return "The database is not made yet, or older than this program. Run: flask --app app db upgrade"
    if error.statement is None or OF_A_FILE.search(str(error.orig)):  # nothing was asked yet: it does not let us in
        return why_unusable(current_app.config["SETTINGS"].database_url, str(error.orig))
    return None
