"""Qiao: business-matchmaking events. The front door; importing it loads nothing of the web."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.file_commands import application_for

if TYPE_CHECKING:
    from flask import Flask

    from app.floor.serving.bodies import BodyFirst
    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve; without ``settings`` they are read from the environment.

    For a command about files it is one that holds this command alone.
    """
    if settings is None and os.environ.get("FLASK_RUN_FROM_CLI") and (app := application_for(sys.argv[1:])):
        return app
    from app.factory import build

    return build(settings)


def create_web_worker() -> BodyFirst:
    """The ASGI application of a process that does nothing but answer pages, as ``flask serve`` starts them."""
    from app.floor.serving.bodies import BodyFirst
    from app.floor.serving.shedding import AT_ONCE, THREADS, Shedding
    from app.floor.web.assets import with_static_files
    from app.floor.web.headers import HTTPS_ONLY

    app = create_app()
    settings: Settings = app.config["SETTINGS"]
    headers = [("Strict-Transport-Security", HTTPS_ONLY)] if settings.secure else []
    kind = "sqlite" if settings.database_url.startswith("sqlite") else "postgresql"
    app.wsgi_app = Shedding(app.wsgi_app, headers=headers, at_once=AT_ONCE[kind])  # type: ignore[method-assign, assignment]
    answering = with_static_files(app)
    return BodyFirst(answering, threads=THREADS, largest=app.config["MAX_CONTENT_LENGTH"], headers=headers)
