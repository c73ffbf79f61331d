"""Tables as an Excel workbook, every text a text and moments real dates; a workbook to fill in."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryDirectory
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.documents.csv import CellValue

MAX_CELL_UNITS: Final = 32_767
"""UTF-16 units that a cell holds; a longer text is cut."""
WORKBOOK_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSheet:
    """``name``: at most 31 characters, none of ``[]:*?/\\``. ``widths``: in characters, for the first columns.

    A moment is shown as its own zone's clocks show it. ``wraps``: long texts break in their cell.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[CellValue]]
    widths: Sequence[float] = ()
    wraps: bool = False


def to_xlsx(sheets: Iterable[WorkbookSheet], *, made_at: datetime, title: str = "") -> bytes:
    """The workbook; each sheet has its header frozen and filters on it. Its parts lie in a folder of their own until it
    is packed.

    Texts stand in one table (not ``constant_memory``): Apple's previews show none that stands in its own cell.
    """
    buffer = io.BytesIO()
    with TemporaryDirectory(prefix="qiao-sheets-") as folder:
        book = Workbook(buffer, {**WORKBOOK_OPTIONS, "tmpdir": folder})
        _fill_workbook(book, sheets, made_at, title)
    return buffer.getvalue()


def _fill_workbook(book: Workbook, sheets: Iterable[WorkbookSheet], made_at: datetime, title: str) -> None:
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 2}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()


def _write_sheet(page: Worksheet, sheet: WorkbookSheet, formats: dict[str, Format]) -> None:
    text_format = formats["wrap"] if sheet.wraps else None
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    for place, name in enumerate(sheet.header):
        page.write_string(0, place, name, formats["head"])
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            if value.__class__ is str:
                if value:
                    _write_text(page, last, place, value, text_format)
            elif value is not None:
                _write_value(page, last, place, value, formats)
    page.freeze_panes(1, 0)
    if sheet.header:
        page.autofilter(0, 0, last, len(sheet.header) - 1)


def _write_value(page: Worksheet, row: int, place: int, value: Any, formats: dict[str, Format]) -> None:
    if isinstance(value, datetime):
        page.write_datetime(row, place, value, formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, place, value, formats["day"])
    elif isinstance(value, str):
        _write_text(page, row, place, str(value), None)
    else:
        page.write_number(row, place, value)


def _write_text(page: Worksheet, row: int, place: int, text: str, text_format: Format | None) -> None:
    text = _fit_cell(text)
    if text.startswith("<r>") and text.endswith("</r>"):  # taken for marked up already, unless it comes in three parts
        page.write_rich_string(row, place, text[0], text[1], text[2:], *filter(None, [text_format]))
    else:
        page.write_string(row, place, text, text_format)


def _fit_cell(text: str) -> str:
    """What a cell can hold of it, as whole characters."""
    if len(text) <= MAX_CELL_UNITS // 2:
        return text
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * MAX_CELL_UNITS else units[: 2 * MAX_CELL_UNITS].decode("utf-16-le", "ignore")


TEMPLATE_ROWS: Final = 1_000
"""So many rows below the header are ready to be filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookColumn:
    """``choices``: offered in each cell, others are taken too. ``is_day``: a date. ``width``: in characters."""

    header: str
    width: float = 18
    choices: Sequence[str] = ()
    is_day: bool = False


def to_template(
    columns: Sequence[WorkbookColumn], *, name: str, guide_name: str, guide: Sequence[Sequence[str]], made_at: datetime
) -> bytes:
    """``name``, ``guide_name``: of the two sheets; ``guide``: rows of text, the first one a header."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {**WORKBOOK_OPTIONS, "in_memory": True})
    book.set_properties({"title": name, "created": made_at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    _write_blank_sheet(book, book.add_worksheet(name), columns, head)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(guide_name)
    for row, texts in enumerate(guide):
        for place, text in enumerate(texts):
            page.write_string(row, place, text, wrapped if row else head)
    page.set_column(0, 0, 30)
    page.set_column(1, 3, 44)
    page.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def _write_blank_sheet(book: Any, page: Worksheet, columns: Sequence[WorkbookColumn], head: Any) -> None:
    """Text cells keep leading zeros and codes such as 1E3 as they are typed."""
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, day if column.is_day else text)
        page.write_string(0, place, column.header, head)
        cells = 1, place, TEMPLATE_ROWS, place
        if column.choices:
            page.data_validation(*cells, {"validate": "list", "source": list(column.choices), "error_type": "warning"})
        elif column.is_day:
            early = {"validate": "date", "criteria": ">", "value": date(2000, 1, 1), "error_type": "warning"}
            page.data_validation(*cells, early)
    page.set_row(0, 48)
    page.freeze_panes(1, 1)
