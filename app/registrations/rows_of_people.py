"""Takes the whole rows of somebody out of a sheet that was read: what else stands there is theirs too, a passport's
number, a title, a remark."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from app.core.personal_data import PersonalTraces
from app.core.spreadsheets.values import Worksheet
from app.registrations.fields import COMPANY_NAMES
from app.registrations.grid import Grid
from app.registrations.plain_cells import text_of
from app.registrations.rearranged import lies_on_its_side
from app.registrations.sheet import FoundSheet, Reading, as_said, read_sheet
from app.registrations.side_by_side import parts_of

At = tuple[int, int]


def without_rows(
    sheets: Iterable[dict[str, Any]],
    traces: PersonalTraces,
    places: Collection[tuple[str, int]] = (),
    columns: Mapping[str, str] | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> list[dict[str, Any]]:
    """The sheets without any cell of the rows at these places (sheet, row), and of those that name somebody; a form
    goes as a whole. A firm's name stays where rows below go on with that firm, unless it is what was named: then they
    go along. ``columns``: what somebody said that they are, by header; ``readings``: the same of sheets, by name."""
    return [_without(sheet, traces, places, columns or {}, readings or {}) for sheet in sheets]


def _without(
    plain: dict[str, Any],
    traces: PersonalTraces,
    places: Collection[tuple[str, int]],
    columns: Mapping[str, str],
    readings: Mapping[str, Reading],
) -> dict[str, Any]:
    named = {(row, at) for row, at, cell in plain.get("cells", []) if traces.is_mentioned_in(text_of(cell))}
    name = plain.get("name", "")
    if not named and not any(sheet == name or sheet.startswith(f"{name.strip()} / ") for sheet, _ in places):
        return plain
    gone: set[At] = set()
    whole = Worksheet.from_plain(plain)
    for part in [whole] if as_said(readings.get(name)) else parts_of(whole):
        told = {row for sheet, row in places if sheet == part.name}
        gone |= _gone(part, named & set(part.cells), told, traces, columns, readings.get(part.name))
    return {**plain, "cells": [cell for cell in plain["cells"] if (cell[0], cell[1]) not in gone]}


def _gone(
    part: Worksheet,
    named: set[At],
    told: set[int],
    traces: PersonalTraces,
    columns: Mapping[str, str],
    reading: Reading | None,
) -> set[At]:
    """The cells of one list that go."""
    if not named and not told:
        return set()
    found = read_sheet(part, columns, reading if as_said(reading) else None)
    if found.is_form:
        return set(part.cells)
    across = int(lies_on_its_side(Grid(part)))
    headers = {row for table in found.tables for row in table.header_rows}
    lines = (told | {at[across] for at in named}) - headers
    kept = {(line, column)[:: -1 if across else 1] for line, column in _firms_kept(found, lines, traces)}
    return {at for at in part.cells if at[across] in lines and at not in kept}


def _firms_kept(found: FoundSheet, lines: set[int], traces: PersonalTraces) -> Iterator[tuple[int, int]]:
    """(row, column) of the firms' names that rows which stay go on with; of a firm that is named its rows join
    ``lines``."""
    rows = {row.number: row for row in found.rows}
    for row in found.rows:
        first = rows.get(row.goes_on)
        if row.number in lines or first is None or first.number not in lines or first.table is None:
            continue
        names = [one.number for one in first.table.columns if one.field in COMPANY_NAMES and one.number in first.cells]
        if any(traces.is_mentioned_in(first.cells[at].text) for at in names):
            lines.add(row.number)
        else:
            yield from ((first.number, at) for at in names)
