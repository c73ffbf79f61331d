"""Several lists beside each other on one sheet, or forms of several companies below each other, each read as a sheet
of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from app.companies.names.parsing import compact
from app.core.spreadsheets.values import MergedRange, Worksheet, cell_address
from app.sheets.fields import PERSON_FIELDS, SheetField
from app.sheets.form_fields import FormLabel, find_labels
from app.sheets.form_layout import has_value_beside
from app.sheets.grid import SheetGrid
from app.sheets.header_forms import find_person_number
from app.sheets.headers import guess_field, is_ambiguous_name

_MIN_LABELS: Final = 2
"""Beside the firm's name."""
_MIN_SHARE_OF_SHARED_LABELS: Final = 0.5
"""So many of the first form's labels stand in each of the others."""
_MAX_NAME_LENGTH: Final = 30
PlacedLabels = dict[tuple[int, int], FormLabel]


def split_forms(sheet: Worksheet) -> list[Worksheet]:
    """From top to bottom, rows and columns with their numbers, the first with the sheet's name; none where it holds
    only one."""
    grid = SheetGrid(sheet)
    labels = find_labels(grid)
    companies = _find_company_labels(grid, labels)
    if len(companies) < 2:
        return []
    starts = [1, *(_find_form_start(grid, above.row, company.row) for above, company in pairwise(companies))]
    edges = [*starts[1:], sheet.last_row + 1]
    asked = [_list_answered_labels(grid, labels, start, end) for start, end in zip(starts, edges, strict=True)]
    if any(
        len(own) < _MIN_LABELS or len(own & asked[0]) < _MIN_SHARE_OF_SHARED_LABELS * len(asked[0]) for own in asked
    ):
        return []
    return [
        _build_form_part(grid, company, start, end, is_first=not at)
        for at, (company, start, end) in enumerate(zip(companies, starts, edges, strict=True))
    ]


def _find_company_labels(grid: SheetGrid, labels: PlacedLabels) -> Sequence[FormLabel]:
    """The labels that name a firm in the words of the first, in its column, each with another firm."""
    named = [label for label in labels.values() if label.field is SheetField.COMPANY and _find_label_value(grid, label)]
    same = [
        label for label in named if (label.column, compact(label.text)) == (named[0].column, compact(named[0].text))
    ]
    return same if len({compact(_find_label_value(grid, label)) for label in same}) == len(same) else []


def _find_label_value(grid: SheetGrid, label: FormLabel) -> str:
    if label.inline:
        return label.inline
    return grid.text(label.row, label.right + 1) if has_value_beside(grid, {}, label) else ""


def _find_form_start(grid: SheetGrid, above: int, row: int) -> int:
    """Of the form with a firm's name in ``row``: behind the last blank row before it, or that row itself."""
    blank = [each for each in range(above + 1, row) if not grid.texts(each)]
    return max(blank) + 1 if blank else row


def _list_answered_labels(grid: SheetGrid, labels: PlacedLabels, start: int, end: int) -> set[str]:
    """What is asked beside the firm's name, where that has an answer."""
    own = [label for label in labels.values() if start <= label.row < end and label.field is not SheetField.COMPANY]
    return {compact(label.text) for label in own if label.inline or has_value_beside(grid, labels, label)}


def _build_form_part(grid: SheetGrid, company: FormLabel, start: int, end: int, *, is_first: bool) -> Worksheet:
    sheet = grid.sheet
    name = _find_label_value(grid, company)[:_MAX_NAME_LENGTH].strip()
    return replace(
        sheet,
        name=sheet.name if is_first else f"{sheet.name.strip()} / {name}".removeprefix(" / "),
        cells={at: cell for at, cell in sheet.cells.items() if start <= at[0] < end},
        merged=tuple(
            merged_range for merged_range in sheet.merged if start <= merged_range.top and merged_range.bottom < end
        ),
    )


_MAX_ROWS_BEFORE_HEADER: Final = 30


def split_sheet(sheet: Worksheet) -> list[Worksheet]:
    """The sheet alone, or its lists from left to right, or its forms from top to bottom; the first keeps the name, rows
    and columns keep their numbers."""
    if sheet.refused:
        return [sheet]
    return _split_lists(sheet) or split_forms(sheet) or [sheet]


def _split_lists(sheet: Worksheet) -> list[Worksheet]:
    if sheet.last_column < 4:
        return []
    grid = SheetGrid(sheet)
    for row in [row for row, cells in grid.own.items() if cells][:_MAX_ROWS_BEFORE_HEADER]:
        starts = _find_list_starts(grid, row)
        if len(starts) > 1:
            edges = [1, *starts[1:], sheet.last_column + 1]
            return [
                _build_list_part(grid, row, first, end - 1, is_first=not at)
                for at, (first, end) in enumerate(pairwise(edges))
            ]
    return []


def _find_list_starts(grid: SheetGrid, row: int) -> list[int]:
    """Where lists begin in a header: at each column of companies that has people of its own at its right, with the
    columns of the list before it again or with an empty column between the two. A second company
    of one person, 公司2, begins none."""
    field_by_column = {
        at: each.field for at in grid.own[row] if (each := guess_field(grid.text(row, at))) is not None and each.exact
    }
    companies = [
        at
        for at, field in field_by_column.items()
        if field is SheetField.COMPANY and not is_ambiguous_name(grid.text(row, at))
    ]
    if len(companies) < 2 or any(find_person_number(grid.text(row, at)) > 1 for at in companies):
        return []
    starts = [at - (field_by_column.get(at - 1) is SheetField.SERIAL) for at in companies]
    ends = list(pairwise((*companies, grid.last_column + 1)))
    if all(_is_empty_column(grid, row, start - 1) for start in starts[1:]):
        return starts if all(_has_person_columns(grid, row, first, end) for first, end in ends) else []
    blocks = [
        {field for at, field in field_by_column.items() if first <= at < end} - {SheetField.SERIAL, SheetField.UNUSED}
        for first, end in ends
    ]
    return starts if all(len(block & blocks[0]) >= 2 and block & PERSON_FIELDS for block in blocks) else []


def _has_person_columns(grid: SheetGrid, row: int, first: int, end: int) -> bool:
    """A bare "Name" at the right of the firm's is a person's."""
    guesses = [guess_field(grid.text(row, at), True) for at in grid.own[row] if first < at < end]
    return any(each is not None and each.exact and each.field in PERSON_FIELDS for each in guesses)


def _is_empty_column(grid: SheetGrid, row: int, column: int) -> bool:
    return not any(cells.get(column) and grid.text(at, column) for at, cells in grid.own.items() if at >= row)


def _build_list_part(grid: SheetGrid, row: int, first: int, last: int, *, is_first: bool) -> Worksheet:
    sheet = grid.sheet
    heading = grid.text(row - 1, first) if row > 1 else ""
    name = heading if 0 < len(heading) <= _MAX_NAME_LENGTH else cell_address(row, first)
    return replace(
        sheet,
        name=sheet.name if is_first else f"{sheet.name.strip()} / {name}".removeprefix(" / "),
        cells={at: cell for at, cell in sheet.cells.items() if first <= at[1] <= last},
        merged=tuple(
            MergedRange(
                merged_range.top, max(merged_range.left, first), merged_range.bottom, min(merged_range.right, last)
            )
            for merged_range in sheet.merged
            if first <= merged_range.left <= last
        ),
    )
