"""The long storm: as many processes as asked for act for a minute on each database; then the negative control."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.machine import load
from tests.races import reckoning, storm
from tests.races.careless_server import careless_server
from tests.support import postgres
from tests.support.constraints import without_unique_keys
from tests.support.instances import POSTGRESQL, SQLITE, Instance, in_context, new_instance
from tests.support.serving import environment, serving

SIDES = 16
EACH = 2
"""Processes a firm; with 16 firms a side they are 64, and two organizers and two chambers."""
CONTROL_SECONDS = 10.0


def measure(ground: Ground) -> None:
    for database in (SQLITE, POSTGRESQL):
        with durable(ground.folder, database, "races") as instance, in_context(instance.app):
            ground.say(_storm(instance, ground.size.storm, database))
        with durable(ground.folder, database, "control") as instance, in_context(instance.app):
            ground.say(_control(instance, min(CONTROL_SECONDS, ground.size.storm), database))


@contextmanager
def durable(folder: Path, database: str, name: str) -> Iterator[Instance]:
    """An instance of its own, PostgreSQL as in production: it waits for its disk, and holds the queues too."""
    own = folder / f"{name}-{database}"
    own.mkdir()
    if database == SQLITE:
        yield new_instance(own)
        return
    with postgres.postgres(durable=True) as uri:
        url = postgres.new_database(uri, "storm")
        instance = new_instance(own, url, QIAO_QUEUE_URL=url.replace("+psycopg", ""))
        try:
            yield instance
        finally:
            instance.close()


def told(blown: storm.Storm, found: list[str]) -> Iterator[Figure]:
    """What a storm was like and what it left."""
    statuses = blown.statuses()
    times = sorted(blown.times)
    yield Figure("posts", len(blown.said), note=", ".join(f"{n} × {code}" for code, n in sorted(statuses.items())))
    yield Figure("acknowledged", statuses.get(302, 0))
    yield Figure("an answer, p95", 1000 * times[int(0.95 * len(times))] if times else 0.0, "ms")
    yield Figure("broken (500)", statuses.get(500, 0), goal=0)
    yield Figure("without an answer in the end", statuses.get(0, 0), goal=0)
    yield Figure("what does not hold", len(found), goal=0)


def _storm(instance: Instance, seconds: float, database: str) -> Section:
    instance.app.config["JOBS"] = "queue"
    hall = storm.hall(SIDES)
    with serving(environment(instance.settings), instance.settings.instance / "log") as server:
        blown = storm.run(
            instance.app, server.url, hall, instance.settings.instance / "storm", seconds=seconds, each=EACH
        )
    found = reckoning.faults(blown, hall)
    processes = EACH * (2 * SIDES + 2)
    title = f"Storm of {processes} processes for {seconds:g} s, {database}; load {load()}"
    return Section(title, list(told(blown, found)), [f"  {one}" for one in found[:20]])


def _control(instance: Instance, seconds: float, database: str) -> Section:
    """The same without the unique keys, on an application that looks first and inserts then."""
    instance.app.config["JOBS"] = "queue"
    hall = storm.hall(SIDES)
    folder = instance.settings.instance
    with without_unique_keys("claims", "DELETE FROM claims"), careless_server(instance.settings, folder) as server:
        storm.run(instance.app, server.url, hall, folder / "storm", seconds=seconds, each=EACH)
        twice = reckoning.double_bookings()
    note = "the storm can tell: it finds them where nothing forbids them"
    return Section(f"Negative control, {database}", [Figure("double bookings", twice, goal=1, more=True, note=note)])
