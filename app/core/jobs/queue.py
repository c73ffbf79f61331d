"""The two queues. A message is a word and a number, ``("job", 17)``: everything else stands in the database.

A message may get lost or come twice; the row it points to decides whether there is something to do.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import cast

import psycopg
import structlog
from flask import Flask
from flask.globals import app_ctx
from huey import Huey
from huey.storage import PostgresStorage, SqliteStorage
from psycopg.errors import OperationalError, UniqueViolation

from app.core.serving.preflight import database_refusal
from config import Settings

QUEUES = ("quick", "long")
MessageHandler = Callable[[int], None]

_handlers: dict[str, MessageHandler] = {}
_queues_lock = threading.Lock()
log = structlog.get_logger(__name__)


def message_handler(word: str) -> Callable[[MessageHandler], MessageHandler]:
    """Register what a message with this word does with its number."""

    def register(function: MessageHandler) -> MessageHandler:
        _handlers[word] = function
        return function

    return register


def send_message(queue: str, word: str, number: int) -> None:
    """Send a message; call it after the commit of the row that it points to.

    With ``JOBS`` set to ``now`` in the app's configuration the act is done here and at once. A queue out of reach is
    logged and forgiven, for the sweepers find the row: a job's within half a minute, an email's within a minute or so.
    """
    app = app_ctx.app
    if app.config.get("JOBS") == "now":
        handle_message(app, word, number)
        return
    try:
        _enqueue_message(get_queue(app, queue), word, number)
    except Exception as error:  # each kind of queue fails with errors of its own
        log.warning("queue.out_of_reach", queue=queue, word=word, number=number, error=type(error).__name__)


def _enqueue_message(huey: Huey, word: str, number: int) -> None:
    """Once more where PostgreSQL has closed the connection, as at its restart: one hears of that by using it."""
    message = huey.message.s(word, number)
    try:
        huey.enqueue(message)
    except OperationalError:
        huey.enqueue(message)


def is_queue_empty(queue: str) -> bool:
    """Whether surely no message waits there; False where the queue cannot be asked, or nothing is sent to it at all."""
    app = app_ctx.app
    if app.config.get("JOBS") == "now":
        return False
    try:
        return not get_queue(app, queue).pending_count()
    except Exception as error:
        log.warning("queue.out_of_reach", queue=queue, error=type(error).__name__)
        return False


def handle_message(app: Flask, word: str, number: int) -> None:
    """Do what a message says, in a session of its own."""
    with app.app_context():
        _handlers[word](number)


def get_queue(app: Flask, name: str) -> Huey:
    """The queue ``quick`` or ``long`` of this app, made when it is first needed."""
    with _queues_lock:
        queues = cast(dict[str, Huey], app.extensions.setdefault("qiao.queues", {}))
        if name not in queues:
            settings: Settings = app.config["SETTINGS"]
            queues[name] = _with_message_task(app, create_queue(name, settings.queue_url))
    return queues[name]


def create_queue(name: str, url: str) -> Huey:
    """A queue kept in an SQLite file or in PostgreSQL, as its address says."""
    title = f"qiao_{name}"
    if url.startswith("postgresql"):
        return _create_postgres_queue(title, url)
    return Huey(
        title, storage_class=_SqliteQueueStorage, filename=url.removeprefix("sqlite:///"), results=False, timeout=10
    )


class _SqliteQueueStorage(SqliteStorage):  # type: ignore[misc]
    """No message waits for the disk: at a power cut the file stays sound, and what is lost the sweepers find."""

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection


class _PostgresQueueStorage(PostgresStorage):  # type: ignore[misc]
    """A message is one statement, where the library asks four times and waits for the disk: everybody who books sends
    one. What is lost at a power cut the sweepers find."""

    def _connect(self) -> psycopg.Connection:
        connection: psycopg.Connection = super()._connect()
        connection.execute("SET synchronous_commit = off")
        return connection

    _create_connection = _connect

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        message = (self.name, data, priority or 0.0, self.channel)
        sent = (
            f"WITH message AS (INSERT INTO {self.table_task} (queue, data, priority) VALUES (%s, %s, %s)) "  # noqa: S608
            "SELECT pg_notify(%s, '')"
        )
        with self.db() as cursor:
            cursor.execute(sent, message, prepare=True)


def queue_refusal(url: str) -> str | None:
    """Why no queue can be kept there; None when it can."""
    try:
        create_queue(QUEUES[0], url).storage.close()
    except (sqlite3.Error, psycopg.Error, OSError) as error:
        return database_refusal(url, str(error), variable="QIAO_QUEUE_URL")
    return None


def _create_postgres_queue(title: str, url: str) -> Huey:
    try:
        return Huey(title, storage_class=_PostgresQueueStorage, dsn=url, results=False)
    except UniqueViolation:  # another process was making the queue's tables at the same moment
        return Huey(title, storage_class=_PostgresQueueStorage, dsn=url, results=False)


def _with_message_task(app: Flask, huey: Huey) -> Huey:
    def message(word: str, number: int) -> None:
        handle_message(app, word, number)

    huey.message = huey.task(name="message")(message)
    return huey
