"""Workbooks of Excel before 2007, with formats, hidden rows and lines through the text."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from datetime import time
from typing import Any, Final, Literal

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDocError

from app.core.spreadsheets.limits import SheetRefused, require_place
from app.core.spreadsheets.values import CellValue, MergedRange, SheetCell, Worksheet, cell_address, note_text

_XLRD_ERRORS: Final = (
    XLRDError,
    CompDocError,
    AssertionError,
    AttributeError,
    LookupError,
    OverflowError,
    TypeError,
    ValueError,
    struct.error,
)
"""What xlrd raises on damaged files."""


def read_xls(data: bytes) -> list[Worksheet]:
    """All worksheets in order; raises ``SheetRefused``."""
    try:
        book = _open_book(data)
        return [_read_sheet(book, book.sheet_by_index(at)) for at in range(book.nsheets)]
    except _XLRD_ERRORS as broken:
        locked = "encrypted" in str(broken).lower() or "password" in str(broken).lower()
        raise SheetRefused("sheet_encrypted" if locked else "sheet_unreadable") from broken


def _open_book(data: bytes) -> Any:
    """With formats, or without them where they alone are damaged."""
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
    except (AssertionError, LookupError, struct.error):
        return xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())


def _read_sheet(book: Any, page: Any) -> Worksheet:
    cells: dict[tuple[int, int], SheetCell] = {}
    filled = 0
    for row in range(page.nrows):
        filled_cells = {
            at: cell for at in range(page.row_len(row)) if (cell := _read_cell(book, page.cell(row, at))) is not None
        }
        for column, cell in filled_cells.items():
            require_place(row + 1, column + 1, filled, cell_address(row + 1, column + 1))
            comment = page.cell_note_map.get((row, column))
            cells[row + 1, column + 1] = replace(cell, note=note_text(comment.text)) if comment else cell
        filled += bool(filled_cells)
    return Worksheet(
        page.name,
        cells,
        visible=page.visibility == 0,
        merged=tuple(MergedRange(top + 1, left + 1, bottom, right) for top, bottom, left, right in page.merged_cells),
        hidden_rows=frozenset(row + 1 for row, info in page.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(column + 1 for column, info in page.colinfo_map.items() if info.hidden),
    )


def _read_cell(book: Any, source: Any) -> SheetCell | None:
    """None for a blank one."""
    if source.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or source.value == "":
        return None
    shape, struck = _cell_style(book, source.xf_index)
    if source.ctype == xlrd.XL_CELL_ERROR:
        return SheetCell(error=error_text_from_code.get(source.value, "#N/A"))
    if source.ctype == xlrd.XL_CELL_TEXT:
        return SheetCell(source.value, struck=struck)
    if source.ctype == xlrd.XL_CELL_BOOLEAN:
        return SheetCell(bool(source.value), struck=struck)
    if source.ctype == xlrd.XL_CELL_DATE:
        return SheetCell(_cell_moment(source.value, book.datemode), shape, struck=struck)
    whole = source.value.is_integer() and abs(source.value) < 1e15
    return SheetCell(int(source.value) if whole else source.value, shape, struck=struck)


def _cell_moment(value: float, mode: Literal[0, 1]) -> CellValue:
    """A day, a day with its time, or a time alone; a number that is no day of the calendar stays one."""
    try:
        moment = xlrd.xldate_as_datetime(value, mode)
    except (OverflowError, ValueError, xlrd.xldate.XLDateError):
        return value
    if value < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _cell_style(book: Any, number: int | None) -> tuple[str, bool]:
    """The format of numbers, "" for General, and whether a line goes through the text."""
    if number is None or number >= len(book.xf_list):
        return "", False
    style = book.xf_list[number]
    shape = book.format_map.get(style.format_key)
    text = shape.format_str if shape is not None else ""
    font = book.font_list[style.font_index] if style.font_index < len(book.font_list) else None
    return "" if text.lower() == "general" else text, bool(font is not None and font.struck_out)
