"""Qiao: business-matchmaking events. The front door; importing it loads nothing of the web."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.core.serving.request_bodies import BufferedBodies
    from config import Settings


OPTIONS_WITH_VALUE = ("--app", "-A", "--env-file", "-e")
"""Options of ``flask`` itself."""


def file_command_app(arguments: Sequence[str]) -> Flask | None:
    """An application with no more than the command that these arguments of ``flask`` name; None if it is no command
    about files."""
    words = list(_command_words(arguments))
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


def _command_words(arguments: Sequence[str]) -> Iterator[str]:
    """Without the options of ``flask``."""
    rest = iter(arguments)
    for argument in rest:
        if argument in OPTIONS_WITH_VALUE:
            next(rest, None)
        elif not argument.startswith("-"):
            yield argument


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve; without ``settings`` they are read from the environment.

    For a command about files it is one that holds this command alone.
    """
    if settings is None and os.environ.get("FLASK_RUN_FROM_CLI") and (app := file_command_app(sys.argv[1:])):
        return app
    from app.factory import build

    return build(settings)


def create_web_worker() -> BufferedBodies:
    """The ASGI application of a process that does nothing but answer pages, as ``flask serve`` starts them."""
    from app.core.serving.load_shedding import AT_ONCE, THREADS, LoadShedding
    from app.core.serving.request_bodies import BufferedBodies as BodyFirst
    from app.core.web.security import HTTPS_ONLY, static_files_app

    app = create_app()
    settings: Settings = app.config["SETTINGS"]
    headers = [("Strict-Transport-Security", HTTPS_ONLY)] if settings.secure else []
    kind = "sqlite" if settings.database_url.startswith("sqlite") else "postgresql"
    app.wsgi_app = LoadShedding(app.wsgi_app, headers=headers, at_once=AT_ONCE[kind])  # type: ignore[method-assign, assignment]
    answering = static_files_app(app)
    return BodyFirst(answering, threads=THREADS, largest=app.config["MAX_CONTENT_LENGTH"], headers=headers)
