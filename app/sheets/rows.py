"""What each row below a header is: a company, another contact of the company above, or nothing to import, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.companies.names.parsing import compact
from app.companies.typed_text import is_empty_answer, tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.cells import is_ditto, is_without_company
from app.sheets.column_contents import are_company_names
from app.sheets.continuation import CompanyContinuation, is_broken_name
from app.sheets.fields import PERSON_FIELDS, SheetField
from app.sheets.grid import SheetGrid
from app.sheets.guest_kinds import find_guest_kind
from app.sheets.headers import HeaderGuess, guess_field
from app.sheets.row_phrases import (
    find_name_in_total,
    is_count,
    is_example,
    is_heading,
    is_hint,
    is_note,
    is_section,
    is_signature,
    is_total,
)
from app.sheets.tables import SheetTable
from app.sheets.withdrawal import is_waiting_list_heading


class RowKind(StrEnum):
    COMPANY = "firm"
    SECOND_CONTACT = "second_contact"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``number``: as the spreadsheet counts. ``reason``: why it is left out (``title header repeated_header blank
    section total footnote example column_numbers nothing_to_import``), or what to note. ``cells``: column → cell.
    ``table``: whose columns these are. ``section``: the text of the section row it stands under. ``goes_on``: the row
    of the company above that it belongs to, surely as a second contact, else perhaps (``company_missing``,
    ``company_broken``: its own name is none); 0 where none stands above."""

    number: int
    kind: RowKind
    reason: str = ""
    cells: dict[int, SheetCell] = field(default_factory=dict)
    table: SheetTable | None = None
    section: str = ""
    hidden: bool = False
    goes_on: int = 0


def classify_rows(grid: SheetGrid, table: SheetTable, body: range, section: str = "") -> list[SheetRow]:
    """One ``Row`` for each row of the body. ``section``: the heading over the whole table."""
    judge = _RowClassifier(grid, table, body, CompanyContinuation(grid, table), section)
    rows = [judge.row(number) for number in body]
    if not judge.continuing.seen:
        return rows
    again = _RowClassifier(grid, table, body, CompanyContinuation(grid, table, habit=True), section)
    return [again.row(number) for number in body]


_ALPHABETIC_NUMBER: Final = re.compile(r"[(（]?(?:[A-Za-z]|[IVX]{1,5}|[一二三四五六七八九十]{1,3})[)）.、．]?")
"""What counts headings."""


class _RowClassifier:
    """Goes down the rows and remembers what stood above: the section, the firm."""

    def __init__(
        self, grid: SheetGrid, table: SheetTable, body: range, continuing: CompanyContinuation, section: str
    ) -> None:
        self.grid, self.table, self.continuing = grid, table, continuing
        self.name_columns = [
            c.number for c in table.columns if c.field in (SheetField.COMPANY, SheetField.COMPANY_ZH)
        ] or [c.number for c in table.columns if c.field is SheetField.OTHER_NAME]
        self.serial = next((c.number for c in table.columns if c.field is SheetField.SERIAL), 0)
        self.people = {c.number for c in table.columns if c.field in PERSON_FIELDS}
        self.headers = {row: _list_labels(grid, row) for row in table.header_rows}
        self.section = section
        self.numbered = self._mostly_numbered(body)
        self.counted = self._mostly_counted(body)
        self.last_company_row = max((row for row in body if self._named(row)), default=0)
        self.body = body

    def _mostly_numbered(self, body: range) -> bool:
        rows = [row for row in body if len(self.grid.texts(row)) > 2]
        numbered = sum(1 for row in rows if self.serial and self.grid.text(row, self.serial))
        return bool(rows) and numbered > 0.6 * len(rows)

    def _mostly_counted(self, body: range) -> bool:
        """Of what counts the rows, more is numbers than letters."""
        serials = [text for row in body if self.serial and (text := self._own(row, self.serial))]
        numbers = sum(text.rstrip("., 、").isdecimal() for text in serials)
        return numbers > max(1, sum(_ALPHABETIC_NUMBER.fullmatch(text) is not None for text in serials))

    def _named(self, row: int) -> bool:
        return len(self.grid.texts(row)) > 1 and any(self._own(row, column) for column in self.name_columns)

    def _own(self, row: int, column: int) -> str:
        cell = self.grid.own.get(row, {}).get(column)
        text = tidy_text(cell.text) if cell else ""
        return "" if is_empty_answer(text) else text

    def row(self, number: int) -> SheetRow:
        kind, reason = self._kind(number)
        if kind is RowKind.LEFT_OUT:
            if reason == "section":
                self.section = self.grid.texts(number)[-1]
            if reason not in ("blank", "repeated_header", "nothing_to_import"):
                self.continuing.end()
            return SheetRow(number, kind, reason, self.grid.spread(number), self.table)
        goes_on = self._find_company_above(number, kind, reason)
        hidden = number in self.grid.sheet.hidden_rows
        return SheetRow(number, kind, reason, self.grid.spread(number), self.table, self.section, hidden, goes_on)

    def _find_company_above(self, number: int, kind: RowKind, reason: str) -> int:
        """The row of the firm that this one goes on with, surely or perhaps; 0 for none. What comes next is told."""
        above = self.continuing.above
        if kind is RowKind.SECOND_CONTACT:
            tied = self._tied_to_above(number) or self._is_ditto(number)
            company = above if tied else self.continuing.find_company_row(number)
            self.continuing.go_on(number, company)
            return company
        self.continuing.begin(number, named=not reason)
        return above if reason else 0

    def _is_ditto(self, number: int) -> bool:
        return any(is_ditto(self._own(number, column)) for column in self.name_columns)

    def _broken(self, number: int) -> bool:
        return is_broken_name(self.grid, number, self.name_columns)

    def _errs(self, number: int) -> bool:
        """An error stands for the company's name, or a formula without a result beside somebody's address; one that
        stands alone may be a total."""
        reached = any("@" in self._own(number, column) for column in self.people)
        cells = [self.grid.at(number, column) for column in self.name_columns]
        return any(cell.error or (cell.formula and reached) for cell in cells)

    def _kind(self, number: int) -> tuple[RowKind, str]:
        texts = self.grid.texts(number)
        filled = [text for text in texts if not is_empty_answer(text)]
        if left_out := self._left_out(number, texts, filled):
            return RowKind.LEFT_OUT, left_out
        if self._tied_to_above(number) and self.continuing.above:
            return RowKind.SECOND_CONTACT, ""
        if self._broken(number):
            return RowKind.COMPANY, "company_broken"
        names = [text for column in self.name_columns if (text := self._own(number, column))]
        if names and all(map(is_without_company, names)):
            return RowKind.COMPANY, "company_missing"
        if names and not all(is_ditto(name) for name in names):
            return RowKind.COMPANY, ""
        return self._nameless(number, bool(names))

    def _left_out(self, number: int, texts: list[str], filled: list[str]) -> str:
        beyond_serial = [c for c in self.grid.own.get(number, {}) if c != self.serial and self._own(number, c)]
        if self._errs(number):
            return ""
        if not filled or (not beyond_serial and re.fullmatch(r"[\d.、()（）\s]*", filled[0])):
            return "total" if any(cell.formula for cell in self.grid.own.get(number, {}).values()) else "blank"
        if self._repeats_header(number):
            return "repeated_header"
        if self._total(number, filled):
            return "total"
        if len(filled) == 1:
            return self._lone(number, filled[0])
        if self._is_lettered(number, filled):
            return "section"
        if not self._tied_to_above(number) and (is_signature(filled[0]) or (len(filled) <= 2 and is_note(filled[0]))):
            return "footnote"
        return self._example_or_numbers(number, texts)

    def _is_lettered(self, number: int, filled: list[str]) -> bool:
        """Among firms that are counted 1, 2, 3, a heading counted A, B or 一、二."""
        own = self._own(number, self.serial) if self.serial else ""
        lettered = len(filled) == 2 and own == filled[0] and _ALPHABETIC_NUMBER.fullmatch(own) is not None
        return lettered and self.counted and not are_company_names([filled[1]])

    def _repeats_header(self, number: int) -> bool:
        own = _list_labels(self.grid, number)
        enough = max(2, 0.6 * len(own))
        return self._rewords_header(number, enough) or any(
            labels and sum(1 for c, label in own.items() if labels.get(c) == label) >= enough
            for labels in (
                *self.headers.values(),
                {column: label for row in sorted(self.headers) for column, label in self.headers[row].items()},
            )
        )

    def _rewords_header(self, number: int, enough: float) -> bool:
        """In other words, or in another language; what stands for a firm's name has to be a header too."""
        pairs = {c.number: (text, c.field) for c in self.table.columns if (text := self._own(number, c.number))}
        if not all(_is_header_of(*pairs[at]) for at in self.name_columns if at in pairs):
            return False
        return sum(_is_header_of(text, field) for text, field in pairs.values()) >= enough

    def _total(self, number: int, filled: list[str]) -> bool:
        people = any(self._own(number, column) for column in self.people if "@" in self._own(number, column))
        counts = is_count(filled) or any(map(is_total, filled[:3])) or self._sums_up(number)
        return not people and counts and len(filled) <= 6

    def _sums_up(self, number: int) -> bool:
        """Below the rows of Amber Insurance, or of Finance, "Amber Insurance Total" in the same column."""
        for column, text in ((c, self._own(number, c)) for c in self.grid.own.get(number, {})):
            whole = find_name_in_total(text)
            above = (self._own(row, column) for row in range(number - 1, self.body.start - 1, -1))
            if whole and any(compact(each) == compact(whole) for each in above if each):
                return True
        return False

    def _lone(self, number: int, text: str) -> str:
        """One text alone in its row: a firm of which only the name is known, a section, or a note."""
        column = next(c for c in self.grid.own[number] if self._own(number, c))
        if is_note(text):
            return "footnote"
        if self._tied_to_above(number):
            return "" if column in self.people else "nothing_to_import"
        if column in self.name_columns and not are_company_names([text]) and self._is_heading(number, text):
            return "section"
        if column in self.name_columns and not is_section(text):
            if are_company_names([text]) or not self.numbered:
                return ""
            return self._section_or_note(number, text)
        if column in self.people and self.continuing.above and not self._is_heading(number, text):
            return ""
        return self._section_or_note(number, text)

    def _section_or_note(self, number: int, text: str) -> str:
        """Below the last firm a heading is one where its words say so."""
        heads = number < self.last_company_row or is_section(text) or self._is_heading(number, text)
        return "section" if heads else "footnote"

    def _is_heading(self, number: int, text: str) -> bool:
        return bool(self._heads(number, text) or find_guest_kind(text) or is_waiting_list_heading(text))

    def _heads(self, number: int, text: str) -> bool:
        """It stands right above a header, or its words are those of a heading."""
        below = next((row for row in range(number + 1, self.body.stop) if self.grid.texts(row)), 0)
        ends = not below and self.body.stop <= self.grid.last_row
        return ends or (below > 0 and self._repeats_header(below)) or is_heading(text)

    def _example_or_numbers(self, number: int, texts: list[str]) -> str:
        if any(is_example(self._own(number, column)) for column in (self.serial, *self.name_columns) if column):
            return "example"
        counted = [text.strip("()（）. ") for text in texts]
        if len(texts) >= 2 and all(map(is_hint, texts)):
            return "example"
        if len(counted) >= 3 and counted in (_list_numbers(len(counted)), [chr(97 + n) for n in range(len(counted))]):
            return "column_numbers"
        return ""

    def _tied_to_above(self, number: int) -> bool:
        """Whether the firm's name is merged from a row above."""
        return any(
            (origin := self.grid.origin.get((number, column))) is not None
            and origin[0] < number
            and origin[0] not in self.table.header_rows
            and bool(self.grid.text(number, column))
            for column in self.name_columns
        )

    def _nameless(self, number: int, ditto: bool) -> tuple[RowKind, str]:
        """No name of its own: another contact of the firm above, or a firm whose name is missing."""
        person = any(self._own(number, column) for column in self.people)
        numbered = bool(self.serial and self._own(number, self.serial)) and self.numbered
        denied = any(self.grid.text(number, column) for column in self.name_columns) and not ditto
        if self.continuing.above and not denied and (ditto or (person and self.continuing.find_company_row(number))):
            return RowKind.SECOND_CONTACT, ""
        if person or numbered:
            return RowKind.COMPANY, "company_missing"
        return RowKind.LEFT_OUT, "nothing_to_import"


def _is_header_of(text: str, wanted: SheetField) -> bool:
    """On either side; what is no header beside a firm's is none beside a person's."""
    header = HeaderGuess(wanted, True)
    return (guess := guess_field(text)) is not None and (guess == header or guess_field(text, True) == header)


def _list_numbers(n: int) -> list[str]:
    return [str(number) for number in range(1, n + 1)]


def _list_labels(grid: SheetGrid, row: int) -> dict[int, str]:
    return {
        column: compact(cell.text) or tidy_text(cell.text)
        for column, cell in grid.own.get(row, {}).items()
        if tidy_text(cell.text)
    }
