"""Columns that ask for the number of a passport or an identity card: an import has no use for them, so nothing that
stands in them is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.core.spreadsheets.values import SheetCell, Worksheet
from app.sheets.fields import SheetColumn, SheetField
from app.sheets.sheet_reading import ParsedSheet

_IDENTITY_HEADER: Final = re.compile(
    r"passports?(?![a-z])|passeports?(?![a-z])|travel document|(?<![a-z])(?:nric|hkid|mykad)(?![a-z])"
    r"|(?<![a-z])(?:fin|i\.?d\.?)\s*(?:card|no|number|num|n°|#)|identity (?:card|document|no|number|proof)"
    r"|national id(?![a-z])|identification (?:card|no|number)"
    r"|(?:carte|pi[eè]ce|num[ée]ro|n°) (?:nationale )?d['’]identit"
    r"|reisepass|passnummer|personalausweis|ausweisnummer|(?<![a-z])pasport|kad pengenalan"
    r"|(?<![a-z])(?:cmnd|cccd)(?![a-z])|hộ chiếu|căn cước"
    r"|护照|護照|身份证|身份證|证件|證件|通行证|通行證|回乡证|台胞证",
    re.IGNORECASE,
)
_MIN_NUMBER_LENGTH: Final = 5
"""So many signs, a digit among them, tell a number that stands within a longer text."""


def is_identity_column(column: SheetColumn) -> bool:
    """Whether a column asks for such a number and the import does not use it."""
    return column.field is SheetField.UNUSED and _IDENTITY_HEADER.search(f"{column.above} {column.header}") is not None


def list_identity_headers(parsed_sheets: Iterable[ParsedSheet]) -> tuple[str, ...]:
    """The headers of such columns below which something may have stood, each once."""
    return tuple(dict.fromkeys(column.header for sheet in parsed_sheets for column in _identity_columns(sheet)))


def remove_identity_numbers(sheets: Iterable[Worksheet], parsed_sheets: Sequence[ParsedSheet]) -> list[Worksheet]:
    """The sheets without what stands in such columns. ``found``: what was read of all of them."""
    identity_cells = [cell for parsed_sheet in parsed_sheets for cell in _identity_cells(parsed_sheet)]
    objects = {id(cell) for cell in identity_cells}
    numbers = {cell.text.strip() for cell in identity_cells if _is_identity_number(cell.text.strip())}
    return [_clean_worksheet(sheet, objects, numbers) for sheet in sheets]


def _identity_columns(parsed_sheet: ParsedSheet) -> Iterator[SheetColumn]:
    return (column for table in parsed_sheet.tables for column in table.columns if is_identity_column(column))


def _identity_cells(parsed_sheet: ParsedSheet) -> Iterator[SheetCell]:
    for row in parsed_sheet.rows:
        asked = [column.number for column in row.table.columns if is_identity_column(column)] if row.table else []
        yield from (row.cells[number] for number in asked if number in row.cells)


def _is_identity_number(text: str) -> bool:
    return len(text) >= _MIN_NUMBER_LENGTH and any(map(str.isdigit, text))


def _clean_worksheet(sheet: Worksheet, objects: set[int], numbers: set[str]) -> Worksheet:
    cells = {at: cell for at, cell in sheet.cells.items() if id(cell) not in objects}
    return replace(sheet, cells={at: _clean_cell(cell, numbers) for at, cell in cells.items()})


def _clean_cell(cell: SheetCell, numbers: set[str]) -> SheetCell:
    """In a form label and answer may share a cell: Passport no: E1234567. A comment may speak of it too."""
    for number in (number for number in numbers if number in cell.note):
        cell = replace(cell, note=cell.note.replace(number, ""))
    if not isinstance(cell.value, str):
        return cell
    for number in (number for number in numbers if number in cell.text):
        cell = replace(cell, value=cell.text.replace(number, ""))
    return cell
