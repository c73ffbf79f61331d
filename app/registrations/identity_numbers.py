"""Columns that ask for the number of a passport or an identity card: an import has no use for them, so nothing that
stands in them is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.core.spreadsheets.values import SheetCell, Worksheet
from app.registrations.column import Column
from app.registrations.fields import Field
from app.registrations.sheet import FoundSheet

_ASKS: Final = re.compile(
    r"passports?(?![a-z])|passeports?(?![a-z])|travel document|(?<![a-z])(?:nric|hkid|mykad)(?![a-z])"
    r"|(?<![a-z])(?:fin|i\.?d\.?)\s*(?:card|no|number|num|n°|#)|identity (?:card|document|no|number|proof)"
    r"|national id(?![a-z])|identification (?:card|no|number)"
    r"|(?:carte|pi[eè]ce|num[ée]ro|n°) (?:nationale )?d['’]identit"
    r"|护照|護照|身份证|身份證|证件|證件|通行证|通行證|回乡证|台胞证",
    re.IGNORECASE,
)
_LEAST: Final = 5
"""So many signs, a digit among them, tell a number that stands within a longer text."""


def asks_for_identity(column: Column) -> bool:
    """Whether a column asks for such a number and the import does not use it."""
    return column.field is Field.UNUSED and _ASKS.search(f"{column.above} {column.header}") is not None


def identity_columns(found: Iterable[FoundSheet]) -> tuple[str, ...]:
    """The headers of such columns below which something may have stood, each once."""
    return tuple(dict.fromkeys(column.header for sheet in found for column in _columns(sheet)))


def without_identity_numbers(sheets: Iterable[Worksheet], found: Sequence[FoundSheet]) -> list[Worksheet]:
    """The sheets without what stands in such columns. ``found``: what was read of all of them."""
    held = [cell for one in found for cell in _cells(one)]
    objects = {id(cell) for cell in held}
    numbers = {cell.text.strip() for cell in held if _is_number(cell.text.strip())}
    return [_without(sheet, objects, numbers) for sheet in sheets]


def _columns(found: FoundSheet) -> Iterator[Column]:
    return (column for table in found.tables for column in table.columns if asks_for_identity(column))


def _cells(found: FoundSheet) -> Iterator[SheetCell]:
    for row in found.rows:
        asked = [one.number for one in row.table.columns if asks_for_identity(one)] if row.table else []
        yield from (row.cells[number] for number in asked if number in row.cells)


def _is_number(text: str) -> bool:
    return len(text) >= _LEAST and any(map(str.isdigit, text))


def _without(sheet: Worksheet, objects: set[int], numbers: set[str]) -> Worksheet:
    kept = {at: cell for at, cell in sheet.cells.items() if id(cell) not in objects}
    return replace(sheet, cells={at: _cleaned(cell, numbers) for at, cell in kept.items()})


def _cleaned(cell: SheetCell, numbers: set[str]) -> SheetCell:
    """In a form label and answer may share a cell: Passport no: E1234567. A comment may speak of it too."""
    for number in (one for one in numbers if one in cell.note):
        cell = replace(cell, note=cell.note.replace(number, ""))
    if not isinstance(cell.value, str):
        return cell
    for number in (one for one in numbers if one in cell.text):
        cell = replace(cell, value=cell.text.replace(number, ""))
    return cell
