"""Joins the features' commands."""

from __future__ import annotations

import re
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.serve import serve

WITH_COMMANDS = ("floor", "accounts", "registrations", "lists", "matching", "demo")


def connect(app: Flask) -> None:
    """Each feature that has commands says so in ``cli.commands``."""
    app.cli.add_command(serve)
    for feature in WITH_COMMANDS:
        name = f"app.{feature}.cli"
        if find_spec(name):
            for command in import_module(name).commands:
                app.cli.add_command(plainly(command))


def plainly(command: click.Command) -> click.Command:
    """The command, which says in a sentence that the database lacks tables or columns instead of a traceback."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            plainly(one)
    elif command.callback is not None:
        command.callback = _with_tables(command.callback)
    return command


def _with_tables(act: Any) -> Any:
    @wraps(act)
    def acting(*args: Any, **kwargs: Any) -> Any:
        try:
            return act(*args, **kwargs)
        except DBAPIError as error:
            if not re.search(r"no such (table|column)|UndefinedTable|UndefinedColumn", f"{error.orig!r} {error.orig}"):
                raise
            raise click.ClickException(
                "The database is not made yet, or older than this program. Run: flask db upgrade"
            ) from None

    return acting
