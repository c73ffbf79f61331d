"""Print a pack: collect its sheets, count the run, render the PDF, store the file; and enqueue that as a job."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import func, select

from app.core import audit
from app.core.db import db, new_public_id, now, transaction
from app.core.errors import Invalid
from app.core.files import store_export
from app.core.idempotency import idempotent_post
from app.core.jobs import enqueue
from app.core.models import StoredFile
from app.day.paper.day_data import DayData, PaperSheet
from app.day.paper.hall_sheets import create_hall_plans, create_table_signs, create_tick_slips
from app.day.paper.models import PaperKind, PaperRun, PrintRequest
from app.day.paper.people_sheets import create_agendas, create_badges, create_bus_lists, create_place_cards
from app.day.paper.queries import get_day_data
from app.day.paper.services.hall_pages import get_hall_values, get_sign_values, get_slip_values
from app.day.paper.services.page_layout import PageValues, SheetPack, render_pack
from app.day.paper.services.people_pages import (
    get_agenda_values,
    get_badge_values,
    get_bus_values,
    get_place_card_values,
    get_run_sheet_pack_values,
)
from app.day.paper.wording import TITLES
from app.events.models import Event
from app.interpreters.queries import list_run_sheets

SHEET_CREATORS: Final[Mapping[PaperKind, Callable[[DayData], list[PaperSheet[Any]]]]] = {
    PaperKind.AGENDAS: create_agendas,
    PaperKind.BADGES: create_badges,
    PaperKind.PLACE_CARDS: create_place_cards,
    PaperKind.TABLE_SIGNS: create_table_signs,
    PaperKind.TICK_SLIPS: create_tick_slips,
    PaperKind.HALL_PLAN: create_hall_plans,
    PaperKind.BUS_LISTS: create_bus_lists,
}
"""From the data of the day; run sheets come from their interpreters."""
PAPER_FILES: Final[Mapping[PaperKind, tuple[str, str, PageValues]]] = {
    PaperKind.AGENDAS: ("agendas", "day/agendas.typ", get_agenda_values),
    PaperKind.BADGES: ("badges", "day/badges.typ", get_badge_values),
    PaperKind.PLACE_CARDS: ("place-cards", "day/place_cards.typ", get_place_card_values),
    PaperKind.TABLE_SIGNS: ("table-signs", "day/table_signs.typ", get_sign_values),
    PaperKind.TICK_SLIPS: ("tick-slips", "day/tick_slips.typ", get_slip_values),
    PaperKind.HALL_PLAN: ("hall-plan", "day/hall_plan.typ", get_hall_values),
    PaperKind.RUN_SHEETS: ("interpreters", "interpreters/run_sheets.typ", get_run_sheet_pack_values),
    PaperKind.BUS_LISTS: ("bus-lists", "day/bus_lists.typ", get_bus_values),
}
"""Name of the file, template and what fills it."""
PACK_JOB: Final = "paper"
ReportProgress = Callable[[float, str], None]
"""Hears how far it is, and with what."""


def list_sheets(event: Event, requests: Iterable[PrintRequest]) -> dict[PaperKind, list[PaperSheet[Any]]]:
    """Of each kind those of the delegation and the day that are asked for, from a day that is read once; sheets of no
    day belong to each."""
    asked = list(requests)
    ground = get_day_data(event) if any(request.kind in SHEET_CREATORS for request in asked) else None
    result = {}
    for request in asked:
        if ground is not None and request.kind in SHEET_CREATORS:
            sheets = SHEET_CREATORS[request.kind](ground)
        else:
            sheets = [
                PaperSheet(f"i{run_sheet.interpreter.id}", run_sheet)
                for run_sheet in list_run_sheets(event)
                if run_sheet.meetings or run_sheet.group_meetings
            ]
        result[request.kind] = [
            sheet
            for sheet in sheets
            if request.delegation_id in (None, sheet.delegation_id)
            and (None in (request.day, sheet.day) or request.day == sheet.day)
        ]
    return result


def print_pack(
    event: Event, asked: PrintRequest, *, reader: str, by: int | None, tell: ReportProgress = lambda _part, _stage: None
) -> tuple[PaperRun, StoredFile]:
    """One pack as a PDF that ``by`` may fetch for a quarter of an hour. Raises Invalid ``paper_nothing`` where there is
    no sheet to print, PdfFailed."""
    tell(0.05, "gathering")
    sheets = list_sheets(event, [asked])[asked.kind]
    if not sheets:
        raise Invalid("paper_nothing")
    run = create_run(event, asked, len(sheets), by=by)
    tell(0.4, "setting")
    name, template, values = PAPER_FILES[asked.kind]
    pack = SheetPack(event, asked, sheets, run.number, run.made_at, reader)
    content = render_pack(pack, template, lambda: str(TITLES[asked.kind]), values)
    tell(0.95, "setting")
    with transaction():
        run = finish_run(run)
        name = f"{name}-{event.slug}-{run.number}.pdf"
        file = store_export(content, name=name, media_type="application/pdf", user_id=run.made_by, event_id=event.id)
    return run, file


def create_run(event: Event, asked: PrintRequest, sheets: int, *, by: int | None) -> PaperRun:
    """The next run of its kind, of which nothing is printed yet."""
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        last = select(func.max(PaperRun.number)).where(PaperRun.event_id == event.id, PaperRun.kind == asked.kind)
        run = PaperRun(
            event_id=event.id,
            kind=asked.kind.value,
            number=(session.scalar(last) or 0) + 1,
            delegation_id=asked.delegation_id if asked.chamber else None,
            made_by=by,
            made_at=now(),
            sheets=sheets,
            choices=asked.to_json(),
        )
        session.add(run)
        session.flush()
    return run


def finish_run(run: PaperRun) -> PaperRun:
    """It is printed; who made it is noted."""
    with transaction():
        stored = db.session.get_one(PaperRun, run.id)
        stored.finished_at = now()
        details = {"paper": stored.kind, "number": stored.number}
        audit.log_action("paper.made", stored, event_id=stored.event_id, by=stored.made_by, **details)
    return stored


def enqueue_pack(event: Event, asked: PrintRequest, *, reader: str, form_key: str, by: int) -> str:
    """The public id of the job; a form sent twice makes one."""
    values = asked.to_json()
    content = json.dumps([PACK_JOB, form_key or new_public_id(), event.id, values, reader], sort_keys=True)
    key = hashlib.sha256(content.encode()).hexdigest()
    with transaction(), idempotent_post(by, key, {"event": event.id, **values}) as post:
        if post.answer is None:
            run = enqueue(PACK_JOB, user_id=by, event_id=event.id, asked=values, reader=reader)
            post.answer = {"job": run.public_id}
    return str(post.answer["job"])
