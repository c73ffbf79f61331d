"""Table signs, hall plans and tick slips as values of their templates."""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any, Final

from flask_babel import gettext, ngettext

from app.companies.wording import company_label
from app.core.web.locale import clock, long_day, plain
from app.day.paper.day_data import PaperSheet
from app.day.paper.hall_sheets import HallCell, HallPlan, TableMeeting, TableSign, TickSlip
from app.day.paper.services.page_layout import (
    SheetPack,
    format_name_with_titles,
    get_both_names,
    get_run_text,
    get_slip_codes,
    in_language_of,
    join_texts,
)

MAX_COLUMNS: Final = 8
SHEET_ASPECT: Final = 1.5
"""How much wider than high a sheet of A3 is, in cells."""


def get_sign_values(pack: SheetPack) -> dict[str, Any]:
    return {"sheets": [_get_sign(pack, sheet) for sheet in pack.sheets]}


def _get_sign(pack: SheetPack, sheet: PaperSheet[TableSign]) -> dict[str, Any]:
    sign = sheet.says
    with in_language_of(pack, sheet) as language:
        return {
            "language": language,
            "table-word": gettext("Table"),
            "label": sign.label,
            "zone": plain(sign.zone),
            "keeper": get_both_names(sign.keeper) if sign.keeper else None,
            "day": long_day(sign.day),
            "nothing": gettext("No meeting yet."),
            "lines": [_get_sign_line(meeting, sign) for meeting in sign.meetings],
        }


def _get_sign_line(table_meeting: TableMeeting, sign: TableSign) -> dict[str, Any]:
    """Of a table that a firm keeps only who comes to it."""
    there = [company for company in table_meeting.firms if company != sign.keeper] or list(table_meeting.firms)
    interpreter = gettext("interpreter: %(name)s", name=table_meeting.interpreter) if table_meeting.interpreter else ""
    return {
        "time": clock(table_meeting.starts_at),
        "until": f"– {clock(table_meeting.ends_at)}",
        "title": table_meeting.topic,
        "firms": [get_both_names(company) for company in there],
        "told": " · ".join(
            part for part in (gettext("group meeting") if table_meeting.topic else "", interpreter) if part
        ),
    }


def get_hall_values(pack: SheetPack) -> dict[str, Any]:
    zones = _group_by_zone(pack.sheets[0].says.cells)
    sizes = [len(cells) for _zone, cells in zones]
    columns = min(MAX_COLUMNS, max(2, ceil(sqrt(sum(sizes) * SHEET_ASPECT * 0.75))))
    return {
        "columns": columns,
        "rows": sum(ceil(size / columns) for size in sizes),
        "bands": len(sizes),
        "sheets": [_get_hall_page(pack, sheet) for sheet in pack.sheets],
    }


def _get_hall_page(pack: SheetPack, sheet: PaperSheet[HallPlan]) -> dict[str, Any]:
    hall = sheet.says
    meeting = sum(cell.meeting is not None for cell in hall.cells)
    with in_language_of(pack, sheet) as language:
        return {
            "language": language,
            "day": long_day(hall.starts_at),
            "time": clock(hall.starts_at, hall.ends_at),
            "count": ngettext("%(num)d meeting", "%(num)d meetings", meeting),
            "zones": [
                {"name": plain(zone), "cells": [_get_cell(cell) for cell in cells]}
                for zone, cells in _group_by_zone(hall.cells)
            ],
        }


def _group_by_zone(cells: tuple[HallCell, ...]) -> list[tuple[Any, list[HallCell]]]:
    """The cells under their zones, both in the order of the tables."""
    cells_by_zone: dict[Any, list[HallCell]] = {}
    for cell in cells:
        cells_by_zone.setdefault(cell.zone, []).append(cell)
    return list(cells_by_zone.items())


def _get_cell(cell: HallCell) -> dict[str, Any]:
    meeting = cell.meeting
    companies = [company_label(company) for company in meeting.firms] if meeting else []
    return {"label": cell.label, "title": meeting.topic if meeting else "", "firms": companies, "free": meeting is None}


def get_slip_values(pack: SheetPack) -> dict[str, Any]:
    codes = get_slip_codes([(sheet.says.meeting.number, sheet.says.meeting.guest) for sheet in pack.sheets])
    slips = [
        {**_get_slip(pack, sheet), "qr": codes[sheet.says.meeting.number, sheet.says.meeting.guest]}
        for sheet in pack.sheets
    ]
    return {"words": _get_slip_labels(), "slips": slips}


def _get_slip_labels() -> dict[str, str]:
    return {
        "number": gettext("Meeting no."),
        "table": gettext("Table"),
        "came": gettext("Tick whose word this is."),
        "outcome": gettext("What came of it"),
        "not_held": gettext("not held"),
        "none": gettext("nothing further"),
        "follow_up": gettext("follow-up"),
        "intent": gettext("letter of intent"),
        "signed": gettext("signed"),
        "amount": gettext("Amount"),
        "currency": gettext("Currency"),
        "key": gettext("For the desk: scan, or key in the number"),
    }


def _get_slip(pack: SheetPack, sheet: PaperSheet[TickSlip]) -> dict[str, Any]:
    slip, meeting = sheet.says, sheet.says.meeting
    with in_language_of(pack, sheet):
        companies = [
            {**get_both_names(company), "people": join_texts([format_name_with_titles(person) for person in people])}
            for company, people in zip(meeting.firms, slip.people, strict=True)
        ]
        return {
            "number": f"{meeting.number}-{meeting.guest}" if meeting.guest is not None else meeting.number,
            "label": slip.label,
            "zone": plain(slip.zone),
            "time": clock(meeting.starts_at, meeting.ends_at),
            "day": long_day(meeting.starts_at),
            "topic": meeting.topic,
            "firms": companies,
            "run": get_run_text(pack),
        }
