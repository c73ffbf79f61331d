"""Is the process alive, and may traffic come? For the proxy and for whoever watches."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.db import db, now
from app.floor.jobs.housekeeping import consumer_beat, last_beat
from app.floor.jobs.queue import QUEUES
from app.floor.web.guards import public

SILENT = timedelta(seconds=60)

health = Blueprint("health", __name__)


@health.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers, and says what it is; nothing else is asked."""
    return jsonify(status="ok", service="qiao")


@health.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """200 when the database answers, its tables are up to date and somebody works on each queue; else 503."""
    checks = _checks()
    fine = all(checks.values())
    return jsonify(status="ok" if fine else "not ready", **checks), 200 if fine else 503


def _checks() -> dict[str, bool]:
    names = ["database", "migrations", *QUEUES]
    try:
        return {"database": True, "migrations": _at_head(), **{name: _worked_on(name) for name in QUEUES}}
    except SQLAlchemyError:
        return dict.fromkeys(names, False)


def _at_head() -> bool:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == _heads(_folder())


def _worked_on(queue: str) -> bool:
    last = last_beat(consumer_beat(queue))
    return last is not None and now() - last < SILENT


def _folder() -> str:
    return str(current_app.extensions["migrate"].directory)


@lru_cache(maxsize=4)
def _heads(folder: str) -> tuple[str, ...]:
    return tuple(ScriptDirectory(folder).get_heads())
