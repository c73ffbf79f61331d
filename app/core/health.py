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

from app.core.db import db, is_disk_full, now
from app.core.errors import NotFound
from app.core.jobs.housekeeping import consumer_heartbeat_name, last_heartbeat
from app.core.jobs.queue import QUEUES
from app.core.serving.preflight import space_refusal, sqlite_file
from app.core.web.guards import public
from config import Settings

CONSUMER_SILENT_AFTER = timedelta(seconds=60)
MIN_FREE_MEGABYTES = 10

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
    if not _is_private_request():
        raise NotFound
    checks = {**_readiness_checks(), "disk": _has_disk_space()}
    fine = all(checks.values())
    return jsonify(status="ok" if fine else "not ready", **checks), 200 if fine else 503


def _is_private_request() -> bool:
    """Whether somebody on this machine or its private network asks, as the proxy does for itself: of what it passes on
    it says for whom."""
    if not {"X-Forwarded-For", "Forwarded"}.isdisjoint(request.headers.keys()):
        return False
    try:
        peer = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return (getattr(peer, "ipv4_mapped", None) or peer).is_private


def _readiness_checks() -> dict[str, bool]:
    names = ["database", "migrations", *QUEUES]
    try:
        return {
            "database": True,
            "migrations": _has_current_migrations(),
            **{name: _has_live_consumer(name) for name in QUEUES},
        }
    except SQLAlchemyError:
        return dict.fromkeys(names, False)


def _has_disk_space() -> bool:
    """Whether letters and the database find room on their disks."""
    settings: Settings = current_app.config["SETTINGS"]
    database = sqlite_file(settings.database_url)
    folders = {settings.outbox, *([database.parent] if database else [])}
    if any(space_refusal(folder, megabytes=MIN_FREE_MEGABYTES) for folder in folders):
        return False
    return database is not None or _has_postgresql_space()


def _has_postgresql_space() -> bool:
    """A result too large for the memory it may take goes into a file on PostgreSQL's disk."""
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SET LOCAL work_mem = '64kB'"))
            connection.execute(text("SELECT count(*) FROM generate_series(1, 20000)"))
    except DBAPIError as error:
        return not is_disk_full(error)
    return True


def _has_current_migrations() -> bool:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == _migration_heads(
            str(current_app.extensions["migrate"].directory)
        )


def _has_live_consumer(queue: str) -> bool:
    last = last_heartbeat(consumer_heartbeat_name(queue))
    return last is not None and abs(now() - last) < CONSUMER_SILENT_AFTER  # a clock that was ahead tells nothing


@lru_cache(maxsize=4)
def _migration_heads(folder: str) -> tuple[str, ...]:
    return tuple(ScriptDirectory(folder).get_heads())
