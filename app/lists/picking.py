"""Which rows of a list fulfil the conditions on its columns, and their order: by what may be shown of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.core.localized import LANGUAGES
from app.documents.csv import CellValue
from app.lists.columns import Column, Terms
from app.lists.conditions import holds
from app.lists.rows import Listed
from app.lists.selection import Selection
from app.lists.sorting import PROTOCOL, by_protocol, by_value

SAID_IN_LANGUAGES: Final = frozenset(
    {"event", "delegation", "group", "sectors", "offers", "seeks", "certificates_held", "certificates_needed"}
)
"""Columns whose texts differ from language to language; those of the event's own questions do as well."""


def picked(rows: Sequence[Listed], selection: Selection, terms: Terms) -> list[Listed]:
    """The rows that stand in the list, in its order. Conditions hold in any language; the order follows ``terms``."""
    found = _fulfilling(rows, selection, terms)
    descending = selection.order.startswith("-")
    if selection.order_name == PROTOCOL:
        found.sort(key=lambda one: by_protocol(one.row, honours=one.own or one.verdict.inner))
        return found[::-1] if descending else found
    column = next((column for column in selection.needed if column.name == selection.order_name), None)
    if column is None:
        return found
    return by_value(found, lambda one: _cell(one, column, terms), descending=descending)


def _fulfilling(rows: Sequence[Listed], selection: Selection, terms: Terms) -> list[Listed]:
    asked = selection.filter.where
    if not asked:
        return list(rows)
    if selection.unknown:
        return []
    columns = {column.name: column for column in selection.needed}
    in_all = [replace(terms, language=language) for language in LANGUAGES]
    wanted = [(one, columns[one.column], in_all if _varies(one.column) else [terms]) for one in asked]
    return [
        row
        for row in rows
        if all(holds(one, [_cell(row, column, each) for each in said_in]) for one, column, said_in in wanted)
    ]


def _varies(name: str) -> bool:
    return name in SAID_IN_LANGUAGES or name.startswith("answer_")


def _cell(one: Listed, column: Column, terms: Terms) -> CellValue:
    """As the list shows it: what is hidden is nothing, so that no filter tells it."""
    hidden = {"contacts": not one.verdict.contacts, "inner": not one.verdict.inner}
    return None if hidden.get(column.kind) else column.value(one.row, terms)
