"""Processes act at once over HTTP against the real server: nothing collides, nothing is lost, nothing breaks.

The negative control runs the same storm on a database without the unique keys: it must find a double booking. The long
forms are parts of the bench: ``make bench ARGS="races kills"``.
"""

from __future__ import annotations

import time

import pytest

from tests.races import reckoning, storm
from tests.races.careless_server import careless_server
from tests.races.killing import web_workers
from tests.support.constraints import without_unique_keys

STORMS = 4

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_eighteen_processes_book_move_cancel_arrange_and_approve_and_nothing_collides(app, server, tmp_path):
    app.config["JOBS"] = "queue"
    hall = storm.hall()

    blown = storm.run(app, server.url, hall, tmp_path, seconds=3)

    statuses = blown.statuses()
    assert statuses[302] > 0, statuses
    assert statuses.keys() <= {302, 200, 403, 404, 409, 422}, statuses
    assert reckoning.faults(blown, hall) == []


@pytest.mark.full
def test_workers_die_and_nothing_that_was_acknowledged_is_lost(app, server, tmp_path):
    app.config["JOBS"] = "queue"
    hall, workers = storm.hall(4), web_workers(server.process.pid)

    def kill_workers() -> None:  # not one that came for another: its master would end the server
        for worker in workers:
            time.sleep(1)
            worker.kill()

    blown = storm.run(app, server.url, hall, tmp_path, seconds=3, while_it_blows=kill_workers)

    assert len(workers) == 2
    assert blown.statuses()[302] > 0
    assert reckoning.faults(blown, hall) == []


@pytest.mark.full
def test_without_the_unique_keys_the_same_storm_finds_a_double_booking(app, settings, tmp_path):
    app.config["JOBS"] = "queue"
    with without_unique_keys("claims", "DELETE FROM claims"), careless_server(settings, tmp_path) as server:
        found = [_double_bookings(app, server.url, tmp_path / "first")]
        while not any(found) and len(found) < STORMS:  # on a machine that does much else two may never meet
            found.append(_double_bookings(app, server.url, tmp_path / f"again-{len(found)}"))

    assert any(found)


def _double_bookings(app, url, folder):
    hall = storm.hall()
    hall.slots = hall.slots[:2]  # all crowd into them
    storm.run(app, url, hall, folder, seconds=3)
    return reckoning.double_bookings()
