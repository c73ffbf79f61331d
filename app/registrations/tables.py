"""Finds the tables of a sheet: headers of one or more rows, wherever they begin, and what their columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.registrations.cells import tidy
from app.registrations.column import Column
from app.registrations.columns import recognise
from app.registrations.fields import COMPANY_NAMES, Field
from app.registrations.grid import Grid
from app.registrations.headers import Guess, guess, header_strength, is_ambiguous
from app.registrations.places import languages_in
from app.registrations.values_above import is_under
from app.registrations.whose_names import of_a_firm, of_a_person

HEADER_AMONG_ROWS: Final = 60
"""A header stands among this many first rows that hold anything."""
ENOUGH: Final = 2.0


@dataclass(frozen=True, slots=True)
class Table:
    """One header and the rows below it. ``header_rows``: their numbers, empty where there is no header."""

    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]

    def column(self, wanted: Field) -> Column | None:
        return next((column for column in self.columns if column.field is wanted), None)

    def all(self, wanted: Field) -> list[Column]:
        return [column for column in self.columns if column.field is wanted]

    @property
    def names_companies(self) -> bool:
        return any(column.field in COMPANY_NAMES for column in self.columns)


def tables_of(grid: Grid, choices: Mapping[str, str]) -> list[tuple[int, Table]]:
    """(first row below the header, table) for each header; a later one of another layout starts a new table."""
    first = _first_header(grid)
    if first is None:
        return _headless(grid, choices)
    tables: list[tuple[int, Table]] = []
    starts = [first, *_later_headers(grid, first)]
    for at, header in enumerate(starts):
        below = header[-1] + 1
        end = starts[at + 1][0] if at + 1 < len(starts) else grid.last_row + 1
        tables.append((below, _table(grid, header, range(below, end), choices)))
    return tables


def _first_header(grid: Grid) -> tuple[int, ...] | None:
    filled = [row for row in range(1, grid.last_row + 1) if grid.own.get(row)][:HEADER_AMONG_ROWS]
    strengths = {row: header_strength(texts) for row in filled if (texts := grid.texts(row))}
    if not strengths or max(strengths.values()) < ENOUGH:
        lone = next((row for row in filled[:10] if _lone_header(grid, row)), None)
        return (lone,) if lone else None
    enough = max(ENOUGH, 0.7 * max(strengths.values()))
    header = _with_neighbours(grid, next(row for row in filled if strengths.get(row, 0.0) >= enough))
    return _above_values(grid, header, [row for row in filled if strengths.get(row, 0.0) >= ENOUGH])


def _above_values(grid: Grid, header: tuple[int, ...], weaker: Sequence[int]) -> tuple[int, ...]:
    """The header itself, or one above it with values of its own below, as of two rows of which neither says all."""
    for row in weaker:
        if row >= header[0]:
            break
        earlier = _with_neighbours(grid, row)
        columns = _columns(grid, earlier)
        if any(is_under(grid, at, columns) for at in range(earlier[-1] + 1, header[0])):
            return earlier
    return header


def _lone_header(grid: Grid, row: int) -> bool:
    """A list may have one telling header, Company beside words of its own; below it stands no other such."""
    own = grid.own.get(row, {})
    named = [at for at in own if (told := guess(grid.text(row, at))) and told.exact and told.field in COMPANY_NAMES]
    return any(len(own) <= 3 or grid.text(row, at) != grid.text(row + 1, at) for at in named)


def _with_neighbours(grid: Grid, best: int) -> tuple[int, ...]:
    """The header row and those that belong to it above and below."""
    rows = [best]
    while (
        (above := rows[0] - 1) >= 1
        and grid.texts(above)
        and (grid.joined(above, rows[0]) or _fills_gaps(grid, above, best) or _groups(grid, above, best))
    ):
        rows.insert(0, above)
    below = rows[-1] + 1
    if grid.texts(below) and _continues(grid, rows[-1], below):
        rows.append(below)
    return tuple(rows)


def _groups(grid: Grid, upper: int, lower: int) -> bool:
    """Without merged cells: the upper row says nothing but which columns are the firm's and which a person's."""
    said = [(at, text) for at in grid.own.get(upper, {}) if (text := grid.text(upper, at))]
    whose = {(of_a_firm(text), of_a_person(text)) for _, text in said}
    over = all(grid.text(lower, at) and guess(grid.text(lower, at)) for at, _ in said)
    return whose == {(True, False), (False, True)} and over and len(said) < len(grid.texts(lower))


def _fills_gaps(grid: Grid, upper: int, lower: int) -> bool:
    """Without merged cells: the upper row names columns that the lower leaves blank, and has several texts."""
    gaps = [c for c in grid.own.get(upper, {}) if not grid.text(lower, c)]
    return len(grid.texts(upper)) >= 2 and any(guess(grid.text(upper, column)) for column in gaps)


def _continues(grid: Grid, upper: int, lower: int) -> bool:
    """Whether the row below still belongs to the header: headers again, other ones, under groups or in gaps."""
    texts = grid.texts(lower)
    if _splits_groups(grid, upper, lower):
        return True
    if _names_a_firm(grid, (upper,), lower):
        return False
    known = [found for text in texts if (found := guess(text)) is not None]
    repeated = sum(1 for column in grid.own.get(lower, {}) if grid.text(lower, column) == grid.text(upper, column))
    if header_strength(texts) < ENOUGH or len(known) < 0.6 * len(texts) or repeated > len(texts) / 2:
        return False
    return grid.joined(upper, lower) or len(texts) < len(grid.texts(upper)) + 3


def _names_a_firm(grid: Grid, header: tuple[int, ...], row: int) -> bool:
    """Whether no header stands below the header of the firms' names, nor one of firms beside: then these are values."""
    own = grid.own.get(row, {})
    if any(_heads_firms(grid.text(row, at)) for at in own):
        return False
    firms = [at for at, label, _ in _labels(grid, header) if at in own and _heads_firms(label)]
    return any((below := guess(grid.text(row, at))) is None or not below.exact for at in firms)


def _heads_firms(text: str) -> bool:
    return guess(text) == Guess(Field.COMPANY, True) and not is_ambiguous(text) and not languages_in(text)[0]


def _splits_groups(grid: Grid, upper: int, lower: int) -> bool:
    """Whether all that stands in the row below stands under merged groups of the row above."""
    groups = [one for one in grid.sheet.merged if one.top == one.bottom == upper and one.right > one.left]
    own = grid.own.get(lower, {})
    return len(own) > 1 and all(any(one.left <= column <= one.right for one in groups) for column in own)


def _later_headers(grid: Grid, first: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Headers further down with other columns than the one before them; one in other words only begins no table."""
    found: list[tuple[int, ...]] = []
    layout = _layout(grid, first)
    row = first[-1] + 1
    while row <= grid.last_row:
        strong = _strong(grid.texts(row)) or _heads_again(grid, layout, row)
        if strong and not _names_a_firm(grid, found[-1] if found else first, row):
            header = _with_neighbours(grid, row) if not found or row > found[-1][-1] else (row,)
            header = tuple(each for each in header if each >= row)
            own = _layout(grid, header)
            same = _words(grid, header) == _words(grid, found[-1] if found else first)
            if not same and _differs(own, layout):
                found.append(header)
                layout = own
            row = header[-1]
        row += 1
    return found


def _words(grid: Grid, header: tuple[int, ...]) -> dict[int, str]:
    """Column → its own header, whatever group it stands under."""
    return {column: label for column, label, _ in _labels(grid, header) if label}


def _strong(texts: list[str]) -> bool:
    """Whether a row far below is a header: of three columns, or of two that are nothing else."""
    strength = header_strength(texts)
    if len(texts) < 3:
        return len(texts) == strength == ENOUGH and any(map(_heads_firms, texts))
    return strength >= max(3.0, 0.6 * len(texts))


def _heads_again(grid: Grid, layout: Mapping[int, str], row: int) -> bool:
    """Whether a row heads the firms in another column, and no value stands under what the header before it names."""
    if header_strength(grid.texts(row)) < ENOUGH:
        return False
    told = {
        at: found for at in grid.own.get(row, {}) if (found := guess(grid.text(row, at))) is not None and found.exact
    }
    if len(told) < max(ENOUGH, 0.6 * len(grid.own.get(row, {}))):
        return False
    names = [at for at, field in layout.items() if field in COMPANY_NAMES]
    return any(_heads_firms(grid.text(row, at)) for at in told) and all(
        at in told or not grid.text(row, at) for at in names
    )


def _differs(own: Mapping[int, str], layout: Mapping[int, str]) -> bool:
    """Whether half of the columns are others, or one that both know means something else."""
    same = sum(1 for column, meaning in own.items() if layout.get(column) == meaning)
    known = set(Field)
    clash = any(
        known.issuperset((one, layout.get(column, ""))) and one != layout[column] for column, one in own.items()
    )
    return clash or same < 0.5 * len(own)


def _layout(grid: Grid, header: tuple[int, ...]) -> dict[int, str]:
    """Column → the field that its header names, else the header itself."""
    return {c.number: c.key if c.field is Field.UNUSED else c.field.value for c in _columns(grid, header)}


def _columns(grid: Grid, header: tuple[int, ...]) -> tuple[Column, ...]:
    """As the header alone tells."""
    return recognise([each for each in _labels(grid, header) if each[1]], {})


def _labels(grid: Grid, header: tuple[int, ...]) -> list[tuple[int, str, str]]:
    """(column, its own header, the groups above it)."""
    labels = []
    for column in range(1, grid.last_column + 1):
        texts = list(dict.fromkeys(text for row in header if (text := grid.text(row, column))))
        labels.append((column, texts[-1] if texts else "", " / ".join(texts[:-1])))
    return labels


def _table(grid: Grid, header: tuple[int, ...], body: range, choices: Mapping[str, str]) -> Table:
    labels = _labels(grid, header)
    least = min(2, grid.last_column)
    body_rows = [cells for row in body if len(cells := grid.own.get(row, {})) >= least]
    contents = {
        column: [cell for cells in body_rows if (cell := cells.get(column)) and tidy(cell.text) != label]
        for column, label, _ in labels
    }
    used = [(column, label, above) for column, label, above in labels if label or contents[column]]
    columns = recognise(used, contents, grid.sheet.hidden_columns, choices)
    return Table(header, columns)


def _headless(grid: Grid, choices: Mapping[str, str]) -> list[tuple[int, Table]]:
    """A bare list without any header: the contents alone tell."""
    table = _table(grid, (), range(1, grid.last_row + 1), choices)
    return [(1, table)] if table.names_companies else []
