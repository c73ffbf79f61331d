"""Take people and firms out of a sheet that was read, and out of what its import has written down for an undo."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from app.core.personal_data import REMOVED_MARK, PersonalTraces
from app.registrations.plain_cells import text_of, value_of

Place = tuple[str, int]
"""A row: the name of its sheet, its number there."""


def rows_naming(sheets: Iterable[dict[str, Any]], traces: PersonalTraces) -> set[Place]:
    """The rows with a cell that names somebody, or holds their phone, be it as a number."""
    return {
        (sheet["name"], row)
        for sheet in sheets
        for row, _column, cell in sheet.get("cells", [])
        if traces.is_mentioned_in(text_of(cell))
    }


def words_beside(sheets: Iterable[dict[str, Any]], traces: PersonalTraces) -> set[str]:
    """What stands in the rows that name somebody, and in no other row: remarks about them, which need not name them."""
    found: set[str] = set()
    for sheet in sheets:
        theirs = {row for _, row in rows_naming([sheet], traces)}
        told = [(row, text_of(cell).strip()) for row, _, cell in sheet.get("cells", [])]
        others = {text for row, text in told if row not in theirs}
        found |= {text for row, text in told if row in theirs and text} - others
    return found


def without_parts(value: Any, gone: Collection[str]) -> Any:
    """An answer without those of its parts, which a semicolon joins, that are ``gone``."""
    if not isinstance(value, str) or not gone:
        return value
    whole = "" if value.strip() in gone else value
    return "; ".join(part for part in whole.split("; ") if part.strip() not in gone)


def without_traces(sheets: Iterable[dict[str, Any]], traces: PersonalTraces) -> list[dict[str, Any]]:
    """The sheets with nothing that names somebody; a number that is their phone goes whole, as do all comments."""
    return [
        traces.remove_from_all(
            {
                **sheet,
                "cells": [
                    [*place, _without_phone(_without_note(cell), traces)] for *place, cell in sheet.get("cells", [])
                ],
            }
        )
        for sheet in sheets
    ]


def _without_note(cell: Any) -> Any:
    return {name: mark for name, mark in cell.items() if name != "note"} if isinstance(cell, dict) else cell


def rows_of(written: dict[str, Any], *, people: Collection[int], registrations: Collection[int]) -> set[Place]:
    """The rows by which the import wrote these people and registrations."""
    return {
        (sheet, row)
        for firm in written.get("firms", [])
        if _is_about(firm, people, registrations)
        for sheet, row in firm["rows"]
    }


def without_values(
    written: dict[str, Any], *, people: Collection[int], registrations: Collection[int]
) -> dict[str, Any]:
    """What an undo knows, without what stood in their rows: it finds them changed since, and leaves them alone."""
    if "firms" not in written:
        return written
    return {**written, "firms": [_emptied(firm, people, registrations) for firm in written["firms"]]}


def numbers_alone(written: dict[str, Any]) -> dict[str, Any]:
    """How many rows became what, and nothing of any row."""
    return {name: written[name] for name in ("counts", "job") if name in written}


def _is_about(firm: dict[str, Any], people: Collection[int], registrations: Collection[int]) -> bool:
    touched = {int(one) for kind in ("before", "after") for one in firm[kind].get("representatives", {})}
    made = set(firm["created"].get("representatives", []))
    return firm["registration"] in registrations or bool((touched | made) & set(people))


def _emptied(firm: dict[str, Any], people: Collection[int], registrations: Collection[int]) -> dict[str, Any]:
    whole = firm["registration"] in registrations

    about = _is_about(firm, people, registrations)

    def left(rows: dict[str, Any], table: str) -> dict[str, Any]:
        return {number: _left(table, number, values) for number, values in rows.items()}

    def _left(table: str, number: str, values: dict[str, Any]) -> dict[str, Any]:
        if whole or (table == "representatives" and int(number) in people):
            return {}
        about_firm = table == "registrations" and about
        return {name: value for name, value in values.items() if name != "answers"} if about_firm else values

    kept = {kind: {table: left(rows, table) for table, rows in firm[kind].items()} for kind in ("before", "after")}
    return {**firm, **kept}


def _without_phone(cell: Any, traces: PersonalTraces) -> Any:
    if isinstance(value_of(cell), str) or not traces.is_mentioned_in(text_of(cell)):
        return cell
    return {**cell, "value": REMOVED_MARK} if isinstance(cell, dict) else REMOVED_MARK
