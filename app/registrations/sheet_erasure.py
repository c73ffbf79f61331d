"""Take people and firms out of a sheet that was read, and out of what its import has written down for an undo."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from app.kernel.traces import GONE, Traces

Place = tuple[str, int]
"""A row: the name of its sheet, its number there."""


def without_rows(sheets: Iterable[dict[str, Any]], places: Collection[Place]) -> list[dict[str, Any]]:
    """The sheets without any cell of these rows."""
    return [
        {**sheet, "cells": [cell for cell in sheet.get("cells", []) if (sheet.get("name"), cell[0]) not in places]}
        for sheet in sheets
    ]


def rows_naming(sheets: Iterable[dict[str, Any]], traces: Traces) -> set[Place]:
    """The rows with a cell that names somebody, or holds their phone, be it as a number."""
    return {
        (sheet["name"], row)
        for sheet in sheets
        for row, _column, cell in sheet.get("cells", [])
        if traces.mentioned_in(_text(_value(cell)))
    }


def without_traces(sheets: Iterable[dict[str, Any]], traces: Traces) -> list[dict[str, Any]]:
    """The sheets with nothing that names somebody; a number that is their phone goes whole."""
    return [
        traces.out_of_all(
            {**sheet, "cells": [[*place, _without_phone(cell, traces)] for *place, cell in sheet.get("cells", [])]}
        )
        for sheet in sheets
    ]


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

    def left(rows: dict[str, Any], table: str) -> dict[str, Any]:
        return {
            number: {} if whole or (table == "representatives" and int(number) in people) else values
            for number, values in rows.items()
        }

    kept = {kind: {table: left(rows, table) for table, rows in firm[kind].items()} for kind in ("before", "after")}
    return {**firm, **kept}


def _without_phone(cell: Any, traces: Traces) -> Any:
    if isinstance(_value(cell), str) or not traces.mentioned_in(_text(_value(cell))):
        return cell
    return {**cell, "value": GONE} if isinstance(cell, dict) else GONE


def _value(cell: Any) -> Any:
    return cell.get("value") if isinstance(cell, dict) else cell


def _text(value: Any) -> str:
    """A number as its digits; "" for what is neither a number nor a text."""
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if isinstance(value, int | float) else ""
