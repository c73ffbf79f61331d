"""The interpreters' run sheets as a PDF: when, where, between whom, and a brief of each firm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import reduce
from itertools import groupby
from typing import Any, Final

from flask import g
from flask_babel import force_locale, gettext

from app.companies.locale_names import get_language_name
from app.companies.sectors.tree import sector_label_in
from app.companies.wording import company_display_names, company_full_label
from app.core.db import now
from app.core.files import store_export
from app.core.models import StoredFile
from app.core.web.locale import LOCALES, brief_day, clock, language, local, long_day, moment, plain
from app.documents.pdf import to_pdf
from app.events.models import Event, Interpreter
from app.interpreters.queries import CompanyBrief, InterpreterRow, RunSheet, get_company_briefs, list_run_sheets
from app.meetings.interpreters import InterpreterMode
from app.meetings.mails.calendar_entries import join_places
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.lists import MeetingCompany, MeetingRow

RUN_SHEETS_TEMPLATE: Final = "interpreters/run_sheets.typ"
MAX_SECTORS: Final = 3
END_OF_DAY: Final = time(23, 59)
"""Until when somebody is there of whom only the beginning was said."""
MAX_LINE_CHARACTERS: Final = 220
"""Characters of what a firm offers or seeks: a brief is read in the minute before a meeting."""


def render_run_sheets(event: Event, spoken: str, only: int | None = None) -> bytes:
    """A sheet for each interpreter (``only`` this one), for who reads ``spoken`` (en, zh or fr). Raises PdfFailed."""
    g.event = event
    with force_locale(LOCALES[spoken]):
        data = get_run_sheet_values(event, list_run_sheets(event, only))
    return to_pdf(RUN_SHEETS_TEMPLATE, data, language=spoken, made_at=now())


def store_run_sheets(event: Event, spoken: str, *, user_id: int | None) -> StoredFile:
    """The PDF of all as a file that this user may fetch for a quarter of an hour."""
    content, name = render_run_sheets(event, spoken), get_run_sheets_file_name(event)
    return store_export(content, name=name, media_type="application/pdf", user_id=user_id, event_id=event.id)


def get_run_sheets_file_name(event: Event) -> str:
    return f"interpreters-{event.slug}.pdf"


def get_run_sheet_values(event: Event, sheets: list[RunSheet], foot: str = "") -> dict[str, Any]:
    """What the template sets, in the language at hand; ``foot``: at the bottom left instead of event and time."""
    rows = [row for sheet in sheets for row in _meetings_of(sheet)]
    companies = {company.registration_id for row in rows for company in _companies_at(row)}
    briefs = get_company_briefs(companies)
    as_of = gettext("as of %(when)s", when=moment(now()))
    return {
        "title": gettext("Run sheets of the interpreters"),
        "event": plain(event.name),
        "place": reduce(join_places, filter(None, (plain(event.venue), plain(event.city))), ""),
        "words": {
            "columns": [gettext("Time"), gettext("Table"), gettext("Between")],
            "offers": gettext("Offers"),
            "seeks": gettext("Seeks"),
            "nothing": gettext("No meeting yet."),
        },
        "sheets": [_sheet_values(sheet, briefs) for sheet in sheets],
        "foot": foot or f"{plain(event.name)} · {as_of}",
    }


def _sheet_values(sheet: RunSheet, briefs: Mapping[int, CompanyBrief]) -> dict[str, Any]:
    timed = [row for row in _meetings_of(sheet) if row.starts_at is not None]
    timed.sort(key=lambda row: row.starts_at or now())
    days = groupby(timed, key=lambda row: local(row.starts_at).date() if row.starts_at else None)
    return {
        "name": sheet.interpreter.name,
        "languages": _language_names(sheet.interpreter.languages),
        "facts": list(_fact_texts(sheet.row)),
        "days": [
            {"day": long_day(day), "lines": [_line_values(row, briefs, sheet.seats[row.id].speak) for row in rows]}
            for day, rows in days
            if day is not None
        ],
    }


def _fact_texts(row: InterpreterRow) -> Iterator[str]:
    """Whom it serves, and when it is there."""
    whom = ""
    if row.company is not None and row.company.company is not None:
        whom = company_full_label(row.company.company)
    elif row.table:
        whom = gettext("table %(label)s", label=row.table)
    elif row.interpreter.mode == InterpreterMode.POOL:
        whom = gettext("everybody")
    facts = [(gettext("Serves"), whom), (gettext("Hours"), gettext(", ").join(list_working_hours(row.interpreter)))]
    colon = gettext(": ")
    yield from (f"{heading}{colon}{text}" for heading, text in facts if text)


def list_working_hours(interpreter: Interpreter) -> list[str]:
    """When it is there, in words, by day; nothing where it always is. What begins or ends with the day is left out."""
    return [_hours_text(local(hour.starts_at), local(hour.ends_at)) for hour in interpreter.hours]


def _hours_text(starts: datetime, ends: datetime) -> str:
    day = brief_day(starts.date())
    if ends.time() >= END_OF_DAY and ends.date() == starts.date():
        return str(gettext("%(day)s from %(time)s", day=day, time=clock(starts)))
    if starts.time() == time():
        return str(gettext("%(day)s until %(time)s", day=day, time=clock(ends)))
    return f"{day} {clock(starts)} – {clock(ends)}"


def _meetings_of(sheet: RunSheet) -> list[MeetingRow | GroupMeetingRow]:
    return [*sheet.meetings, *sheet.group_meetings]


def _companies_at(row: MeetingRow | GroupMeetingRow) -> list[MeetingCompany]:
    """Who sits there; of a group the host first."""
    if isinstance(row, GroupMeetingRow):
        return [row.host, *(guest.company for guest in row.seated)]
    return [row.asker, row.asked]


def _line_values(
    row: MeetingRow | GroupMeetingRow, briefs: Mapping[int, CompanyBrief], speak: Mapping[int, Sequence[str]]
) -> dict[str, Any]:
    """``speak``: as in ``Held``."""
    times = [clock(at) for at in (row.starts_at, row.ends_at) if at is not None]
    return {
        "time": " – ".join(times),
        "table": row.table,
        "zone": plain(row.zone),
        "people": " · ".join(part for part in (gettext(", ").join(row.people), _online_text(row.video_url)) if part),
        "firms": [
            _company_values(brief, speak.get(brief.registration_id, brief.languages))
            for brief in (briefs.get(company.registration_id) for company in _companies_at(row))
            if brief is not None
        ],
    }


def _online_text(address: str) -> str:
    return gettext("Online: %(address)s", address=address) if address else ""


def _company_values(brief: CompanyBrief, languages: Sequence[str]) -> dict[str, Any]:
    """``languages``: of who sits there."""
    both = company_display_names(brief.company)
    sectors = [sector_label_in(code, language()) for code in brief.is_in[:MAX_SECTORS]]
    texts = [*sectors, *([_language_names(languages)] if languages else [])]
    return {
        "name": both.first,
        "second": both.second or "",
        "told": " · ".join(texts),
        "offers": _shorten(plain(brief.company.offers)),
        "seeks": _shorten(plain(brief.company.seeks)),
    }


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_LINE_CHARACTERS else line[: MAX_LINE_CHARACTERS - 1].rstrip() + "…"


def _language_names(codes: Iterable[str]) -> str:
    return str(gettext(", ")).join(get_language_name(code, language()) for code in codes)
