"""The day as a workbook: who is at which table when, every meeting in a row, the phones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext

from app.companies.wording import company_label
from app.day.paper.ground import Ground, Sitting
from app.day.paper.queries.phones import Phone
from app.day.paper.services.phones import header, row_of
from app.day.paper.services.setting import listed
from app.documents.csv import CellValue
from app.documents.xlsx import WorkbookSheet, to_xlsx


def workbook(ground: Ground, phones: Sequence[Phone], *, made_at: datetime, title: str) -> bytes:
    sheets = [_grid(ground), _meetings(ground)]
    if phones:
        rows = [row_of(one) for one in phones]
        sheets.append(
            WorkbookSheet(name=gettext("Phones"), header=header(), rows=rows, widths=(24, 32, 28, 24, 20, 20))
        )
    return to_xlsx(sheets, made_at=made_at, title=title)


def _grid(ground: Ground) -> WorkbookSheet:
    """Times down, tables across."""
    there = {
        (one.table_id, time.starts_at): one
        for one in ground.sittings
        for time in ground.times
        if one.starts_at < time.ends_at and time.starts_at < one.ends_at
    }
    places = list(ground.places.values())
    rows: list[list[CellValue]] = [
        [_local(ground, time.starts_at), *(_firms(ground, there.get((place.id, time.starts_at))) for place in places)]
        for time in ground.times
    ]
    header = [gettext("Time"), *(place.label for place in places)]
    return WorkbookSheet(name=gettext("Grid"), header=header, rows=rows, widths=(18, *(26 for _ in places)), wraps=True)


def _meetings(ground: Ground) -> WorkbookSheet:
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
    return WorkbookSheet(name=gettext("Meetings"), header=header, rows=_rows(ground), widths=widths)


def _rows(ground: Ground) -> Iterator[list[CellValue]]:
    for one in ground.sittings:
        first, *others = [company_label(ground.firms[firm]) for firm in one.firms]
        people = [ground.person[sitter.person_id].name for sitter in one.sitters if sitter.person_id in ground.person]
        yield [
            one.id,
            _local(ground, one.starts_at),
            _local(ground, one.ends_at),
            ground.places[one.table_id].label,
            first,
            listed(others),
            one.topic,
            listed(people),
            one.interpreter,
        ]


def _firms(ground: Ground, sitting: Sitting | None) -> str:
    return "\n".join(company_label(ground.firms[firm]) for firm in sitting.firms) if sitting else ""


def _local(ground: Ground, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(ground.zone))
