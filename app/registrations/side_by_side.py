"""Several lists beside each other on one sheet, or forms below each other, each read as a sheet of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from app.companies.names.parsing import compact
from app.core.spreadsheets.values import MergedRange, Worksheet, cell_address
from app.registrations.fields import PERSON_FIELDS, Field
from app.registrations.grid import Grid
from app.registrations.header_whose import number_in
from app.registrations.headers import Guess, guess, is_ambiguous
from app.registrations.stacked_forms import forms_below

_HEADER_AMONG: Final = 30
_LONGEST_NAME: Final = 30


def parts_of(sheet: Worksheet) -> list[Worksheet]:
    """The sheet alone, or its lists from left to right, or its forms from top to bottom; the first keeps the name, rows
    and columns keep their numbers."""
    if sheet.refused:
        return [sheet]
    return _lists_beside(sheet) or forms_below(sheet) or [sheet]


def _lists_beside(sheet: Worksheet) -> list[Worksheet]:
    if sheet.last_column < 4:
        return []
    grid = Grid(sheet)
    for row in [row for row, cells in grid.own.items() if cells][:_HEADER_AMONG]:
        starts = _starts(grid, row)
        if len(starts) > 1:
            edges = [1, *starts[1:], sheet.last_column + 1]
            return [
                _part(grid, row, first, end - 1, is_first=not at) for at, (first, end) in enumerate(pairwise(edges))
            ]
    return []


def _starts(grid: Grid, row: int) -> list[int]:
    """Where lists begin in a header: at each column of firms that has people of its own at its right, with the columns
    of the list before it again or with an empty column between the two. A second firm
    of one person, 公司2, begins none."""
    if again := _repeated(grid, row):
        return again
    told = {at: each.field for at in grid.own[row] if (each := guess(grid.text(row, at))) is not None and each.exact}
    firms = [at for at, field in told.items() if field is Field.COMPANY and not is_ambiguous(grid.text(row, at))]
    if len(firms) < 2 or any(number_in(grid.text(row, at)) > 1 for at in firms):
        return []
    starts = [at - (told.get(at - 1) is Field.SERIAL) for at in firms]
    ends = list(pairwise((*firms, grid.last_column + 1)))
    if all(_is_empty(grid, row, start - 1) for start in starts[1:]):
        return starts if all(_has_people(grid, row, first, end) for first, end in ends) else []
    blocks = [
        {field for at, field in told.items() if first <= at < end} - {Field.SERIAL, Field.UNUSED} for first, end in ends
    ]
    return starts if all(len(block & blocks[0]) >= 2 and block & PERSON_FIELDS for block in blocks) else []


def _repeated(grid: Grid, row: int) -> list[int]:
    """Where the whole header comes again from left to right, one of firms and of more among its columns: a plan of
    tables, Name and Company, Name and Company."""
    columns = sorted(grid.own[row])
    texts = [compact(grid.text(row, at)) for at in columns]
    for width in range(2, len(columns) // 2 + 1):
        block = texts[:width]
        if len(columns) % width == 0 and texts == block * (len(columns) // width) and len(set(block)) == width:
            told = [guess(grid.text(row, at)) for at in columns[:width]]
            firms = [each for each, at in zip(told, columns, strict=False) if _heads_firms(each, grid.text(row, at))]
            return columns[::width] if len(firms) == 1 and all(told) else []
    return []


def _heads_firms(told: Guess | None, header: str) -> bool:
    return told is not None and told.exact and told.field is Field.COMPANY and not is_ambiguous(header)


def _has_people(grid: Grid, row: int, first: int, end: int) -> bool:
    """A bare "Name" at the right of the firm's is a person's."""
    told = [guess(grid.text(row, at), True) for at in grid.own[row] if first < at < end]
    return any(each is not None and each.exact and each.field in PERSON_FIELDS for each in told)


def _is_empty(grid: Grid, row: int, column: int) -> bool:
    return not any(cells.get(column) and grid.text(at, column) for at, cells in grid.own.items() if at >= row)


def _part(grid: Grid, row: int, first: int, last: int, *, is_first: bool) -> Worksheet:
    sheet = grid.sheet
    heading = grid.text(row - 1, first) if row > 1 else ""
    name = heading if 0 < len(heading) <= _LONGEST_NAME else cell_address(row, first)
    return replace(
        sheet,
        name=sheet.name if is_first else f"{sheet.name.strip()} / {name}".removeprefix(" / "),
        cells={at: cell for at, cell in sheet.cells.items() if first <= at[1] <= last},
        merged=tuple(
            MergedRange(one.top, max(one.left, first), one.bottom, min(one.right, last))
            for one in sheet.merged
            if first <= one.left <= last
        ),
    )
