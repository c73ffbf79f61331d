"""What a spreadsheet holds, as plain values that survive JSON; knows no file format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Self

CellValue = str | int | float | bool | date | datetime | time | None
_MOMENTS: dict[str, type[date] | type[datetime] | type[time]] = {"date": date, "datetime": datetime, "time": time}


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One filled cell. Whole numbers come as ``int``; ``number_format`` is the spreadsheet's own (``0.00E+00``), "" for
    General; ``formula``: a formula whose result was never stored; ``error``: such as ``#REF!``. Both have no value.
    ``struck``: a line goes through it; ``note``: a comment that somebody pinned to it."""

    value: CellValue = None
    number_format: str = ""
    formula: bool = False
    error: str = ""
    struck: bool = False
    note: str = ""

    @property
    def text(self) -> str:
        """The value as a reader would type it; "" for none."""
        if self.value is None:
            return ""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return self.value.isoformat() if isinstance(self.value, date | time) else str(self.value)

    def to_plain(self) -> Any:
        """A JSON value: the bare one where that tells all, else an object."""
        value: Any = self.value
        for kind, moment in _MOMENTS.items():
            if type(self.value) is moment:
                value = {kind: self.value.isoformat()}
        marks = {
            "format": self.number_format,
            "formula": self.formula,
            "error": self.error,
            "struck": self.struck,
            "note": self.note,
        }
        filled_marks = {name: mark for name, mark in marks.items() if mark}
        return {"value": value, **filled_marks} if filled_marks else value

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        if not isinstance(plain, dict):
            return cls(plain)
        if "value" in plain:
            inner = cls.from_plain(plain["value"])
            marks = plain.get("format", ""), plain.get("formula", False), plain.get("error", "")
            return cls(inner.value, *marks, plain.get("struck", False), plain.get("note", ""))
        [(kind, text)] = plain.items()
        return cls(_MOMENTS[kind].fromisoformat(text))


EMPTY_CELL = SheetCell()


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Merged cells; rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, at: object) -> bool:
        return isinstance(at, tuple) and self.top <= at[0] <= self.bottom and self.left <= at[1] <= self.right


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One sheet of a workbook. Cells lie at (row, column), both counted from 1 as the spreadsheet counts rows; only
    filled ones are held. ``refused``: the code of why a file among several could not be read; it stands for it."""

    name: str
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    visible: bool = True
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    refused: str = ""

    def at(self, row: int, column: int) -> SheetCell:
        return self.cells.get((row, column), EMPTY_CELL)

    @property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        return max((column for _, column in self.cells), default=0)

    def rows(self) -> Iterator[tuple[int, dict[int, SheetCell]]]:
        """Every row from the first to the last filled one, blank ones too, as column → cell."""
        by_row: dict[int, dict[int, SheetCell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            by_row.setdefault(row, {})[column] = cell
        for row in range(1, self.last_row + 1):
            yield row, by_row.get(row, {})

    def to_plain(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "visible": self.visible,
            "cells": [[row, column, cell.to_plain()] for (row, column), cell in self.cells.items()],
            "merged": [[m.top, m.left, m.bottom, m.right] for m in self.merged],
            "hidden_rows": sorted(self.hidden_rows),
            "hidden_columns": sorted(self.hidden_columns),
            **({"refused": self.refused} if self.refused else {}),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        return cls(
            name=plain["name"],
            visible=plain["visible"],
            cells={(row, column): SheetCell.from_plain(cell) for row, column, cell in plain["cells"]},
            merged=tuple(MergedRange(*corners) for corners in plain["merged"]),
            hidden_rows=frozenset(plain["hidden_rows"]),
            hidden_columns=frozenset(plain["hidden_columns"]),
            refused=plain.get("refused", ""),
        )


_MAX_NOTE_LENGTH = 500
_NOTE_AUTHOR = re.compile(r"^\[Threaded comment\].*?\bComment:\s*|^[^\n:]{1,60}:\n", re.DOTALL)


def note_text(text: str) -> str:
    """What a comment says, without who wrote it and what a spreadsheet puts before it; no more than a few lines."""
    return _NOTE_AUTHOR.sub("", text.strip()).strip()[:_MAX_NOTE_LENGTH]


def cell_address(row: int, column: int) -> str:
    """How a spreadsheet names the cell: (6, 2) → B6."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
