"""Five hundred screens in the halls, each of which asks every ten seconds: how many answers a second, at which cost."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from app.core.db import now, transaction
from app.day.queries.boards import get_board_url
from app.day.services.boards import BoardSettings, open_board
from app.events.models import Event, Slot
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.load import send
from tests.bench.servers import QIAO, Served, served
from tests.support.instances import in_context
from tests.support.serving import environment

SCREENS = 500
EVERY_SECONDS = 10
ASKED_A_SECOND = SCREENS / EVERY_SECONDS
CLIENTS = 8
MOST_CORES = 0.5
"""Of two, so that the rest is left to who books and checks in."""


def measure(ground: Ground) -> None:
    """Only whether it has changed, which a screen asks nearly always; and as if each answer were a whole one."""
    with in_context(ground.instance.app):
        path, settings = _board_of_today(ground), ground.instance.settings
        with served(QIAO, environment(settings), settings.instance / "screens.log") as qiao:
            with urllib.request.urlopen(f"http://127.0.0.1:{qiao.port}{path}", timeout=30) as answer:
                etag = answer.headers["ETag"]
            figures = [
                *_figures("nothing has changed", qiao, path, ground.size.seconds, etag),
                *_figures("all has changed", qiao, path, ground.size.seconds, ""),
            ]
    ground.say(Section(f"{SCREENS} screens that ask every {EVERY_SECONDS} s", figures))


def _figures(what: str, qiao: Served, path: str, seconds: float, etag: str) -> Iterator[Figure]:
    send(qiao.port, path, clients=CLIENTS, seconds=min(1.0, seconds), etag=etag)
    spent = qiao.cpu_seconds()
    load = send(qiao.port, path, clients=CLIENTS, seconds=seconds, etag=etag)
    cores = (qiao.cpu_seconds() - spent) / max(load.answers, 1) * ASKED_A_SECOND
    size = load.bytes / max(load.answers, 1) / 1000
    note = f"p95 {load.percentile(0.95):.0f} ms, {size:.1f} kB each, {load.errors} errors"
    yield Figure(f"{what}: answers", load.rate, "/s", ASKED_A_SECOND, more=True, note=note)
    yield Figure(f"{what}: all screens", cores, "cores", MOST_CORES)


def _board_of_today(ground: Ground) -> str:
    """The path of a board whose event runs now."""
    big = ground.big
    with transaction() as session:
        event = session.get_one(Event, big.event_id)
        event.phase = "running"
        first = session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)).first()
        assert first is not None
        first.starts_at, first.ends_at = now() - timedelta(minutes=5), now() + timedelta(minutes=20)
    organizer = int(big.organizer.partition("-")[0].partition(".")[0].partition(":")[0])
    board = open_board(big.event_id, BoardSettings("en", "zh"), by=organizer)
    return "/" + get_board_url(board).split("/", 3)[3] + "/now"
