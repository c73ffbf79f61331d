"""Tables of a web page under the name of a spreadsheet, as many systems export them. One below the other they make one
sheet, as a spreadsheet opens them; nothing in the page is run or fetched."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from app.floor.spreadsheets.encodings import decoded
from app.floor.spreadsheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetRefused, check_place
from app.floor.spreadsheets.values import Cell, Range, Sheet, address

_CELLS: Final = ("td", "th")
_BREAKS: Final = ("br", "p", "div", "li")
_UNSEEN: Final = ("script", "style", "title")
_Attributes = list[tuple[str, str | None]]


def read_html(data: bytes) -> list[Sheet]:
    """Raises ``SheetRefused``; a page without a table is an empty sheet."""
    text = decoded(data)
    if "\0" in text:
        raise SheetRefused("sheet_unreadable")
    page = _Page()
    page.feed(text)
    page.close()
    page.end_cell()
    return [Sheet("", page.cells, merged=tuple(page.merged), hidden_rows=frozenset(page.hidden))]


class _Page(HTMLParser):
    """``depth``: of tables, of which only the outermost counts; ``covered``: column → the last row that a cell from
    above reaches there; ``next``: the column that may be next in the row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[Range] = []
        self.hidden: set[int] = set()
        self.covered: dict[int, int] = {}
        self.row = self.column = self.depth = self.unseen = 0
        self.next = 1
        self.words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if tag == "table":
            self.depth += 1
        elif tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BREAKS and self.words is not None:
            self.words.append("\n")
        elif self.depth == 1 and tag == "tr":
            self._begin_row(dict(attrs))
        elif self.depth == 1 and tag in _CELLS:
            self._begin_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.depth:
            if self.depth == 1:
                self.end_cell()
            self.depth -= 1
        elif tag in _UNSEEN and self.unseen:
            self.unseen -= 1
        elif self.depth == 1 and tag in (*_CELLS, "tr"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        if self.words is not None and self.depth == 1 and not self.unseen:
            self.words.append(" ".join(data.split()) if data.strip() else " ")

    def end_cell(self) -> None:
        """Keep the text of the cell that is open, if any is."""
        lines = " ".join(self.words or ()).split("\n")
        self.words = None
        if text := "\n".join(told for line in lines if (told := " ".join(line.split()))):
            check_place(self.row, self.column, self.row - 1, address(self.row, self.column))
            self.cells[self.row, self.column] = Cell(text)
        if len(self.cells) > MAX_CELLS:
            raise SheetRefused("sheet_too_big")

    def _begin_row(self, said: dict[str, str | None]) -> None:
        self.end_cell()
        self.row, self.next = self.row + 1, 1
        if "display:none" in (said.get("style") or "").replace(" ", "").lower():
            self.hidden.add(self.row)

    def _begin_cell(self, said: dict[str, str | None]) -> None:
        self.end_cell()
        self.row = max(self.row, 1)
        left = self.next
        while self.covered.get(left, 0) >= self.row:
            left += 1
        wide = _span(said.get("colspan"), MAX_COLUMNS)
        bottom = self.row + _span(said.get("rowspan"), MAX_ROWS) - 1
        self.words = []
        if (bottom, wide) != (self.row, 1):
            self.merged.append(Range(self.row, left, bottom, left + wide - 1))
            self.covered.update(dict.fromkeys(range(left, left + wide), bottom))
        self.column, self.next = left, left + wide


def _span(said: str | None, most: int) -> int:
    text = (said or "1").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 9 else 1
