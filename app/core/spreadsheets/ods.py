"""OpenDocument spreadsheets, read row by row, repeated cells counted before they are spread; with styles."""

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

from app.core.spreadsheets.limits import MAX_CELLS, SheetRefused, damage_refusal, require_place
from app.core.spreadsheets.values import CellValue, MergedRange, SheetCell, Worksheet, cell_address, note_text

_STYLE_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_STYLE, _TABLE_STYLE, _NUMBER = (_STYLE_NS % name for name in ("style", "table", "datastyle"))
_STRIKES: Final = ("text-line-through-style", "text-line-through-type")


class OdsStyles:
    """Filled as the elements pass; the styles stand before the tables."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self.struck: set[str] = set()
        self.formats: dict[str, str] = {}
        self.format_of: dict[str, str] = {}

    def shows(self, sheet_style: str) -> bool:
        return sheet_style not in self.hidden

    def cell_style(self, style: str) -> tuple[str, bool]:
        """The format of numbers, "" for none, and whether a line goes through the text."""
        return self.formats.get(self.format_of.get(style, ""), ""), style in self.struck

    def take(self, element: Element) -> None:
        if element.tag == f"{_STYLE}style":
            self._style(element)
        elif element.tag == f"{_NUMBER}number-style":
            self._number_style(element)

    def _style(self, element: Element) -> None:
        name = element.get(f"{_STYLE}name", "")
        self.format_of[name] = element.get(f"{_STYLE}data-style-name", "")
        for each in element:
            if each.get(f"{_TABLE_STYLE}display") == "false":
                self.hidden.add(name)
            if any(each.get(f"{_STYLE}{strike}", "none") != "none" for strike in _STRIKES):
                self.struck.add(name)

    def _number_style(self, element: Element) -> None:
        """``0.00E+00`` for a scientific one, ``000000`` for one that fills up with zeros."""
        for each in element:
            if each.tag == f"{_NUMBER}scientific-number":
                self.formats[element.get(f"{_STYLE}name", "")] = "0.00E+00"
            elif each.tag == f"{_NUMBER}number":
                digits = int(each.get(f"{_NUMBER}min-integer-digits", 1))
                self.formats[element.get(f"{_STYLE}name", "")] = "0" * digits if 1 < digits <= 20 else ""


_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT = (_NS % name for name in ("office", "table", "text"))
_CALC_VALUE_TYPE: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELL_TAGS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NOT_TEXT_TAGS: Final = (f"{_OFFICE}annotation", f"{_TABLE}table")
"""What lies in a cell and is not its text: comments, tables within."""
_TIME_PATTERN: Final = re.compile(r"PT(\d+)H(\d+)M(\d+)")


@dataclass(slots=True)
class _OdsPage:
    """A sheet as far as it was read; ``row`` and ``column``: the last ones."""

    name: str
    visible: bool
    row: int = 0
    column: int = 0
    filled: int = 0
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def done(self) -> Worksheet:
        hidden = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        return Worksheet(self.name, self.cells, self.visible, tuple(self.merged), *hidden)


def read_ods(data: bytes) -> list[Worksheet]:
    """All tables in order; raises ``SheetRefused``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open("content.xml") as xml:
            return list(_sheets(xml))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as broken:
        raise damage_refusal(broken) from broken


def _sheets(xml: IO[bytes]) -> Iterator[Worksheet]:
    """The tables of the first level; those inside cells and shapes are passed over."""
    styles = OdsStyles()
    page, depth = _OdsPage("", visible=True), 0
    for event, element in iterparse(xml, events=("start", "end")):
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                name = element.get(f"{_TABLE}name", "")
                page = _OdsPage(name, visible=styles.shows(element.get(f"{_TABLE}style-name", "")))
            elif event == "end" and depth == 0:
                yield page.done()
                element.clear()
        elif event == "end" and depth <= 1:
            _take_element(page, element, styles)


def _take_element(page: _OdsPage, element: Element, styles: OdsStyles) -> None:
    if element.tag == f"{_TABLE}table-row":
        _read_row(page, element, styles)
        element.clear()
    elif element.tag == f"{_TABLE}table-column":
        _read_column(page, element)
    else:
        styles.take(element)


def _read_column(page: _OdsPage, element: Element) -> None:
    count = min(_attribute_number(element, "number-columns-repeated"), 1024)
    if element.get(f"{_TABLE}visibility", "visible") != "visible":
        page.hidden_columns.update(range(page.column + 1, page.column + count + 1))
    page.column += count


def _read_row(page: _OdsPage, element: Element, styles: OdsStyles) -> None:
    """A row may stand for many alike; each that holds anything counts."""
    count = _attribute_number(element, "number-rows-repeated")
    filled_cells = _row_cells(element, styles)
    first, last = page.row + 1, page.row + count
    page.row = last
    if not filled_cells:
        return
    widest = max(column + times - 1 for column, times, _, _ in filled_cells)
    require_place(
        last, widest, page.filled + count - 1, cell_address(last, widest), sum(times for _, times, _, _ in filled_cells)
    )
    if len(page.cells) + count * sum(times for _, times, _, _ in filled_cells) > MAX_CELLS:
        raise SheetRefused("sheet_too_big")
    page.filled += count
    for row in range(first, last + 1):
        for column, times, cell, (rows, columns) in filled_cells:
            page.cells |= {(row, column + more): cell for more in range(times)}
            if rows > 1 or columns > 1:
                page.merged.append(MergedRange(row, column, row + rows - 1, column + columns - 1))
    if element.get(f"{_TABLE}visibility", "visible") != "visible":
        page.hidden_rows.update(range(first, last + 1))


def _row_cells(element: Element, styles: OdsStyles) -> list[tuple[int, int, SheetCell, tuple[int, int]]]:
    """(column, how many times, cell, (rows, columns) that it spans) of the filled ones."""
    filled_cells = []
    column = 1
    for each in element.iter():
        if each.tag not in _CELL_TAGS:
            continue
        times = _attribute_number(each, "number-columns-repeated")
        cell = _read_cell(each, styles) if each.tag == _CELL_TAGS[0] else None
        if cell is not None:
            span = _attribute_number(each, "number-rows-spanned"), _attribute_number(each, "number-columns-spanned")
            filled_cells.append((column, times, cell, span))
        column += times
    return filled_cells


def _read_cell(element: Element, styles: OdsStyles) -> SheetCell | None:
    """None for a blank one; a style alone fills nothing."""
    shape, struck = styles.cell_style(element.get(f"{_TABLE}style-name", ""))
    text = "\n".join(_paragraph_text(each) for each in element if each.tag == f"{_TEXT}p")
    if element.get(_CALC_VALUE_TYPE) == "error":
        return SheetCell(error=text or "#N/A")
    value = _cell_value(element, text)
    if value is None or value == "":
        return SheetCell(formula=True) if element.get(f"{_TABLE}formula") else None
    return SheetCell(value, "" if isinstance(value, str | bool) else shape, struck=struck, note=_cell_note(element))


def _cell_note(element: Element) -> str:
    """The comment in a cell."""
    annotation = element.find(f"{_OFFICE}annotation")
    return (
        ""
        if annotation is None
        else note_text("\n".join(_paragraph_text(each) for each in annotation.iter(f"{_TEXT}p")))
    )


def _cell_value(element: Element, text: str) -> CellValue:
    kind = element.get(f"{_OFFICE}value-type", "string")
    if kind in ("float", "percentage", "currency"):
        number = float(element.get(f"{_OFFICE}value", "nan"))
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "boolean":
        return element.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return _parse_moment(element.get(f"{_OFFICE}date-value", "")) or text
    if kind == "time" and (match := _TIME_PATTERN.match(element.get(f"{_OFFICE}time-value", ""))):
        hour, minute, second = map(int, match.groups())
        return time(hour, minute, second) if max(hour - 23, minute - 59, second - 59) <= 0 else text
    return text or element.get(f"{_OFFICE}string-value", "")


def _parse_moment(text: str) -> date | datetime | None:
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text[:19])
    except ValueError:
        return None


def _paragraph_text(element: Element) -> str:
    """One paragraph, with blanks, tabs and breaks as they are."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", 1)), 100))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append("\t" if child.tag.endswith("tab") else "\n")
        elif child.tag not in _NOT_TEXT_TAGS:
            parts.append(_paragraph_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _attribute_number(element: Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}", 1)))
