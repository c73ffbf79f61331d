"""Comma, semicolon or tab separated text in UTF-8, UTF-16, GB18030 or a Western encoding."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from typing import Final

from app.floor.spreadsheets.limits import MAX_COLUMNS, MAX_ROWS, SheetRefused
from app.floor.spreadsheets.values import Cell, Sheet

_SEPARATORS: Final = ",;\t|"
_ENCODINGS: Final = ("utf-8-sig", "gb18030", "cp1252")
_ERRORS: Final = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A"})
"""What spreadsheets write for a formula that failed, when they save as text."""


def read_text(data: bytes) -> list[Sheet]:
    """One sheet without a name; a record is a row, as a spreadsheet counts when it opens the file."""
    text = decoded(data)
    if "\0" in text:
        raise SheetRefused("sheet_unreadable")
    csv.field_size_limit(1_000_000)
    cells: dict[tuple[int, int], Cell] = {}
    try:
        for row, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)), 1):
            if row > MAX_ROWS or len(record) > MAX_COLUMNS:
                raise SheetRefused("sheet_too_big", limit_rows=MAX_ROWS)
            cells.update({(row, column): _cell(value) for column, value in enumerate(record, 1) if value.strip()})
    except csv.Error as broken:
        raise SheetRefused("sheet_unreadable") from broken
    return [Sheet("", cells)]


def _cell(value: str) -> Cell:
    return Cell(error=value.strip()) if value.strip() in _ERRORS else Cell(value)


def decoded(data: bytes) -> str:
    """Total: the first encoding that fits. GB18030 takes nearly all, so text that it makes no Chinese of is Western."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _looks_chinese(text):
            return text
    return data.decode("cp1252", errors="replace")


def _looks_chinese(text: str) -> bool:
    """Most characters beyond ASCII are common Chinese ones or the punctuation that goes with them."""
    foreign = [c for c in text if c > "\x7f"]
    common = sum(
        1 for c in foreign if "\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef"
    )
    western = sum(1 for one, other in pairwise(text) if one > "\x7f" and other.isascii() and other.isalpha())
    return bool(foreign) and common >= 0.8 * len(foreign) and western <= 0.4 * len(foreign)


def _separator(text: str) -> str:
    """The one that parts the first lines most evenly; a comma if none does."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]

    def evenness(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines]
        return sum(1 for count in counts if count), max(counts, default=0)

    return max(_SEPARATORS, key=evenness) if lines else ","
