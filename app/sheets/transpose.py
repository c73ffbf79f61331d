"""Lists that lie on their side, or stand under their companies' names: rearranged so that each row is of one
company."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from app.core.spreadsheets.values import MergedRange, SheetCell, Worksheet
from app.sheets.column_contents import are_company_names, guess_field_by_content
from app.sheets.fields import COMPANY_NAME_FIELDS, PERSON_FIELDS, SheetField
from app.sheets.form_fields import FormLabel, find_labels, label_keys, parse_form_value
from app.sheets.form_layout import is_explanation
from app.sheets.grid import SheetGrid
from app.sheets.headers import guess_field, is_ambiguous_name

_MAX_ROWS_BEFORE_HEADER: Final = 30
_MAX_SHARE_OF_HEADER_LIKE_ROWS: Final = 0.4
"""In so many rows the values of a list on its side may be called as headers are: Trade, Products."""
_MAX_ANSWER_LENGTH: Final = 60
_CONTACT_FIELDS: Final = frozenset({SheetField.EMAIL, SheetField.PHONE, SheetField.WEBSITE})
_MAX_LABELS: Final = 100
"""A list on its side has at most this many rows."""


def rearrange_grid(grid: SheetGrid) -> SheetGrid:
    """The grid itself where it is a list as usual, or a form."""
    if is_transposed(grid):
        return SheetGrid(_transpose_sheet(grid.sheet))
    header = _find_person_header(grid)
    companies = _find_company_headings(grid, header) if header else {}
    return SheetGrid(_add_company_column(grid.sheet, header, companies)) if companies else grid


def is_transposed(grid: SheetGrid) -> bool:
    """Labels down one column, and firms side by side at their right."""
    if grid.last_row > _MAX_LABELS:
        return False
    labels = find_labels(grid)
    names = [label for label in labels.values() if label.field in COMPANY_NAME_FIELDS and label.inline is None]
    return any(_find_company_columns(grid, labels, name) for name in names)


def _find_company_columns(grid: SheetGrid, labels: dict[tuple[int, int], FormLabel], name: FormLabel) -> bool:
    column = [label for label in labels.values() if label.column == name.column and label.inline is None]
    if len(label_keys(column)) < 3 or len({label.field for label in column} - {SheetField.UNUSED}) < 2:
        return False
    companies = [at for at in grid.own[name.row] if at > name.right and parse_form_value(grid.text(name.row, at))]
    texts = [grid.text(name.row, at) for at in companies]
    rows = [[grid.text(label.row, at) for at in companies] for label in column]
    filled = [sum(map(bool, row)) for row in rows]
    if len(set(texts)) < 2 or sum(count >= 2 for count in filled) < 0.6 * sum(count >= 1 for count in filled):
        return False
    with_labels = {label.row for label in column if any((label.row, at) in labels for at in companies)}
    if name.row in with_labels or len(with_labels) > _MAX_SHARE_OF_HEADER_LIKE_ROWS * len(column):
        return False
    if sum(are_company_names([text]) for text in texts) >= 0.6 * len(texts) or any(map(_are_contacts, rows)):
        return True
    with_contacts = any(label.field in _CONTACT_FIELDS for label in column)
    return not with_contacts and not is_explanation(grid, name.row) and _are_records(rows)


def _are_records(rows: list[list[str]]) -> bool:
    """Every answer is given for each firm, shortly, and hardly any twice for one; what explains a form is not so."""
    short = all(0 < len(text) <= _MAX_ANSWER_LENGTH for row in rows for text in row)
    return short and all(len(set(answers)) >= 0.8 * len(rows) for answers in zip(*rows, strict=True))


def _are_contacts(row: list[str]) -> bool:
    """Addresses or numbers side by side: each firm has its own."""
    texts = [text for text in row if text]
    return len(set(texts)) >= 2 and guess_field_by_content(texts) in _CONTACT_FIELDS


_COMPANY_NUMBER: Final = re.compile(r"(?:firm|company|entreprise|société|企业|公司|no|n°)?\W*\d{1,3}", re.IGNORECASE)


def _transpose_sheet(sheet: Worksheet) -> Worksheet:
    """A firm's row is numbered as its column was; a row that only counts the firms is none of their answers."""
    beside = {
        row: [cell.text.strip() for at, cell in cells.items() if at > min(cells)]
        for row, cells in sheet.rows()
        if cells
    }
    counts = {
        row
        for row, texts in beside.items()
        if row == min(beside) and texts and all(map(_COMPANY_NUMBER.fullmatch, texts))
    }
    items = sorted(sheet.cells.items(), key=lambda each: each[0][1])
    return replace(
        sheet,
        cells={(column, row): cell for (row, column), cell in items if row not in counts},
        merged=tuple(
            MergedRange(merged_range.left, merged_range.top, merged_range.right, merged_range.bottom)
            for merged_range in sheet.merged
        ),
        hidden_rows=sheet.hidden_columns,
        hidden_columns=sheet.hidden_rows,
    )


def _find_person_header(grid: SheetGrid) -> int:
    """The row of a header that names persons and no firm; 0 for none."""
    for row in [row for row, cells in grid.own.items() if cells][:_MAX_ROWS_BEFORE_HEADER]:
        guesses = [
            (text, guess) for text in grid.texts(row) if (guess := guess_field(text, True)) is not None and guess.exact
        ]
        if any(guess.field in COMPANY_NAME_FIELDS and not is_ambiguous_name(text) for text, guess in guesses):
            return 0
        if len({guess.field for _, guess in guesses} & PERSON_FIELDS) >= 2:
            return row
    return 0


def _find_company_headings(grid: SheetGrid, header: int) -> dict[int, str]:
    """Row → the firm's name that stands alone in it, above its people; empty unless most lone texts are firms."""
    lone = {row: texts[0] for row in grid.own if row > header and len(texts := grid.texts(row)) == 1}
    companies = [text for text in lone.values() if are_company_names([text])]
    return lone if len(companies) >= 2 and 2 * len(companies) >= len(lone) else {}


def _add_company_column(sheet: Worksheet, header: int, companies: dict[int, str]) -> Worksheet:
    """With a column more, in which each firm's name is merged over the rows of its people."""
    column = sheet.last_column + 1
    cells, merged = {**sheet.cells, (header, column): SheetCell("Company")}, list(sheet.merged)
    for row, below in pairwise((*companies, sheet.last_row + 1)):
        people = [each for each in range(row + 1, below) if any((each, at) in cells for at in range(1, column))]
        if people:
            cells[people[0], column] = SheetCell(companies[row])
            merged.append(MergedRange(people[0], column, people[-1], column))
            cells = {at: cell for at, cell in cells.items() if at[0] != row}
    return replace(sheet, cells=cells, merged=tuple(merged))
