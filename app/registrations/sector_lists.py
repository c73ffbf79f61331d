"""From which list the codes of one row are, where its columns name several or a column beside them says so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.companies.sectors.codes import bare_code, parse_code_lists, with_list_name
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import tidy
from app.registrations.column import Column
from app.registrations.fields import Field

_NO_NAMES: Final = frozenset({Field.UNUSED, Field.SECTORS, Field.CATEGORY})
"""What a column becomes whose header is no more than Classification or Code type."""


def of_its_list(
    cell: SheetCell, column: Column, columns: tuple[Column, ...], cells: Mapping[int, SheetCell]
) -> SheetCell:
    """The cell of a column of sectors with the name of the list before each code that has none; itself where the header
    of the only such column tells it."""
    beside = next((name for at in _naming(columns) if (name := list_name(cells.get(at, SheetCell()).text))), "")
    name = beside or (column.header if _differ(columns) and parse_code_lists(column.header) else "")
    told = with_list_name(tidy(cell.text), name) if name else ""
    return SheetCell(told) if told else cell


def list_name(text: str) -> str:
    """The text where it names a list of codes and nothing else: SSIC 2020; else ""."""
    return tidy(text) if parse_code_lists(text) and not bare_code(tidy(text)).strip(" ()") else ""


@lru_cache(maxsize=64)
def _naming(columns: tuple[Column, ...]) -> tuple[int, ...]:
    """The columns in whose rows the names of lists stand, where there is a column of codes."""
    if not any(column.field is Field.SECTORS for column in columns):
        return ()
    return tuple(one.number for one in columns if one.field in _NO_NAMES and list_name(one.example))


@lru_cache(maxsize=64)
def _differ(columns: tuple[Column, ...]) -> bool:
    named = {parse_code_lists(column.header) for column in columns if column.field is Field.SECTORS} - {()}
    return len(named) > 1
