"""OpenDocument spreadsheets, read row by row with repeated cells counted before they are spread."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from app.floor.spreadsheets.limits import MAX_CELLS, SheetRefused, check_place, refusal_of
from app.floor.spreadsheets.ods_styles import Styles
from app.floor.spreadsheets.values import Cell, Range, Sheet, Value, address, note_in

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT = (_NS % name for name in ("office", "table", "text"))
_CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ASIDE: Final = (f"{_OFFICE}annotation", f"{_TABLE}table")
"""What lies in a cell and is not its text: comments, tables within."""
_TIME: Final = re.compile(r"PT(\d+)H(\d+)M(\d+)")


@dataclass(slots=True)
class _Page:
    """A sheet as far as it was read; ``row`` and ``column``: the last ones."""

    name: str
    visible: bool
    row: int = 0
    column: int = 0
    filled: int = 0
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def done(self) -> Sheet:
        hidden = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        return Sheet(self.name, self.cells, self.visible, tuple(self.merged), *hidden)


def read_ods(data: bytes) -> list[Sheet]:
    """All tables in order; raises ``SheetRefused``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open("content.xml") as xml:
            return list(_sheets(xml))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as broken:
        raise refusal_of(broken) from broken


def _sheets(xml: IO[bytes]) -> Iterator[Sheet]:
    """The tables of the first level; those inside cells and shapes are passed over."""
    styles = Styles()
    page, depth = _Page("", visible=True), 0
    for event, element in iterparse(xml, events=("start", "end")):
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                name = element.get(f"{_TABLE}name", "")
                page = _Page(name, visible=styles.shows(element.get(f"{_TABLE}style-name", "")))
            elif event == "end" and depth == 0:
                yield page.done()
                element.clear()
        elif event == "end" and depth <= 1:
            _take(page, element, styles)


def _take(page: _Page, element: Element, styles: Styles) -> None:
    if element.tag == f"{_TABLE}table-row":
        _read_row(page, element, styles)
        element.clear()
    elif element.tag == f"{_TABLE}table-column":
        _read_column(page, element)
    else:
        styles.take(element)


def _read_column(page: _Page, element: Element) -> None:
    count = min(_number(element, "number-columns-repeated"), 1024)
    if element.get(f"{_TABLE}visibility", "visible") != "visible":
        page.hidden_columns.update(range(page.column + 1, page.column + count + 1))
    page.column += count


def _read_row(page: _Page, element: Element, styles: Styles) -> None:
    """A row may stand for many alike; each that holds anything counts."""
    count = _number(element, "number-rows-repeated")
    found = _row_cells(element, styles)
    first, last = page.row + 1, page.row + count
    page.row = last
    if not found:
        return
    widest = max(column + times - 1 for column, times, _, _ in found)
    check_place(last, widest, page.filled + count - 1, address(last, widest), sum(times for _, times, _, _ in found))
    if len(page.cells) + count * sum(times for _, times, _, _ in found) > MAX_CELLS:
        raise SheetRefused("sheet_too_big")
    page.filled += count
    for row in range(first, last + 1):
        for column, times, cell, (rows, columns) in found:
            page.cells |= {(row, column + more): cell for more in range(times)}
            if rows > 1 or columns > 1:
                page.merged.append(Range(row, column, row + rows - 1, column + columns - 1))
    if element.get(f"{_TABLE}visibility", "visible") != "visible":
        page.hidden_rows.update(range(first, last + 1))


def _row_cells(element: Element, styles: Styles) -> list[tuple[int, int, Cell, tuple[int, int]]]:
    """(column, how many times, cell, (rows, columns) that it spans) of the filled ones."""
    found = []
    column = 1
    for each in element.iter():
        if each.tag not in _CELLS:
            continue
        times = _number(each, "number-columns-repeated")
        cell = _cell(each, styles) if each.tag == _CELLS[0] else None
        if cell is not None:
            span = _number(each, "number-rows-spanned"), _number(each, "number-columns-spanned")
            found.append((column, times, cell, span))
        column += times
    return found


def _cell(element: Element, styles: Styles) -> Cell | None:
    """None for a blank one; a style alone fills nothing."""
    shape, struck = styles.of_cell(element.get(f"{_TABLE}style-name", ""))
    text = "\n".join(_text(each) for each in element if each.tag == f"{_TEXT}p")
    if element.get(_CALC) == "error":
        return Cell(error=text or "#N/A")
    value = _value(element, text)
    if value is None or value == "":
        return Cell(formula=True) if element.get(f"{_TABLE}formula") else None
    return Cell(value, "" if isinstance(value, str | bool) else shape, struck=struck, note=_note(element))


def _note(element: Element) -> str:
    """The comment in a cell."""
    found = element.find(f"{_OFFICE}annotation")
    return "" if found is None else note_in("\n".join(_text(each) for each in found.iter(f"{_TEXT}p")))


def _value(element: Element, text: str) -> Value:
    kind = element.get(f"{_OFFICE}value-type", "string")
    if kind in ("float", "percentage", "currency"):
        number = float(element.get(f"{_OFFICE}value", "nan"))
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "boolean":
        return element.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return _moment(element.get(f"{_OFFICE}date-value", "")) or text
    if kind == "time" and (found := _TIME.match(element.get(f"{_OFFICE}time-value", ""))):
        hour, minute, second = map(int, found.groups())
        return time(hour, minute, second) if max(hour - 23, minute - 59, second - 59) <= 0 else text
    return text or element.get(f"{_OFFICE}string-value", "")


def _moment(told: str) -> date | datetime | None:
    try:
        return date.fromisoformat(told) if len(told) <= 10 else datetime.fromisoformat(told[:19])
    except ValueError:
        return None


def _text(element: Element) -> str:
    """One paragraph, with blanks, tabs and breaks as they are."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", 1)), 100))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append("\t" if child.tag.endswith("tab") else "\n")
        elif child.tag not in _ASIDE:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _number(element: Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}", 1)))
