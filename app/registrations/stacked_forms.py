"""Forms of several firms below each other on one sheet, each read as a sheet of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from app.companies.names.parsing import compact
from app.core.spreadsheets.values import Worksheet
from app.registrations.fields import Field
from app.registrations.form_labels import Label, labels_of
from app.registrations.form_shape import stands_beside
from app.registrations.grid import Grid

_LEAST_LABELS: Final = 2
"""Beside the firm's name."""
_SAME: Final = 0.5
"""So many of the first form's labels stand in each of the others."""
_LONGEST_NAME: Final = 30
Labels = dict[tuple[int, int], Label]


def forms_below(sheet: Worksheet) -> list[Worksheet]:
    """From top to bottom, rows and columns with their numbers, the first with the sheet's name; none where it holds
    only one."""
    grid = Grid(sheet)
    labels = labels_of(grid)
    firms = _firms(grid, labels)
    if len(firms) < 2:
        return []
    starts = [1, *(_start(grid, above.row, firm.row) for above, firm in pairwise(firms))]
    edges = [*starts[1:], sheet.last_row + 1]
    asked = [_asked(grid, labels, start, end) for start, end in zip(starts, edges, strict=True)]
    if any(len(own) < _LEAST_LABELS or len(own & asked[0]) < _SAME * len(asked[0]) for own in asked):
        return []
    return [
        _part(grid, firm, start, end, is_first=not at)
        for at, (firm, start, end) in enumerate(zip(firms, starts, edges, strict=True))
    ]


def _firms(grid: Grid, labels: Labels) -> Sequence[Label]:
    """The labels that name a firm in the words of the first, in its column, each with another firm."""
    named = [label for label in labels.values() if label.field is Field.COMPANY and _value(grid, label)]
    same = [one for one in named if (one.column, compact(one.text)) == (named[0].column, compact(named[0].text))]
    return same if len({compact(_value(grid, one)) for one in same}) == len(same) else []


def _value(grid: Grid, label: Label) -> str:
    if label.inline:
        return label.inline
    return grid.text(label.row, label.right + 1) if stands_beside(grid, {}, label) else ""


def _start(grid: Grid, above: int, row: int) -> int:
    """Of the form with a firm's name in ``row``: behind the last blank row before it, or that row itself."""
    blank = [each for each in range(above + 1, row) if not grid.texts(each)]
    return max(blank) + 1 if blank else row


def _asked(grid: Grid, labels: Labels, start: int, end: int) -> set[str]:
    """What is asked beside the firm's name, where that has an answer."""
    own = [one for one in labels.values() if start <= one.row < end and one.field is not Field.COMPANY]
    return {compact(one.text) for one in own if one.inline or stands_beside(grid, labels, one)}


def _part(grid: Grid, firm: Label, start: int, end: int, *, is_first: bool) -> Worksheet:
    sheet = grid.sheet
    name = _value(grid, firm)[:_LONGEST_NAME].strip()
    return replace(
        sheet,
        name=sheet.name if is_first else f"{sheet.name.strip()} / {name}".removeprefix(" / "),
        cells={at: cell for at, cell in sheet.cells.items() if start <= at[0] < end},
        merged=tuple(one for one in sheet.merged if start <= one.top and one.bottom < end),
    )
