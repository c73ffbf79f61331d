"""What ``huey_consumer app.core.jobs.worker.quick`` (or ``.long``) runs: the whole application, taking messages.

Importing this module does nothing; asking it for a queue builds the application.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from importlib import import_module

import structlog
from flask import Flask
from huey import Huey

from app.core.jobs.housekeeping import claim_turn, consumer_heartbeat_name, run_chores
from app.core.jobs.queue import QUEUES, get_queue
from app.core.jobs.runs import prepare_consumer

ROUND_SECONDS = 5.0
BEAT_SECONDS = 15.0
log = structlog.get_logger(__name__)


def __getattr__(name: str) -> Huey:
    if name not in QUEUES:
        raise AttributeError(name)
    app: Flask = import_module("app").create_app()  # by its name: the floor must not import what stands on it
    huey = get_queue(app, name)
    huey.on_startup(name="caretaker")(Caretaker(app, name).start)
    return huey


class Caretaker:
    """A thread of a consumer that says it is alive and does the chores; no task, so that busy workers don't stop it."""

    def __init__(self, app: Flask, queue: str) -> None:
        self.app = app
        self.queue = queue
        self._started = threading.Lock()

    def start(self) -> None:
        """Each worker of the consumer calls this; the first one starts the thread."""
        if self._started.acquire(blocking=False):
            logging.getLogger("huey").handlers.clear()  # Huey's own: its lines come out as JSON already
            threading.Thread(target=self._run_regularly, name="caretaker", daemon=True).start()

    def _run_regularly(self) -> None:
        pause = threading.Event()
        self._do(self._round)
        self._do(lambda: prepare_consumer(self.queue))
        while True:
            pause.wait(ROUND_SECONDS)
            self._do(self._round)

    def _round(self) -> None:
        claim_turn(consumer_heartbeat_name(self.queue), BEAT_SECONDS)
        run_chores()

    def _do(self, what: Callable[[], None]) -> None:
        try:
            with self.app.app_context():
                what()
        except Exception as error:  # the database may be away for a while: the next round tries again
            log.warning("caretaker.broke", queue=self.queue, error=type(error).__name__)
