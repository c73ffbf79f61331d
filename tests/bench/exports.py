"""The attendee list of the big event as a file: read, judged, written, logged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.db import db
from app.events.models import Event
from app.lists.columns import TASKS
from app.lists.consent import Purpose, Use
from app.lists.queries.reach import Reach
from app.lists.selection import Selection
from app.lists.services import Wish, export
from tests.bench.clocks import took
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.support.instances import in_context

MOST_SECONDS = {"csv": 0.2, "xlsx": 0.8}


def measure(ground: Ground) -> None:
    big = ground.big
    with in_context(ground.instance.app):
        ground.say(Section(f"Attendee list of {big.firms}", list(_figures(ground))))


def _figures(ground: Ground) -> Iterator[Figure]:
    for kind, goal in MOST_SECONDS.items():
        for purpose in Purpose:
            done = took(partial(_export, ground, kind, purpose), times=5)
            note = f"{done.answer} rows; {done.note}"
            yield Figure(f"{kind}, {purpose.value}", done.wall, "s", goal, note=note)


def _export(ground: Ground, kind: str, purpose: Purpose) -> int:
    """How many rows stand in the file."""
    db.session.rollback()
    event = db.session.get_one(Event, ground.big.event_id)
    wish = Wish(
        selection=Selection(use=Use(purpose, abroad=False), names=TASKS["everything"]),
        reach=Reach(event.id),
        kind=kind,
        language="en",
        by=None,
        reason="bench",
    )
    return export(event, wish).row_count
