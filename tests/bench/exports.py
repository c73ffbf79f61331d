"""The attendee list of the big event as a file: read, judged, written, logged."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from functools import partial
from io import BytesIO

from PIL import Image
from sqlalchemy import select

from app.companies.models import Company
from app.companies.services import save_logo
from app.core.db import db, transaction
from app.events.models import Event
from app.lists.columns import TASK_COLUMNS
from app.lists.consent import ListPurpose, ListUse
from app.lists.publicity import CATALOGUE_KIND
from app.lists.queries.matching_rows import ListReach
from app.lists.selection import ListSelection
from app.lists.services import ExportRequest, create_export
from app.lists.services.catalogue import CatalogueRequest, export_catalogue
from tests.bench.big_event import BigEvent, build
from tests.bench.clocks import took
from tests.bench.crowd import crowd
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.memory import forget_peak, memory, peak
from tests.support.instances import in_context

MOST_SECONDS = {"csv": 0.2, "xlsx": 0.8}
MOST_SECONDS_OF_A_LONG_ONE = {"csv": 2.0, "xlsx": 8.0}
MOST_SECONDS_OF_A_CATALOGUE = 10.0
MOST_GROWTH_MB = 150


def measure(ground: Ground) -> None:
    big = ground.big
    with in_context(ground.instance.app):
        ground.say(Section(f"Attendee list of {big.firms}", list(_figures(ground))))
    printed = ground.new_instance("printed")
    with in_context(printed.app):
        built = build(crowd(ground.size.printed))
        ground.say(Section(f"Catalogue of {ground.size.printed}", list(_figures_of_a_catalogue(built))))
    long = ground.new_instance("long")
    with in_context(long.app):
        event_id = build(crowd(ground.size.listed)).event_id
        ground.say(Section(f"Attendee list of {ground.size.listed}", list(_figures_of_a_long_one(event_id))))


def _figures_of_a_long_one(event_id: int) -> Iterator[Figure]:
    """All columns, as the job makes it, in this process: what it grows by at the most while it is at work."""
    for kind, goal in MOST_SECONDS_OF_A_LONG_ONE.items():
        done = took(partial(_export, event_id, kind, ListPurpose.RUNNING), times=2)
        yield Figure(f"{kind}, running", done.wall, "s", goal, note=f"{done.answer} rows; {done.note}")
        forget_peak()
        before = memory()
        _export(event_id, kind, ListPurpose.RUNNING)
        yield Figure(f"{kind}, memory", peak() - before, "MB", MOST_GROWTH_MB, note=f"beyond {before:.0f} MB before")


def _figures_of_a_catalogue(built: BigEvent) -> Iterator[Figure]:
    """With a logo for each firm, as the job makes it."""
    with transaction() as session:
        for number, company in enumerate(session.scalars(select(Company))):
            drawn = BytesIO()
            Image.effect_noise((400, 120), 20 + number % 60).convert("RGBA").save(drawn, "PNG")
            save_logo(company, drawn.getvalue(), by=None)
    event = db.session.get_one(Event, built.event_id)
    wish = ExportRequest(
        selection=ListSelection(use=ListUse(ListPurpose.RUNNING)),
        reach=ListReach(event.id),
        kind=CATALOGUE_KIND,
        language="zh",
        by=None,
        reason="bench",
    )
    before = _of_children()
    done = took(partial(export_catalogue, event, CatalogueRequest(wish)), times=2)
    typeset = (_of_children() - before) / done.times
    note = f"{done.answer.row_count} firms; {done.note}; {typeset:.1f} s in the processor for the typesetter"
    yield Figure("catalogue, pdf with logos", done.wall, "s", MOST_SECONDS_OF_A_CATALOGUE, note=note)


def _of_children() -> float:
    """Seconds in the processor of processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _figures(ground: Ground) -> Iterator[Figure]:
    for kind, goal in MOST_SECONDS.items():
        for purpose in ListPurpose:
            done = took(partial(_export, ground.big.event_id, kind, purpose), times=5)
            note = f"{done.answer} rows; {done.note}"
            yield Figure(f"{kind}, {purpose.value}", done.wall, "s", goal, note=note)


def _export(event_id: int, kind: str, purpose: ListPurpose) -> int:
    """How many rows stand in the file."""
    db.session.rollback()
    event = db.session.get_one(Event, event_id)
    wish = ExportRequest(
        selection=ListSelection(use=ListUse(purpose, abroad=False), names=TASK_COLUMNS["everything"]),
        reach=ListReach(event.id),
        kind=kind,
        language="en",
        by=None,
        reason="bench",
    )
    return create_export(event, wish).row_count
