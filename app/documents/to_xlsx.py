"""Tables as an Excel workbook: every text is a text, whatever it begins with; moments are real dates."""

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

from app.documents.to_csv import Value

LONGEST_TEXT: Final = 32_767
"""UTF-16 units that a cell holds; a longer text is cut."""
OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """``name``: at most 31 characters, none of ``[]:*?/\\``. ``widths``: in characters, for the first columns.

    A moment is shown as its own zone's clocks show it. ``wraps``: long texts break in their cell.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[float] = ()
    wraps: bool = False


def to_xlsx(sheets: Iterable[Sheet], *, made_at: datetime, title: str = "") -> bytes:
    """The workbook; each sheet has its header frozen and filters on it. Its parts lie in a folder of their own until it
    is packed.

    Texts stand in one table (not ``constant_memory``): Apple's previews show none that stands in its own cell.
    """
    held = io.BytesIO()
    with TemporaryDirectory(prefix="qiao-sheets-") as folder:
        book = Workbook(held, {**OPTIONS, "tmpdir": folder})
        _fill(book, sheets, made_at, title)
    return held.getvalue()


def _fill(book: Workbook, sheets: Iterable[Sheet], made_at: datetime, title: str) -> None:
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 2}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, formats)
    book.close()


def _write(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
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
                _write_other(page, last, place, value, formats)
    page.freeze_panes(1, 0)
    if sheet.header:
        page.autofilter(0, 0, last, len(sheet.header) - 1)


def _write_other(page: Worksheet, row: int, place: int, value: Any, formats: dict[str, Format]) -> None:
    if isinstance(value, datetime):
        page.write_datetime(row, place, value, formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, place, value, formats["day"])
    elif isinstance(value, str):
        _write_text(page, row, place, str(value), None)
    else:
        page.write_number(row, place, value)


def _write_text(page: Worksheet, row: int, place: int, text: str, text_format: Format | None) -> None:
    text = _fitting(text)
    if text.startswith("<r>") and text.endswith("</r>"):  # taken for marked up already, unless it comes in three parts
        page.write_rich_string(row, place, text[0], text[1], text[2:], *filter(None, [text_format]))
    else:
        page.write_string(row, place, text, text_format)


def _fitting(text: str) -> str:
    """What a cell can hold of it, as whole characters."""
    if len(text) <= LONGEST_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * LONGEST_TEXT else units[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
