"""Workbooks in the XML of Excel 2003 (SpreadsheetML), as many systems export them under the name xls."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.floor.spreadsheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetRefused, check_place
from app.floor.spreadsheets.values import Cell, Range, Sheet, Value, address

NAMESPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_SS: Final = f"{{{NAMESPACE}}}"
_VISIBLE: Final = "{urn:schemas-microsoft-com:office:excel}Visible"


def read_xml_table(data: bytes) -> list[Sheet]:
    """All sheets in order; raises ``SheetRefused``, also for entities of its own."""
    try:
        return list(_sheets(data))
    except (SyntaxError, ValueError, DefusedXmlException) as broken:
        raise SheetRefused("sheet_unreadable") from broken


def _sheets(data: bytes) -> Iterator[Sheet]:
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[Range] = []
    hidden: set[int] = set()
    row, filled, visible = 0, 0, True
    for _, element in iterparse(io.BytesIO(data), events=("end",)):
        if element.tag == f"{_SS}Row":
            row = int(element.get(f"{_SS}Index", row + 1))
            if element.get(f"{_SS}Hidden") == "1":
                hidden.add(row)
            before = len(cells)
            _read_row(row, filled, element, cells, merged)
            filled += len(cells) > before
            element.clear()
        elif element.tag == _VISIBLE:
            visible = not (element.text or "").startswith("SheetHidden")
        elif element.tag == f"{_SS}Worksheet":
            name = element.get(f"{_SS}Name", "")
            yield Sheet(name, cells, visible, tuple(merged), hidden_rows=frozenset(hidden))
            cells, merged, hidden, row, filled, visible = {}, [], set(), 0, 0, True


def _read_row(row: int, filled: int, element: Element, cells: dict[tuple[int, int], Cell], merged: list[Range]) -> None:
    column = 0
    for one in element.findall(f"{_SS}Cell"):
        column = int(one.get(f"{_SS}Index", column + 1))
        across, down = (int(one.get(f"{_SS}Merge{way}", 0)) for way in ("Across", "Down"))
        if (cell := _cell(one.find(f"{_SS}Data"))) is not None:
            check_place(row, column, filled, address(row, column))
            cells[row, column] = cell
        if across or down:
            merged.append(Range(row, column, min(row + down, MAX_ROWS), min(column + across, MAX_COLUMNS)))
        column += across
    if len(cells) > MAX_CELLS:
        raise SheetRefused("sheet_too_big")


def _cell(data: Element | None) -> Cell | None:
    text = "".join(data.itertext()) if data is not None else ""
    if data is None or not text.strip():
        return None
    kind = data.get(f"{_SS}Type", "String")
    return Cell(error=text) if kind == "Error" else Cell(_value(kind, text))


def _value(kind: str, text: str) -> Value:
    """A number or a moment that is none stays a text."""
    try:
        if kind == "Number":
            number = float(text)
            return int(number) if number.is_integer() else number
        if kind == "DateTime":
            moment = datetime.fromisoformat(text.removesuffix(".000"))
            return moment if moment.time() != moment.time().min else moment.date()
    except (ValueError, OverflowError):
        return text
    return text == "1" if kind == "Boolean" else text
