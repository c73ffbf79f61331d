"""Is the process alive, and may traffic come? For the proxy and for whoever watches."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.db import db, now
from app.db_errors import is_disk_full
from app.floor.jobs.housekeeping import consumer_beat, last_beat
from app.floor.jobs.queue import QUEUES
from app.floor.serving.databases import file_of
from app.floor.serving.preflight import space_refusal
from app.floor.web.guards import public
from app.kernel.errors import NotFound
from config import Settings

SILENT = timedelta(seconds=60)
LEAST_MEGABYTES = 10

health = Blueprint("health", __name__)


@health.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers, and says what it is; nothing else is asked."""
    return jsonify(status="ok", service="qiao")


@health.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """200 when the database answers, its tables are up to date, somebody works on each queue and the disk has room;
    else 503.

    Raises NotFound for the public.
    """
    if not _is_asked_directly():
        raise NotFound
    checks = {**_checks(), "disk": _has_room()}
    fine = all(checks.values())
    return jsonify(status="ok" if fine else "not ready", **checks), 200 if fine else 503


def _is_asked_directly() -> bool:
    """Whether somebody on this machine or its private network asks, as the proxy does for itself: of what it passes on
    it says for whom."""
    if not {"X-Forwarded-For", "Forwarded"}.isdisjoint(request.headers.keys()):
        return False
    try:
        peer = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return (getattr(peer, "ipv4_mapped", None) or peer).is_private


def _checks() -> dict[str, bool]:
    names = ["database", "migrations", *QUEUES]
    try:
        return {"database": True, "migrations": _at_head(), **{name: _worked_on(name) for name in QUEUES}}
    except SQLAlchemyError:
        return dict.fromkeys(names, False)


def _has_room() -> bool:
    """Whether letters and the database find room on their disks."""
    settings: Settings = current_app.config["SETTINGS"]
    database = file_of(settings.database_url)
    folders = {settings.outbox, *([database.parent] if database else [])}
    if any(space_refusal(folder, megabytes=LEAST_MEGABYTES) for folder in folders):
        return False
    return database is not None or _postgresql_has_room()


def _postgresql_has_room() -> bool:
    """A result too large for the memory it may take goes into a file on PostgreSQL's disk."""
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SET LOCAL work_mem = '64kB'"))
            connection.execute(text("SELECT count(*) FROM generate_series(1, 20000)"))
    except DBAPIError as error:
        return not is_disk_full(error)
    return True


def _at_head() -> bool:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == _heads(_folder())


def _worked_on(queue: str) -> bool:
    last = last_beat(consumer_beat(queue))
    return last is not None and abs(now() - last) < SILENT  # a clock that was ahead tells nothing


def _folder() -> str:
    return str(current_app.extensions["migrate"].directory)


@lru_cache(maxsize=4)
def _heads(folder: str) -> tuple[str, ...]:
    return tuple(ScriptDirectory(folder).get_heads())
