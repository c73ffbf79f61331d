"""Print a pack: collect its sheets, count the run, render the PDF, store file and marks; and enqueue that as a job."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, g
from flask_babel import force_locale
from sqlalchemy import func, select

from app.core import audit
from app.core.db import db, new_public_id, now, transaction
from app.core.errors import Invalid
from app.core.files import store_export
from app.core.idempotency import idempotent_post
from app.core.jobs import enqueue
from app.core.web.locale import LOCALES
from app.day.paper.day_data import DayData
from app.day.paper.hall_sheets import create_hall_plans, create_table_signs, create_tick_slips
from app.day.paper.models import PaperRun
from app.day.paper.people_sheets import create_agendas, create_badges, create_bus_lists, create_place_cards
from app.day.paper.print_requests import ALL_KINDS, PaperKind, PrintRequest
from app.day.paper.queries.day_data import get_day_data
from app.day.paper.queries.print_runs import get_printed_marks
from app.day.paper.services.hall_pages import get_hall_values, get_sign_values, get_slip_values
from app.day.paper.services.page_layout import PageValues, SheetPack, render_pack
from app.day.paper.services.people_pages import (
    get_agenda_values,
    get_badge_values,
    get_bus_values,
    get_place_card_values,
    get_run_sheet_pack_values,
)
from app.day.paper.sheets import PaperSheet, filter_by_days, filter_by_delegation, get_sheet_changes, get_sheet_mark
from app.day.paper.wording import get_paper_title
from app.events.models import Event
from app.interpreters.queries import RunSheet, list_run_sheets
from app.interpreters.services.run_sheets import get_run_sheet_values


@dataclass(frozen=True)
class RunSheetContent:
    """What an interpreter's sheet says in English, for its mark."""

    words: dict[str, Any]


def list_sheets(event: Event, kind: PaperKind) -> list[PaperSheet[Any]]:
    return list_sheets_by_kind(event, [kind])[kind]


def list_sheets_by_kind(event: Event, kinds: Iterable[PaperKind]) -> dict[PaperKind, list[PaperSheet[Any]]]:
    """Those of several kinds, from a day that is read once."""
    wanted = list(kinds)
    ground = get_day_data(event) if any(kind in SHEET_CREATORS for kind in wanted) else None
    return {
        kind: SHEET_CREATORS[kind](ground)
        if ground is not None and kind in SHEET_CREATORS
        else create_run_sheets(event, list_run_sheets(event))
        for kind in wanted
    }


def create_run_sheets(event: Event, run_sheets: list[RunSheet]) -> list[PaperSheet[RunSheetContent]]:
    """A sheet for each interpreter who has something to do."""
    g.event = event
    busy = [run_sheet for run_sheet in run_sheets if run_sheet.meetings or run_sheet.group_meetings]
    with force_locale(LOCALES["en"]):
        contents = get_run_sheet_values(event, busy)["sheets"]
    return [
        PaperSheet(f"i{run_sheet.interpreter.id}", run_sheet.interpreter.name, RunSheetContent(words))
        for run_sheet, words in zip(busy, contents, strict=True)
    ]


SHEET_CREATORS: Final[Mapping[PaperKind, Callable[[DayData], list[PaperSheet[Any]]]]] = {
    PaperKind.AGENDAS: create_agendas,
    PaperKind.BADGES: create_badges,
    PaperKind.PLACE_CARDS: create_place_cards,
    PaperKind.TABLE_SIGNS: create_table_signs,
    PaperKind.TICK_SLIPS: create_tick_slips,
    PaperKind.HALL_PLAN: create_hall_plans,
    PaperKind.BUS_LISTS: create_bus_lists,
}
"""Run sheets of interpreters are gathered where they were before there was paper of the day."""


def filter_sheets(sheets: Sequence[PaperSheet[Any]], asked: PrintRequest) -> list[PaperSheet[Any]]:
    """Those of the delegation and the day that were asked for."""
    return filter_by_days(filter_by_delegation(sheets, asked.delegation_id), [asked.day] if asked.day else ())


@dataclass(frozen=True, slots=True)
class PaperFile:
    kind: PaperKind
    name: str
    template: str
    values: PageValues

    def pdf(self, pack: SheetPack) -> bytes:
        """Raises PdfFailed."""
        return render_pack(pack, self.template, lambda: get_paper_title(self.kind), self.values)


PAPER_FILES: Final[Mapping[PaperKind, PaperFile]] = {
    paper_file.kind: paper_file
    for paper_file in (
        PaperFile(PaperKind.AGENDAS, "agendas", "day/agendas.typ", get_agenda_values),
        PaperFile(PaperKind.BADGES, "badges", "day/badges.typ", get_badge_values),
        PaperFile(PaperKind.PLACE_CARDS, "place-cards", "day/place_cards.typ", get_place_card_values),
        PaperFile(PaperKind.TABLE_SIGNS, "table-signs", "day/table_signs.typ", get_sign_values),
        PaperFile(PaperKind.TICK_SLIPS, "tick-slips", "day/tick_slips.typ", get_slip_values),
        PaperFile(PaperKind.HALL_PLAN, "hall-plan", "day/hall_plan.typ", get_hall_values),
        PaperFile(PaperKind.RUN_SHEETS, "interpreters", "interpreters/run_sheets.typ", get_run_sheet_pack_values),
        PaperFile(PaperKind.BUS_LISTS, "bus-lists", "day/bus_lists.typ", get_bus_values),
    )
}


ReportProgress = Callable[[float, str], None]
"""Hears how far it is, and with what."""


@dataclass(frozen=True)
class FinishedPack:
    """``file``: the public id of the PDF, for who asked."""

    run: PaperRun
    file: str


def print_pack(
    event: Event, asked: PrintRequest, *, reader: str, by: int | None, tell: ReportProgress = lambda _part, _stage: None
) -> FinishedPack:
    """One pack as a PDF that ``by`` may fetch for a quarter of an hour. Raises Invalid ``paper_nothing`` where there is
    no sheet to print, PdfFailed."""
    tell(0.05, "gathering")
    sheets, marks = select_sheets(event, asked)
    if not sheets:
        raise Invalid("paper_nothing")
    run = create_run(event, asked, len(sheets), by=by)
    tell(0.4, "setting")
    content = PAPER_FILES[asked.kind].pdf(SheetPack(event, asked, sheets, run.number, run.made_at, reader))
    tell(0.95, "setting")
    return finish_run(event, run, marks, content, f"{PAPER_FILES[asked.kind].name}-{event.slug}-{run.number}.pdf")


def select_sheets(event: Event, asked: PrintRequest) -> tuple[list[PaperSheet[Any]], dict[str, str | None]]:
    """The sheets that were asked for, and the marks that the run keeps: those that are gone count as taken back."""
    sheets = filter_sheets(list_sheets(event, asked.kind), asked)
    marks = {sheet.key: get_sheet_mark(sheet, get_mark_secret()) for sheet in sheets}
    if not asked.only_changed:
        return sheets, dict(marks)
    before = get_printed_marks(event.id, asked.kind, asked.delegation_id if asked.chamber else None)
    sheet_changes = get_sheet_changes(*before, marks)
    wanted = set(sheet_changes.anew) if sheet_changes.printed else set(marks)
    run_marks: dict[str, str | None] = {key: mark for key, mark in marks.items() if key in wanted}
    whole = asked.day is None and (asked.chamber or asked.delegation_id is None)
    return [sheet for sheet in sheets if sheet.key in wanted], {
        **run_marks,
        **(dict.fromkeys(sheet_changes.removed) if whole else {}),
    }


def get_mark_secret() -> bytes:
    """With which marks are made."""
    return str(current_app.config["SECRET_KEY"]).encode()


def create_run(event: Event, asked: PrintRequest, sheets: int, *, by: int | None, kind: str = "") -> PaperRun:
    """The next run of its kind, of which nothing is printed yet."""
    kind = kind or asked.kind.value
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        last = session.scalar(
            select(func.max(PaperRun.number)).where(PaperRun.event_id == event.id, PaperRun.kind == kind)
        )
        run = PaperRun(
            event_id=event.id,
            kind=kind,
            number=(last or 0) + 1,
            delegation_id=asked.delegation_id if asked.chamber else None,
            made_by=by,
            made_at=now(),
            sheets=sheets,
            choices={} if kind == ALL_KINDS else asked.to_json(),
        )
        session.add(run)
        session.flush()
    return run


def finish_run(
    event: Event,
    run: PaperRun,
    marks: Mapping[str, str | None],
    content: bytes,
    name: str,
    *,
    sheets: int | None = None,
) -> FinishedPack:
    """Keep the file and the marks, and note who made what; ``sheets``: how many there are, where that was not known."""
    with transaction():
        stored_run = store_marks(run, marks)
        stored_run.sheets = stored_run.sheets if sheets is None else sheets
        file = store_export(
            content,
            name=name,
            media_type="application/zip" if name.endswith(".zip") else "application/pdf",
            user_id=stored_run.made_by,
            event_id=event.id,
        )
    return FinishedPack(stored_run, file.public_id)


def store_marks(run: PaperRun, marks: Mapping[str, str | None]) -> PaperRun:
    """The run is printed: remember what its sheets say, and note who made it."""
    with transaction():
        paper_run = db.session.get_one(PaperRun, run.id)
        paper_run.marks, paper_run.finished_at = dict(marks), now()
        audit.log_action(
            "paper.made",
            paper_run,
            event_id=paper_run.event_id,
            by=paper_run.made_by,
            paper=paper_run.kind,
            number=paper_run.number,
        )
    return paper_run


PACK_JOB, ARCHIVE_JOB = "paper", "papers_of_the_day"


def enqueue_pack(event: Event, asked: PrintRequest, *, reader: str, form_key: str, by: int) -> str:
    """The public id of the job."""
    return _enqueue_once(PACK_JOB, event, asked.to_json(), reader, form_key, by)


def enqueue_archive(event: Event, language: str, *, reader: str, form_key: str, by: int) -> str:
    """The same for the archive of everything."""
    return _enqueue_once(ARCHIVE_JOB, event, {"language": language}, reader, form_key, by)


def _enqueue_once(job: str, event: Event, asked: dict[str, Any], reader: str, form_key: str, by: int) -> str:
    content = json.dumps([job, form_key or new_public_id(), event.id, asked, reader], sort_keys=True)
    with (
        transaction(),
        idempotent_post(by, hashlib.sha256(content.encode()).hexdigest(), {"event": event.id, **asked}) as post,
    ):
        if post.answer is None:
            run = enqueue(job, user_id=by, event_id=event.id, asked=asked, reader=reader)
            post.answer = {"job": run.public_id}
    return str(post.answer["job"])
