"""Tables of a web page and the XML of Excel 2003, exported under the name xls; nothing is run or fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.core.spreadsheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetRefused, require_place
from app.core.spreadsheets.text import decode_text
from app.core.spreadsheets.values import CellValue, MergedRange, SheetCell, Worksheet, cell_address

_CELL_TAGS: Final = ("td", "th")
_BREAK_TAGS: Final = ("br", "p", "div", "li")
_HIDDEN_TAGS: Final = ("script", "style", "title")
_TagAttributes = list[tuple[str, str | None]]


def read_html(data: bytes) -> list[Worksheet]:
    """Raises ``SheetRefused``; a page without a table is an empty sheet."""
    text = decode_text(data)
    if "\0" in text:
        raise SheetRefused("sheet_unreadable")
    page = _HtmlPage()
    page.feed(text)
    page.close()
    page.end_cell()
    return [Worksheet("", page.cells, merged=tuple(page.merged), hidden_rows=frozenset(page.hidden))]


class _HtmlPage(HTMLParser):
    """``depth``: of tables, of which only the outermost counts; ``covered``: column → the last row that a cell from
    above reaches there; ``next``: the column that may be next in the row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: dict[tuple[int, int], SheetCell] = {}
        self.merged: list[MergedRange] = []
        self.hidden: set[int] = set()
        self.covered: dict[int, int] = {}
        self.row = self.column = self.depth = self.unseen = 0
        self.next = 1
        self.words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: _TagAttributes) -> None:
        if tag == "table":
            self.depth += 1
        elif tag in _HIDDEN_TAGS:
            self.unseen += 1
        elif tag in _BREAK_TAGS and self.words is not None:
            self.words.append("\n")
        elif self.depth == 1 and tag == "tr":
            self._begin_row(dict(attrs))
        elif self.depth == 1 and tag in _CELL_TAGS:
            self._begin_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.depth:
            if self.depth == 1:
                self.end_cell()
            self.depth -= 1
        elif tag in _HIDDEN_TAGS and self.unseen:
            self.unseen -= 1
        elif self.depth == 1 and tag in (*_CELL_TAGS, "tr"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        if self.words is not None and self.depth == 1 and not self.unseen:
            self.words.append(" ".join(data.split()) if data.strip() else " ")

    def end_cell(self) -> None:
        """Keep the text of the cell that is open, if any is."""
        lines = " ".join(self.words or ()).split("\n")
        self.words = None
        if text := "\n".join(line_text for line in lines if (line_text := " ".join(line.split()))):
            require_place(self.row, self.column, self.row - 1, cell_address(self.row, self.column))
            self.cells[self.row, self.column] = SheetCell(text)
        if len(self.cells) > MAX_CELLS:
            raise SheetRefused("sheet_too_big")

    def _begin_row(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        self.row, self.next = self.row + 1, 1
        if "display:none" in (attributes.get("style") or "").replace(" ", "").lower():
            self.hidden.add(self.row)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        self.row = max(self.row, 1)
        left = self.next
        while self.covered.get(left, 0) >= self.row:
            left += 1
        wide = _cell_span(attributes.get("colspan"), MAX_COLUMNS)
        bottom = self.row + _cell_span(attributes.get("rowspan"), MAX_ROWS) - 1
        self.words = []
        if (bottom, wide) != (self.row, 1):
            self.merged.append(MergedRange(self.row, left, bottom, left + wide - 1))
            self.covered.update(dict.fromkeys(range(left, left + wide), bottom))
        self.column, self.next = left, left + wide


def _cell_span(value: str | None, most: int) -> int:
    text = (value or "1").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 9 else 1


SPREADSHEETML_NS: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_SHEET_NS: Final = f"{{{SPREADSHEETML_NS}}}"
_VISIBLE_TAG: Final = "{urn:schemas-microsoft-com:office:excel}Visible"


def read_xml_table(data: bytes) -> list[Worksheet]:
    """All sheets in order; raises ``SheetRefused``, also for entities of its own."""
    try:
        return list(_sheets(data))
    except (SyntaxError, ValueError, DefusedXmlException) as broken:
        raise SheetRefused("sheet_unreadable") from broken


def _sheets(data: bytes) -> Iterator[Worksheet]:
    cells: dict[tuple[int, int], SheetCell] = {}
    merged: list[MergedRange] = []
    hidden: set[int] = set()
    row, filled, visible = 0, 0, True
    for _, element in iterparse(io.BytesIO(data), events=("end",)):
        if element.tag == f"{_SHEET_NS}Row":
            row = int(element.get(f"{_SHEET_NS}Index", row + 1))
            if element.get(f"{_SHEET_NS}Hidden") == "1":
                hidden.add(row)
            before = len(cells)
            _read_row(row, filled, element, cells, merged)
            filled += len(cells) > before
            element.clear()
        elif element.tag == _VISIBLE_TAG:
            visible = not (element.text or "").startswith("SheetHidden")
        elif element.tag == f"{_SHEET_NS}Worksheet":
            name = element.get(f"{_SHEET_NS}Name", "")
            yield Worksheet(name, cells, visible, tuple(merged), hidden_rows=frozenset(hidden))
            cells, merged, hidden, row, filled, visible = {}, [], set(), 0, 0, True


def _read_row(
    row: int, filled: int, element: Element, cells: dict[tuple[int, int], SheetCell], merged: list[MergedRange]
) -> None:
    column = 0
    for cell_element in element.findall(f"{_SHEET_NS}Cell"):
        column = int(cell_element.get(f"{_SHEET_NS}Index", column + 1))
        across, down = (int(cell_element.get(f"{_SHEET_NS}Merge{way}", 0)) for way in ("Across", "Down"))
        if (cell := _read_cell(cell_element.find(f"{_SHEET_NS}Data"))) is not None:
            require_place(row, column, filled, cell_address(row, column))
            cells[row, column] = cell
        if across or down:
            merged.append(MergedRange(row, column, min(row + down, MAX_ROWS), min(column + across, MAX_COLUMNS)))
        column += across
    if len(cells) > MAX_CELLS:
        raise SheetRefused("sheet_too_big")


def _read_cell(data: Element | None) -> SheetCell | None:
    text = "".join(data.itertext()) if data is not None else ""
    if data is None or not text.strip():
        return None
    kind = data.get(f"{_SHEET_NS}Type", "String")
    return SheetCell(error=text) if kind == "Error" else SheetCell(_cell_value(kind, text))


def _cell_value(kind: str, text: str) -> CellValue:
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
