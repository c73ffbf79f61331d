"""Processes die under load, over and over: nothing acknowledged is lost, nothing is written by half or twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

from sqlalchemy import func, select

from app.core.db import db
from app.core.mail.delivery import email_file
from app.core.mail.sending import STUCK_AFTER
from app.core.models import Outbox
from config import Settings
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.machine import load
from tests.bench.races import durable, told
from tests.races import reckoning, storm
from tests.races.killing import LIVES_SECONDS, Mortal, kill_postgres, mortal
from tests.support.instances import POSTGRESQL, SQLITE, Instance, in_context
from tests.support.serving import environment

SIDES = 12
WORKER_SECONDS = 3.2
"""From one death to the next: of two workers each lives a while first (LIVES_SECONDS)."""
LETTERS_SECONDS = STUCK_AFTER.total_seconds() + 90


def measure(ground: Ground) -> None:
    kills = ground.size.kills
    for database in (SQLITE, POSTGRESQL):
        with durable(ground.folder, database, "kills") as instance, in_context(instance.app):
            ground.say(_killing(instance, database, kills // 2, max(1, kills // 50), kills // 100 or 1))


def _killing(instance: Instance, database: str, workers: int, servers: int, postgres: int) -> Section:
    """So many of each die, one after the other, while firms book; consumers die with them now and then."""
    instance.app.config["JOBS"] = "queue"
    hall, dice = storm.hall(SIDES), random.Random(1)
    settings = instance.settings
    with mortal(environment(settings), settings.instance / "log") as server:
        until = _plan(server, dice, workers, servers, postgres if database == POSTGRESQL else 0, settings.database_url)
        seconds = WORKER_SECONDS * workers + 8 * servers + 4 * postgres
        blown = storm.run(
            instance.app, server.url, hall, settings.instance / "storm", seconds=seconds, while_it_blows=until
        )
        unsent = _unsent()
    found = reckoning.faults(blown, hall)
    killed = ", ".join(f"{count} × {what}" for what, count in sorted(server.kills.items()))
    title = f"Kills under {2 * SIDES + 2} processes, {database}: {killed}; load {load()}"
    letters = [
        Figure("letters not sent in the end", unsent, goal=0),
        Figure("letters lost: sent, and nowhere", _without_a_file(settings), goal=0),
        Figure("letters begun more than once", _tried_again(), note="at least once: with the same Message-ID"),
    ]
    return Section(title, [*told(blown, found), *letters], [f"  {one}" for one in found[:20]])


def _plan(
    server: Mortal, dice: random.Random, workers: int, servers: int, postgres: int, url: str
) -> Callable[[], None]:
    """Workers most of the time, in between the others, in any order."""
    acts: list[Callable[[], None]] = [partial(server.kill_a_worker, dice)] * workers
    acts += [partial(server.kill_a_consumer, dice)] * max(1, workers // 25)
    acts += [partial(_server_dies, server)] * servers + [partial(_postgres_dies, server, url)] * postgres
    dice.shuffle(acts)

    def until_all_are_dead() -> None:
        time.sleep(1)
        for act in acts:
            act()
            time.sleep(dice.uniform(0.8, 1.0) * LIVES_SECONDS / 2)  # else both workers die, and come up, together

    return until_all_are_dead


def _server_dies(server: Mortal) -> None:
    server.kill_all()
    server.start()


def _postgres_dies(server: Mortal, url: str) -> None:
    kill_postgres(url)
    server.kills["postgresql"] = server.kills.get("postgresql", 0) + 1
    time.sleep(1)
    server.wait()


def _unsent() -> int:
    """Letters that are not sent when the consumers had their time: sweepers bring back what lost its message."""
    deadline = time.monotonic() + LETTERS_SECONDS
    while True:
        db.session.rollback()
        states = Counter(db.session.scalars(select(Outbox.state)))
        unsent = states.total() - states["sent"] - states["dropped"]  # what was taken back in time tells nobody
        if not unsent or time.monotonic() > deadline:
            return unsent
        time.sleep(2)


def _without_a_file(settings: Settings) -> int:
    """Letters that count as sent though no file holds them: without a mail server each is kept as one."""
    sent = select(Outbox.created_at, Outbox.id).where(Outbox.state == "sent")
    return sum(not email_file(settings, created_at, number).exists() for created_at, number in db.session.execute(sent))


def _tried_again() -> int:
    return db.session.scalar(select(func.count()).where(Outbox.attempts > 1)) or 0
