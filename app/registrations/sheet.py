"""A sheet as people keep them: whether it is read at all, its tables, and what every row is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.companies.names import BRACKETS, compact
from app.floor.spreadsheets.values import Sheet
from app.registrations.grid import Grid
from app.registrations.rows import Kind, Row, classify
from app.registrations.tables import Table, tables_of

_GONE: Final = (
    "withdrawn", "withdrew", "withdrawal", "cancelled", "canceled", "cancellation", "notattending", "notcoming",
    "notparticipating", "notjoining", "nolongerattending", "nolongercoming", "nolongerparticipating", "nolongerjoining",
    "unabletoattend", "unabletojoin", "unabletocome", "cannotattend", "cannotcome", "cannotjoin", "willnotattend",
    "willnotjoin", "willnotcome", "pulledout", "droppedout", "backedout", "noshow",
    "退出", "取消", "不参加", "未参加", "不参会", "不出席", "无法参加", "无法出席", "撤回", "已退", "作废",
    "desist", "annul", "neparticipepas", "neviendrapas",
)  # fmt: skip
"""Tell wherever they stand in the name of a sheet or section, or in brackets behind a firm's name."""
_BEGINS_GONE: Final = (*_GONE, "dropped", "declined", "removed", "rejected", "regret", "apologies", "excused", "retir")
"""Tell where a remark or a status begins with them: "regrets, clash with AGM"."""


_NOBODY: Final = frozenset({"title", "header", "repeated_header", "blank", "footnote", "column_numbers", "example"})


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """``why_not``: "" where the sheet is read, else ``sheet_hidden sheet_withdrawn sheet_without_companies`` or
    ``sheet_left_out`` (somebody said so)."""

    name: str
    why_not: str = ""
    tables: tuple[Table, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def header_rows(self) -> tuple[int, ...]:
        return self.tables[0].header_rows if self.tables else ()

    @property
    def is_bare(self) -> bool:
        """It is read, and no row of it can be anybody's, whatever is said of its columns."""
        return not self.why_not and all(row.kind is Kind.LEFT_OUT and row.reason in _NOBODY for row in self.rows)


def says_withdrawn(text: str) -> bool:
    """Whether a remark or a status begins by saying that the firm does not come."""
    return compact(text).startswith(_BEGINS_GONE)


def heads_withdrawn(text: str) -> bool:
    """Whether the name of a sheet or section says of all firms below it that they do not come."""
    return says_withdrawn(text) or any(word in compact(text) for word in _GONE)


def without_withdrawal(name: str) -> str | None:
    """The firm's name without "(withdrawn)" or "CANCELLED:" beside it; None where nothing such stands there."""
    for found in BRACKETS.finditer(name):
        if heads_withdrawn(found[1]):
            return " ".join(f"{name[: found.start()]} {name[found.end() :]}".split())
    parts = re.split(r"\s+[-–—]+\s+|\s*[:：]\s*", name)
    kept = [part for part in parts if not says_withdrawn(part)]
    return " - ".join(kept) if kept and len(kept) < len(parts) else None


def read_sheet(sheet: Sheet, choices: Mapping[str, str] | None = None, read: bool | None = None) -> FoundSheet:
    """What the sheet holds. ``choices``: see ``recognise``; ``read``: somebody said whether to read this sheet."""
    grid = Grid(sheet)
    why_not = _why_not(sheet) if read is None else "" if read else "sheet_left_out"
    tables = tables_of(grid, choices or {})
    if not why_not and not any(table.names_companies for _, table in tables):
        why_not = "sheet_without_companies"
    if why_not:
        rows = tuple(_unread(grid, tables, number, why_not) for number, cells in sheet.rows() if cells)
        return FoundSheet(sheet.name, why_not, tuple(table for _, table in tables), rows)
    return FoundSheet(sheet.name, "", tuple(table for _, table in tables), tuple(_rows(grid, tables)))


def _unread(grid: Grid, tables: list[tuple[int, Table]], number: int, why_not: str) -> Row:
    """A row that is shown with its firm's name but not imported."""
    table = next((table for below, table in reversed(tables) if below <= number), None)
    return Row(number, Kind.LEFT_OUT, why_not, grid.spread(number) if table else {}, table)


def _why_not(sheet: Sheet) -> str:
    if not sheet.visible:
        return "sheet_hidden"
    return "sheet_withdrawn" if heads_withdrawn(sheet.name) else ""


def _rows(grid: Grid, tables: list[tuple[int, Table]]) -> list[Row]:
    rows: list[Row] = []
    first_body = tables[0][0]
    headers = {row for _, table in tables for row in table.header_rows}
    for number in range(1, first_body):
        reason = "header" if number in headers else "title" if grid.texts(number) else "blank"
        rows.append(Row(number, Kind.LEFT_OUT, reason))
    for at, (below, table) in enumerate(tables):
        last = min(tables[at + 1][1].header_rows) - 1 if at + 1 < len(tables) else grid.last_row
        rows += [Row(number, Kind.LEFT_OUT, "header") for number in table.header_rows if number >= first_body]
        rows += classify(grid, table, range(below, last + 1))
    return sorted(rows, key=lambda row: row.number)
