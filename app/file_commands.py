"""Commands about files need no settings, no database and no page: the application is not built for them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

WITH_A_VALUE = ("--app", "-A", "--env-file", "-e")
"""Options of ``flask`` itself."""


def application_for(arguments: Sequence[str]) -> Flask | None:
    """An application with no more than the command that these arguments of ``flask`` name; None if it is no command
    about files."""
    words = list(_words(arguments))
    if words[:1] == ["timetable"]:
        feature = "scheduling"
    elif words[:2] == ["matching", "rank"]:
        feature = "matching"
    else:
        return None
    from flask import Flask

    os.umask(0o077)  # nobody else may read what this process writes
    app = Flask("app")
    for command in import_module(f"app.{feature}.cli").commands:
        app.cli.add_command(command)
    return app


def _words(arguments: Sequence[str]) -> Iterator[str]:
    """Without the options of ``flask``."""
    rest = iter(arguments)
    for argument in rest:
        if argument in WITH_A_VALUE:
            next(rest, None)
        elif not argument.startswith("-"):
            yield argument
