"""Everything that the day needs in one archive: all packs, the phone list, the workbook.

With it the day runs without a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import force_locale, gettext

from app.companies.wording import company_display_names, company_label
from app.core.db import transaction
from app.core.web.locale import LOCALES, plain
from app.day.paper.day_data import DayData, PaperMeeting
from app.day.paper.models import PaperRun
from app.day.paper.print_requests import ALL_KINDS, OWN_LANGUAGE, PaperKind, PrintRequest
from app.day.paper.queries.day_data import PhoneListEntry, get_day_data, list_phones
from app.day.paper.services.page_layout import SheetPack, get_run_text, join_texts
from app.day.paper.services.printing import (
    PAPER_FILES,
    FinishedPack,
    ReportProgress,
    create_run,
    finish_run,
    select_sheets,
    store_marks,
)
from app.day.paper.signals import phone_list_exported
from app.documents import to_zip
from app.documents.csv import CellValue
from app.documents.pdf import PrintedTable, table_to_pdf
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.events.models import Event


@dataclass(frozen=True, slots=True)
class PhoneListExport:
    """Who stood in it, who took it."""

    rows: Sequence[PhoneListEntry]
    by: int | None


def get_phone_list_header() -> list[str]:
    return [
        gettext("Delegation"),
        gettext("Company"),
        gettext("Name"),
        gettext("Job title"),
        gettext("Phone"),
        gettext("WeChat"),
    ]


def get_phone_list_row(phone_list_entry: PhoneListEntry) -> list[CellValue]:
    side = phone_list_entry.company.delegation or phone_list_entry.company.group
    names = company_display_names(phone_list_entry.person)
    titles = plain(phone_list_entry.person.titles)
    name = " ".join(part for part in (names.first, names.second) if part)
    return [
        plain(side),
        company_display_names(phone_list_entry.company).first,
        name,
        titles,
        phone_list_entry.phone,
        phone_list_entry.wechat,
    ]


def render_phone_list(
    event: Event, rows: Sequence[PhoneListEntry], *, foot: str, language: str, made_at: datetime
) -> bytes:
    """Raises PdfFailed."""
    table = PrintedTable(
        title=gettext("Phone list"),
        subtitle=plain(event.name),
        header=get_phone_list_header(),
        rows=[get_phone_list_row(row) for row in rows],
        foot=foot,
    )
    return table_to_pdf(table, language=language, made_at=made_at)


def create_workbook(ground: DayData, phones: Sequence[PhoneListEntry], *, made_at: datetime, title: str) -> bytes:
    sheets = [_create_grid(ground), _create_meeting_list(ground)]
    if phones:
        rows = [get_phone_list_row(phone) for phone in phones]
        sheets.append(
            WorkbookSheet(
                name=gettext("Phones"), header=get_phone_list_header(), rows=rows, widths=(24, 32, 28, 24, 20, 20)
            )
        )
    return to_xlsx(sheets, made_at=made_at, title=title)


def _create_grid(ground: DayData) -> WorkbookSheet:
    """Times down, tables across."""
    there = {
        (sitting.table_id, time.starts_at): sitting
        for sitting in ground.sittings
        for time in ground.times
        if sitting.starts_at < time.ends_at and time.starts_at < sitting.ends_at
    }
    places = list(ground.places.values())
    rows: list[list[CellValue]] = [
        [
            _get_local_time(ground, time.starts_at),
            *(_get_company_labels(ground, there.get((place.id, time.starts_at))) for place in places),
        ]
        for time in ground.times
    ]
    header = [gettext("Time"), *(place.label for place in places)]
    return WorkbookSheet(name=gettext("Grid"), header=header, rows=rows, widths=(18, *(26 for _ in places)), wraps=True)


def _create_meeting_list(ground: DayData) -> WorkbookSheet:
    header = [
        gettext("Meeting no."),
        gettext("Begins"),
        gettext("Ends"),
        gettext("Table"),
        gettext("Company"),
        gettext("Partner"),
        gettext("Topic"),
        gettext("People"),
        gettext("Interpreter"),
    ]
    widths = (12, 18, 18, 10, 36, 36, 24, 40, 20)
    return WorkbookSheet(name=gettext("Meetings"), header=header, rows=_list_meeting_rows(ground), widths=widths)


def _list_meeting_rows(ground: DayData) -> Iterator[list[CellValue]]:
    for sitting in ground.sittings:
        first, *others = [company_label(ground.companies[company]) for company in sitting.companies]
        people = [
            ground.person[attendee.person_id].name
            for attendee in sitting.attendees
            if attendee.person_id in ground.person
        ]
        yield [
            sitting.id,
            _get_local_time(ground, sitting.starts_at),
            _get_local_time(ground, sitting.ends_at),
            ground.places[sitting.table_id].label,
            first,
            join_texts(others),
            sitting.topic,
            join_texts(people),
            sitting.interpreter,
        ]


def _get_company_labels(ground: DayData, sitting: PaperMeeting | None) -> str:
    return "\n".join(company_label(ground.companies[company]) for company in sitting.companies) if sitting else ""


def _get_local_time(ground: DayData, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(ground.zone))


ARCHIVE_KINDS = (
    PaperKind.AGENDAS,
    PaperKind.HALL_PLAN,
    PaperKind.TABLE_SIGNS,
    PaperKind.TICK_SLIPS,
    PaperKind.RUN_SHEETS,
    PaperKind.BUS_LISTS,
)
"""What stands in it; badges and cards are cut days before."""


def create_day_archive(
    event: Event, *, language: str, reader: str, by: int | None, tell: ReportProgress = lambda _part, _stage: None
) -> FinishedPack:
    """All packs of which there is a sheet, the phone list and the workbook. Raises PdfFailed."""
    tell(0.05, "gathering")
    night = create_run(event, PrintRequest(PaperKind.AGENDAS), 0, by=by, kind=ALL_KINDS)
    files: dict[str, bytes] = {}
    for place, kind in enumerate(ARCHIVE_KINDS):
        tell(0.1 + 0.12 * place, "setting")
        files |= _print_kind(event, PrintRequest(kind, language).fitting(), reader, by)
    with _use_language(event, reader):
        phones = _add_lists(event, night, reader, files)
    content = to_zip(files)
    with transaction():
        if phones:
            phone_list_exported.send(event, taken=PhoneListExport(phones, by))
        return finish_run(event, night, {}, content, f"night-before-{event.slug}-{night.number}.zip", sheets=len(files))


def _print_kind(event: Event, asked: PrintRequest, reader: str, by: int | None) -> dict[str, bytes]:
    """The PDF of a kind by its name, with a run of its own; nothing where there is no sheet."""
    sheets, marks = select_sheets(event, asked)
    if not sheets:
        return {}
    run = create_run(event, asked, len(sheets), by=by)
    content = PAPER_FILES[asked.kind].pdf(SheetPack(event, asked, sheets, run.number, run.made_at, reader))
    store_marks(run, marks)
    return {f"{PAPER_FILES[asked.kind].name}.pdf": content}


def _add_lists(event: Event, night: PaperRun, reader: str, files: dict[str, bytes]) -> list[PhoneListEntry]:
    """The phone list and the workbook; who stands in them with a number."""
    ground = get_day_data(event)
    phones = list_phones(ground, event.id)
    foot = get_run_text(
        SheetPack(event, PrintRequest(PaperKind.AGENDAS, OWN_LANGUAGE), (), night.number, night.made_at, reader)
    )
    if phones:
        files["phone-list.pdf"] = render_phone_list(event, phones, foot=foot, language=reader, made_at=night.made_at)
    files["timetable.xlsx"] = create_workbook(ground, phones, made_at=night.made_at, title=plain(event.name))
    return phones


@contextmanager
def _use_language(event: Event, reader: str) -> Iterator[None]:
    g.event = event
    with force_locale(LOCALES[reader]):
        yield
