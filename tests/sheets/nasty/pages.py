"""Builds a workbook row by row and remembers which firm each row is."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

Truth = dict[tuple[str, int], str]


@dataclass
class Book:
    """``truth``: (sheet, row as the spreadsheet counts) → which firm, "" for a row that is none."""

    pages: list[Page] = field(default_factory=list)

    def page(self, title: str, **settings: Any) -> Page:
        made = Page(title, **settings)
        self.pages.append(made)
        return made

    @property
    def truth(self) -> Truth:
        return {(page.title, row): firm for page in self.pages for row, firm in page.truth.items()}

    def content(self) -> bytes:
        book = Workbook()
        book.remove(book.worksheets[0])
        for page in self.pages:
            page.fill(book.create_sheet(page.title))
        made = BytesIO()
        book.save(made)
        return made.getvalue()


@dataclass
class Page:
    """``column``: how many columns stand empty at the left."""

    title: str
    column: int = 0
    hidden: bool = False
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    truth: dict[int, str] = field(default_factory=dict)
    struck_rows: set[int] = field(default_factory=set)

    def say(self, *cells: Any, across: int = 0) -> Page:
        """A row that is no firm; ``across``: its first cell is merged over so many columns."""
        return self.firm("", *cells, across=across)

    def firm(self, firm: str, *cells: Any, across: int = 0) -> Page:
        self.rows.append(cells)
        if any(cell is not None for cell in cells):
            self.truth[len(self.rows)] = firm
        if across:
            self.merge(len(self.rows), 1, len(self.rows), across)
        return self

    def merge(self, top: int, left: int, bottom: int, right: int) -> Page:
        self.merged.append((top, left, bottom, right))
        return self

    def join_above(self, rows: int, *columns: int) -> Page:
        """Merge the columns over the last so many rows."""
        last = len(self.rows)
        for column in columns:
            self.merge(last - rows + 1, column, last, column)
        return self

    def strike(self) -> Page:
        """Draw a line through the last row."""
        self.struck_rows.add(len(self.rows))
        return self

    def fill(self, sheet: Worksheet) -> None:
        for number, cells in enumerate(self.rows, 1):
            for at, value in enumerate(cells, 1 + self.column):
                if value is not None:
                    sheet.cell(number, at, value)
        for top, left, bottom, right in self.merged:
            sheet.merge_cells(
                start_row=top, start_column=left + self.column, end_row=bottom, end_column=right + self.column
            )
        for row in self.struck_rows:
            for cell in sheet[row]:
                cell.font = Font(strike=True)
        sheet.sheet_state = "hidden" if self.hidden else "visible"
