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

from app.floor.spreadsheets.limits import SheetRefused, check_place
from app.floor.spreadsheets.values import Cell, Range, Sheet, Value, address, note_in

_BROKEN: Final = (
    XLRDError, CompDocError, AssertionError, AttributeError, LookupError, OverflowError, TypeError,
    ValueError, struct.error,
)  # fmt: skip
"""What xlrd raises on damaged files."""


def read_xls(data: bytes) -> list[Sheet]:
    """All worksheets in order; raises ``SheetRefused``."""
    try:
        book = _opened(data)
        return [_sheet(book, book.sheet_by_index(at)) for at in range(book.nsheets)]
    except _BROKEN as broken:
        locked = "encrypted" in str(broken).lower() or "password" in str(broken).lower()
        raise SheetRefused("sheet_encrypted" if locked else "sheet_unreadable") from broken


def _opened(data: bytes) -> Any:
    """With formats, or without them where they alone are damaged."""
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
    except (AssertionError, LookupError, struct.error):
        return xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())


def _sheet(book: Any, page: Any) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    filled = 0
    for row in range(page.nrows):
        told = {at: cell for at in range(page.row_len(row)) if (cell := _cell(book, page.cell(row, at))) is not None}
        for column, cell in told.items():
            check_place(row + 1, column + 1, filled, address(row + 1, column + 1))
            said = page.cell_note_map.get((row, column))
            cells[row + 1, column + 1] = replace(cell, note=note_in(said.text)) if said else cell
        filled += bool(told)
    return Sheet(
        page.name,
        cells,
        visible=page.visibility == 0,
        merged=tuple(Range(top + 1, left + 1, bottom, right) for top, bottom, left, right in page.merged_cells),
        hidden_rows=frozenset(row + 1 for row, info in page.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(column + 1 for column, info in page.colinfo_map.items() if info.hidden),
    )


def _cell(book: Any, found: Any) -> Cell | None:
    """None for a blank one."""
    if found.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or found.value == "":
        return None
    shape, struck = _style(book, found.xf_index)
    if found.ctype == xlrd.XL_CELL_ERROR:
        return Cell(error=error_text_from_code.get(found.value, "#N/A"))
    if found.ctype == xlrd.XL_CELL_TEXT:
        return Cell(found.value, struck=struck)
    if found.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(bool(found.value), struck=struck)
    if found.ctype == xlrd.XL_CELL_DATE:
        return Cell(_moment(found.value, book.datemode), shape, struck=struck)
    whole = found.value.is_integer() and abs(found.value) < 1e15
    return Cell(int(found.value) if whole else found.value, shape, struck=struck)


def _moment(value: float, mode: Literal[0, 1]) -> Value:
    """A day, a day with its time, or a time alone; a number that is no day of the calendar stays one."""
    try:
        moment = xlrd.xldate_as_datetime(value, mode)
    except (OverflowError, ValueError, xlrd.xldate.XLDateError):
        return value
    if value < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _style(book: Any, number: int | None) -> tuple[str, bool]:
    """The format of numbers, "" for General, and whether a line goes through the text."""
    if number is None or number >= len(book.xf_list):
        return "", False
    style = book.xf_list[number]
    shape = book.format_map.get(style.format_key)
    text = shape.format_str if shape is not None else ""
    font = book.font_list[style.font_index] if style.font_index < len(book.font_list) else None
    return "" if text.lower() == "general" else text, bool(font is not None and font.struck_out)
