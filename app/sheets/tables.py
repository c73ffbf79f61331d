"""The tables of a sheet: headers of one or more rows, wherever they begin, and what their columns are; rows above a
header that are no title of the list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.companies.locale_names import parse_languages
from app.companies.typed_text import tidy_text
from app.sheets.column_contents import are_company_names
from app.sheets.column_recognition import recognise_columns
from app.sheets.fields import COMPANY_NAME_FIELDS, FULL_NAME_FIELDS, SheetColumn, SheetField
from app.sheets.grid import SheetGrid
from app.sheets.headers import HeaderGuess, guess_field, is_ambiguous_name, score_header_row
from app.sheets.job_titles import are_names_with_salutation, may_be_full_names
from app.sheets.neighbouring_columns import is_company_group, is_person_group

_PHONE_FIELDS: Final = (SheetField.PHONE, SheetField.LANDLINE, SheetField.PHONE_WECHAT)
_MIN_VALUES: Final = 3
_ORGANISER_LINE: Final = re.compile(r"\bby\b|[:：]|\bpar\b|^(主办|承办|协办|组织|指导)", re.IGNORECASE)
"""Who makes the event or the list stands above it too: Organised by Alpha Pte Ltd."""
_LONG_NUMBER: Final = re.compile(r"\d{5}|\d[\d ()./-]{5,}\d")


def is_row_of_columns(grid: SheetGrid, row: int, columns: Sequence[SheetColumn]) -> bool:
    """Whether a row belongs to these columns: a name under that of the companies, and an address or a number under its
    own; or a company by its legal form, and somebody under the people."""
    own = {column.field: text for column in columns if (text := grid.text(row, column.number))}
    if _has_company_and_person(own):
        return True
    reached = "@" in own.get(SheetField.EMAIL, "") or any(
        _LONG_NUMBER.search(own.get(field, "")) for field in _PHONE_FIELDS
    )
    return reached and any(own.get(field) for field in COMPANY_NAME_FIELDS)


def _has_company_and_person(own: Mapping[SheetField, str]) -> bool:
    companies = [text for field in COMPANY_NAME_FIELDS if (text := own.get(field)) and not _ORGANISER_LINE.search(text)]
    people = [text for field in FULL_NAME_FIELDS if (text := own.get(field))]
    return are_company_names(companies) and (
        are_names_with_salutation(people) or (bool(people) and may_be_full_names(people))
    )


def has_contact_values(grid: SheetGrid, row: int) -> bool:
    """Whether it is a row of some list, by an address or a number in it, rather than a title or a note."""
    texts = grid.texts(row)
    return len(texts) >= _MIN_VALUES and any("@" in text or _LONG_NUMBER.search(text) for text in texts)


MAX_ROWS_BEFORE_HEADER: Final = 60
"""A header stands among this many first rows that hold anything."""
MIN_HEADER_STRENGTH: Final = 2.0


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One header and the rows below it. ``header_rows``: their numbers, empty where there is no header."""

    header_rows: tuple[int, ...]
    columns: tuple[SheetColumn, ...]

    def column(self, wanted: SheetField) -> SheetColumn | None:
        return next((column for column in self.columns if column.field is wanted), None)

    def all(self, wanted: SheetField) -> list[SheetColumn]:
        return [column for column in self.columns if column.field is wanted]

    @property
    def names_companies(self) -> bool:
        return any(column.field in COMPANY_NAME_FIELDS for column in self.columns)


def find_tables(grid: SheetGrid, choices: Mapping[str, str]) -> list[tuple[int, SheetTable]]:
    """(first row below the header, table) for each header; a later one of another layout starts a new table."""
    first = _find_first_header(grid)
    if first is None:
        return _build_headless_table(grid, choices)
    tables: list[tuple[int, SheetTable]] = []
    starts = [first, *_find_later_headers(grid, first)]
    for at, header in enumerate(starts):
        below = header[-1] + 1
        end = starts[at + 1][0] if at + 1 < len(starts) else grid.last_row + 1
        tables.append((below, _build_table(grid, header, range(below, end), choices)))
    return tables


def _find_first_header(grid: SheetGrid) -> tuple[int, ...] | None:
    filled = [row for row in range(1, grid.last_row + 1) if grid.own.get(row)][:MAX_ROWS_BEFORE_HEADER]
    strengths = {row: score_header_row(texts) for row in filled if (texts := grid.texts(row))}
    if not strengths or max(strengths.values()) < MIN_HEADER_STRENGTH:
        lone = next((row for row in filled[:10] if _find_lone_header(grid, row)), None)
        return (lone,) if lone else None
    enough = max(MIN_HEADER_STRENGTH, 0.7 * max(strengths.values()))
    header = _add_neighbouring_rows(grid, next(row for row in filled if strengths.get(row, 0.0) >= enough))
    return _find_header_above_values(
        grid, header, [row for row in filled if strengths.get(row, 0.0) >= MIN_HEADER_STRENGTH]
    )


def _find_header_above_values(grid: SheetGrid, header: tuple[int, ...], weaker: Sequence[int]) -> tuple[int, ...]:
    """The header itself, or one above it with values of its own below, as of two rows of which neither says all."""
    for row in weaker:
        if row >= header[0]:
            break
        earlier = _add_neighbouring_rows(grid, row)
        columns = _recognise_columns(grid, earlier)
        if any(is_row_of_columns(grid, at, columns) for at in range(earlier[-1] + 1, header[0])):
            return earlier
    return header


def _find_lone_header(grid: SheetGrid, row: int) -> bool:
    """A list may have one telling header, Company beside words of its own; below it stands no other such."""
    own = grid.own.get(row, {})
    named = [
        at
        for at in own
        if (guess := guess_field(grid.text(row, at))) and guess.exact and guess.field in COMPANY_NAME_FIELDS
    ]
    return any(len(own) <= 3 or grid.text(row, at) != grid.text(row + 1, at) for at in named)


def _add_neighbouring_rows(grid: SheetGrid, best: int) -> tuple[int, ...]:
    """The header row and those that belong to it above and below."""
    rows = [best]
    while (
        (above := rows[0] - 1) >= 1
        and grid.texts(above)
        and (grid.joined(above, rows[0]) or _is_filling_gaps(grid, above, best) or _is_row_of_groups(grid, above, best))
    ):
        rows.insert(0, above)
    below = rows[-1] + 1
    if grid.texts(below) and _is_continued_header(grid, rows[-1], below):
        rows.append(below)
    return tuple(rows)


def _is_row_of_groups(grid: SheetGrid, upper: int, lower: int) -> bool:
    """Without merged cells: the upper row says nothing but which columns are the firm's and which a person's."""
    group_texts = [(at, text) for at in grid.own.get(upper, {}) if (text := grid.text(upper, at))]
    whose = {(is_company_group(text), is_person_group(text)) for _, text in group_texts}
    over = all(grid.text(lower, at) and guess_field(grid.text(lower, at)) for at, _ in group_texts)
    return whose == {(True, False), (False, True)} and over and len(group_texts) < len(grid.texts(lower))


def _is_filling_gaps(grid: SheetGrid, upper: int, lower: int) -> bool:
    """Without merged cells: the upper row names columns that the lower leaves blank, and has several texts."""
    gaps = [c for c in grid.own.get(upper, {}) if not grid.text(lower, c)]
    return len(grid.texts(upper)) >= 2 and any(guess_field(grid.text(upper, column)) for column in gaps)


def _is_continued_header(grid: SheetGrid, upper: int, lower: int) -> bool:
    """Whether the row below still belongs to the header: headers again, other ones, under groups or in gaps."""
    texts = grid.texts(lower)
    if _is_splitting_groups(grid, upper, lower):
        return True
    if _is_header_without_values(grid, (upper,), lower):
        return False
    known = [guess for text in texts if (guess := guess_field(text)) is not None]
    repeated = sum(1 for column in grid.own.get(lower, {}) if grid.text(lower, column) == grid.text(upper, column))
    if score_header_row(texts) < MIN_HEADER_STRENGTH or len(known) < 0.6 * len(texts) or repeated > len(texts) / 2:
        return False
    return grid.joined(upper, lower) or len(texts) < len(grid.texts(upper)) + 3


def _is_header_without_values(grid: SheetGrid, header: tuple[int, ...], row: int) -> bool:
    """Whether no header stands below the header of the firms' names, nor one of firms beside: then these are values."""
    own = grid.own.get(row, {})
    if any(_is_company_header(grid.text(row, at)) for at in own):
        return False
    companies = [at for at, label, _ in _list_header_labels(grid, header) if at in own and _is_company_header(label)]
    return any((below := guess_field(grid.text(row, at))) is None or not below.exact for at in companies)


def _is_company_header(text: str) -> bool:
    return (
        guess_field(text) == HeaderGuess(SheetField.COMPANY, True)
        and not is_ambiguous_name(text)
        and not parse_languages(text)[0]
    )


def _is_splitting_groups(grid: SheetGrid, upper: int, lower: int) -> bool:
    """Whether all that stands in the row below stands under merged groups of the row above."""
    groups = [group for group in grid.sheet.merged if group.top == group.bottom == upper and group.right > group.left]
    own = grid.own.get(lower, {})
    return len(own) > 1 and all(any(group.left <= column <= group.right for group in groups) for column in own)


def _find_later_headers(grid: SheetGrid, first: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Headers further down with other columns than the one before them; one in other words only begins no table."""
    numberses: list[tuple[int, ...]] = []
    layout = _find_layout(grid, first)
    row = first[-1] + 1
    while row <= grid.last_row:
        strong = _is_strong_header(grid.texts(row)) or _is_new_company_header(grid, layout, row)
        if strong and not _is_header_without_values(grid, numberses[-1] if numberses else first, row):
            header = _add_neighbouring_rows(grid, row) if not numberses or row > numberses[-1][-1] else (row,)
            header = tuple(each for each in header if each >= row)
            own = _find_layout(grid, header)
            same = _list_own_headers(grid, header) == _list_own_headers(grid, numberses[-1] if numberses else first)
            if not same and _is_other_layout(own, layout):
                numberses.append(header)
                layout = own
            row = header[-1]
        row += 1
    return numberses


def _list_own_headers(grid: SheetGrid, header: tuple[int, ...]) -> dict[int, str]:
    """Column → its own header, whatever group it stands under."""
    return {column: label for column, label, _ in _list_header_labels(grid, header) if label}


def _is_strong_header(texts: list[str]) -> bool:
    """Whether a row far below is a header: of three columns, or of two that are nothing else."""
    strength = score_header_row(texts)
    if len(texts) < 3:
        return len(texts) == strength == MIN_HEADER_STRENGTH and any(map(_is_company_header, texts))
    return strength >= max(3.0, 0.6 * len(texts))


def _is_new_company_header(grid: SheetGrid, layout: Mapping[int, str], row: int) -> bool:
    """Whether a row heads the firms in another column, and no value stands under what the header before it names."""
    if score_header_row(grid.texts(row)) < MIN_HEADER_STRENGTH:
        return False
    guesses = {
        at: guess
        for at in grid.own.get(row, {})
        if (guess := guess_field(grid.text(row, at))) is not None and guess.exact
    }
    if len(guesses) < max(MIN_HEADER_STRENGTH, 0.6 * len(grid.own.get(row, {}))):
        return False
    names = [at for at, field in layout.items() if field in COMPANY_NAME_FIELDS]
    return any(_is_company_header(grid.text(row, at)) for at in guesses) and all(
        at in guesses or not grid.text(row, at) for at in names
    )


def _is_other_layout(own: Mapping[int, str], layout: Mapping[int, str]) -> bool:
    """Whether half of the columns are others, or one that both know means something else."""
    same = sum(1 for column, meaning in own.items() if layout.get(column) == meaning)
    known = set(SheetField)
    clash = any(
        known.issuperset((meaning, layout.get(column, ""))) and meaning != layout[column]
        for column, meaning in own.items()
    )
    return clash or same < 0.5 * len(own)


def _find_layout(grid: SheetGrid, header: tuple[int, ...]) -> dict[int, str]:
    """Column → the field that its header names, else the header itself."""
    return {
        c.number: c.key if c.field is SheetField.UNUSED else c.field.value for c in _recognise_columns(grid, header)
    }


def _recognise_columns(grid: SheetGrid, header: tuple[int, ...]) -> tuple[SheetColumn, ...]:
    """As the header alone tells."""
    return recognise_columns([each for each in _list_header_labels(grid, header) if each[1]], {})


def _list_header_labels(grid: SheetGrid, header: tuple[int, ...]) -> list[tuple[int, str, str]]:
    """(column, its own header, the groups above it)."""
    labels = []
    for column in range(1, grid.last_column + 1):
        texts = list(dict.fromkeys(text for row in header if (text := grid.text(row, column))))
        labels.append((column, texts[-1] if texts else "", " / ".join(texts[:-1])))
    return labels


def _build_table(grid: SheetGrid, header: tuple[int, ...], body: range, choices: Mapping[str, str]) -> SheetTable:
    labels = _list_header_labels(grid, header)
    least = min(2, grid.last_column)
    body_rows = [cells for row in body if len(cells := grid.own.get(row, {})) >= least]
    contents = {
        column: [cell for cells in body_rows if (cell := cells.get(column)) and tidy_text(cell.text) != label]
        for column, label, _ in labels
    }
    used = [(column, label, above) for column, label, above in labels if label or contents[column]]
    columns = recognise_columns(used, contents, grid.sheet.hidden_columns, choices)
    return SheetTable(header, columns)


def _build_headless_table(grid: SheetGrid, choices: Mapping[str, str]) -> list[tuple[int, SheetTable]]:
    """A bare list without any header: the contents alone tell."""
    table = _build_table(grid, (), range(1, grid.last_row + 1), choices)
    return [(1, table)] if table.names_companies else []
