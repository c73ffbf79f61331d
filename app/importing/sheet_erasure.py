"""Erasure of people and companies in a stored list and in what its import wrote down for an undo.

Whole rows go: what else stands there is theirs too, a passport number, a title, a remark."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from app.core.personal_data import REMOVED_MARK, PersonalTraces
from app.core.spreadsheets.values import Worksheet
from app.sheets.fields import COMPANY_NAME_FIELDS
from app.sheets.grid import SheetGrid
from app.sheets.list_reading import read_sheet, split_worksheet
from app.sheets.sheet_reading import ParsedSheet, SheetReading, is_layout_chosen
from app.sheets.transpose import is_transposed


def get_cell_value(cell: Any) -> Any:
    return cell.get("value") if isinstance(cell, dict) else cell


def get_cell_text(cell: Any) -> str:
    """A number as its digits; "" for what is neither a number nor a text."""
    value = get_cell_value(cell)
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if isinstance(value, int | float) else ""


RowPlace = tuple[str, int]
"""A row: the name of its sheet, its number there."""


def find_rows_mentioning(sheets: Iterable[dict[str, Any]], traces: PersonalTraces) -> set[RowPlace]:
    """The rows with a cell that names somebody, or holds their phone, be it as a number."""
    return {
        (sheet["name"], row)
        for sheet in sheets
        for row, _column, cell in sheet.get("cells", [])
        if traces.is_mentioned_in(get_cell_text(cell))
    }


def find_texts_beside(sheets: Iterable[dict[str, Any]], traces: PersonalTraces) -> set[str]:
    """What stands in the rows that name somebody, and in no other row: remarks about them, which need not name them."""
    texts: set[str] = set()
    for sheet in sheets:
        theirs = {row for _, row in find_rows_mentioning([sheet], traces)}
        cell_texts = [(row, get_cell_text(cell).strip()) for row, _, cell in sheet.get("cells", [])]
        others = {text for row, text in cell_texts if row not in theirs}
        texts |= {text for row, text in cell_texts if row in theirs and text} - others
    return texts


def remove_answer_parts(value: Any, texts: Collection[str]) -> Any:
    """An answer without those of its parts, which a semicolon joins, that are ``gone``."""
    if not isinstance(value, str) or not texts:
        return value
    whole = "" if value.strip() in texts else value
    return "; ".join(part for part in whole.split("; ") if part.strip() not in texts)


def remove_personal_data(sheets: Iterable[dict[str, Any]], traces: PersonalTraces) -> list[dict[str, Any]]:
    """The sheets with nothing that names somebody; a number that is their phone goes whole, as do all comments."""
    return [
        traces.remove_from_all(
            {
                **sheet,
                "cells": [
                    [*place, _remove_phone(_remove_comment(cell), traces)] for *place, cell in sheet.get("cells", [])
                ],
            }
        )
        for sheet in sheets
    ]


def _remove_comment(cell: Any) -> Any:
    return {name: mark for name, mark in cell.items() if name != "note"} if isinstance(cell, dict) else cell


def find_imported_rows(
    written: dict[str, Any], *, people: Collection[int], registrations: Collection[int]
) -> set[RowPlace]:
    """The rows by which the import wrote these people and registrations."""
    return {
        (sheet, row)
        for company in written.get("firms", [])
        if _is_about(company, people, registrations)
        for sheet, row in company["rows"]
    }


def remove_undo_values(
    written: dict[str, Any], *, people: Collection[int], registrations: Collection[int]
) -> dict[str, Any]:
    """What an undo knows, without what stood in their rows: it finds them changed since, and leaves them alone."""
    if "firms" not in written:
        return written
    return {
        **written,
        "firms": [_remove_company_values(company, people, registrations) for company in written["firms"]],
    }


def reduce_to_counts(written: dict[str, Any]) -> dict[str, Any]:
    """How many rows became what, and nothing of any row."""
    return {name: written[name] for name in ("counts", "job") if name in written}


def _is_about(company: dict[str, Any], people: Collection[int], registrations: Collection[int]) -> bool:
    touched = {int(number) for kind in ("before", "after") for number in company[kind].get("representatives", {})}
    made = set(company["created"].get("representatives", []))
    return company["registration"] in registrations or bool((touched | made) & set(people))


def _remove_company_values(
    company: dict[str, Any], people: Collection[int], registrations: Collection[int]
) -> dict[str, Any]:
    whole = company["registration"] in registrations

    about = _is_about(company, people, registrations)

    def left(rows: dict[str, Any], table: str) -> dict[str, Any]:
        return {number: _left(table, number, values) for number, values in rows.items()}

    def _left(table: str, number: str, values: dict[str, Any]) -> dict[str, Any]:
        if whole or (table == "representatives" and int(number) in people):
            return {}
        about_company = table == "registrations" and about
        return {name: value for name, value in values.items() if name != "answers"} if about_company else values

    remaining = {
        kind: {table: left(rows, table) for table, rows in company[kind].items()} for kind in ("before", "after")
    }
    return {**company, **remaining}


def _remove_phone(cell: Any, traces: PersonalTraces) -> Any:
    if isinstance(get_cell_value(cell), str) or not traces.is_mentioned_in(get_cell_text(cell)):
        return cell
    return {**cell, "value": REMOVED_MARK} if isinstance(cell, dict) else REMOVED_MARK


CellPlace = tuple[int, int]


def remove_rows(
    sheets: Iterable[dict[str, Any]],
    traces: PersonalTraces,
    places: Collection[tuple[str, int]] = (),
    columns: Mapping[str, str] | None = None,
    readings: Mapping[str, SheetReading] | None = None,
) -> list[dict[str, Any]]:
    """The sheets without any cell of the rows at these places (sheet, row), and of those that name somebody; a form
    goes as a whole. A company's name stays where rows below go on with that company, unless it is what was named:
    then they go along. ``columns``: what somebody said that they are, by header; ``readings``: the same of sheets, by
    name."""
    return [_remove_rows_of_sheet(sheet, traces, places, columns or {}, readings or {}) for sheet in sheets]


def _remove_rows_of_sheet(
    plain: dict[str, Any],
    traces: PersonalTraces,
    places: Collection[tuple[str, int]],
    columns: Mapping[str, str],
    readings: Mapping[str, SheetReading],
) -> dict[str, Any]:
    named = {(row, at) for row, at, cell in plain.get("cells", []) if traces.is_mentioned_in(get_cell_text(cell))}
    name = plain.get("name", "")
    if not named and not any(sheet == name or sheet.startswith(f"{name.strip()} / ") for sheet, _ in places):
        return plain
    cell_places: set[CellPlace] = set()
    whole = Worksheet.from_plain(plain)
    for part in split_worksheet(whole, readings.get(name)):
        row_numbers = {row for sheet, row in places if sheet == part.name}
        cell_places |= _find_cells_to_remove(
            part, named & set(part.cells), row_numbers, traces, columns, readings.get(part.name)
        )
    return {**plain, "cells": [cell for cell in plain["cells"] if (cell[0], cell[1]) not in cell_places]}


def _find_cells_to_remove(
    part: Worksheet,
    named: set[CellPlace],
    numbers: set[int],
    traces: PersonalTraces,
    columns: Mapping[str, str],
    reading: SheetReading | None,
) -> set[CellPlace]:
    """The cells of one list that go."""
    if not named and not numbers:
        return set()
    sheet = read_sheet(part, columns, reading if is_layout_chosen(reading) else None)
    if sheet.is_form:
        return set(part.cells)
    across = int(is_transposed(SheetGrid(part)))
    headers = {row for table in sheet.tables for row in table.header_rows}
    lines = (numbers | {at[across] for at in named}) - headers
    cells_to_keep = {
        (line, column)[:: -1 if across else 1] for line, column in _find_company_cells_to_keep(sheet, lines, traces)
    }
    return {at for at in part.cells if at[across] in lines and at not in cells_to_keep}


def _find_company_cells_to_keep(
    parsed_sheet: ParsedSheet, lines: set[int], traces: PersonalTraces
) -> Iterator[tuple[int, int]]:
    """(row, column) of the companies' names that rows which stay go on with; of a company that is named its rows join
    ``lines``."""
    rows = {row.number: row for row in parsed_sheet.rows}
    for row in parsed_sheet.rows:
        first = rows.get(row.goes_on)
        if row.number in lines or first is None or first.number not in lines or first.table is None:
            continue
        names = [
            column.number
            for column in first.table.columns
            if column.field in COMPANY_NAME_FIELDS and column.number in first.cells
        ]
        if any(traces.is_mentioned_in(first.cells[at].text) for at in names):
            lines.add(row.number)
        else:
            yield from ((first.number, at) for at in names)
