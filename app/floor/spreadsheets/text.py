"""Separated text, whatever separates it, in UTF-8, UTF-16, GB18030, Big5 or a Western encoding."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

from app.floor.spreadsheets.encodings import LOST, decoded
from app.floor.spreadsheets.limits import MAX_COLUMNS, SheetRefused, check_place
from app.floor.spreadsheets.values import Cell, Sheet, address

_USUAL: Final = ",;\t|"
_UNUSUAL: Final = "^~¦§#:*!$%&_=+\x1f，；、｜"
"""Tried where none of the usual ones parts the lines."""
_SAMPLE: Final = 100_000
"""So many characters tell what separates them."""
_ERRORS: Final = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A"})
"""What spreadsheets write for a formula that failed, when they save as text."""


def read_text(data: bytes) -> list[Sheet]:
    """One sheet without a name; a record is a row, as a spreadsheet counts when it opens the file."""
    text = decoded(data)
    if "\0" in text:
        raise SheetRefused("sheet_nul")
    csv.field_size_limit(1_000_000)
    told, text = _told_separator(text)
    cells: dict[tuple[int, int], Cell] = {}
    first = 2 if told else 1
    separator = told or _separator(text)
    row = first
    try:
        for row, record in enumerate(_records(text, separator), first):
            filled = sum(1 for value in record if value.strip()) if len(record) > MAX_COLUMNS else 0
            check_place(row, len(record), row - 1, address(row, len(record)), filled)
            cells.update({(row, column): _cell(value) for column, value in enumerate(record, 1) if value.strip()})
        _check_end(text, separator, row)
    except csv.Error as broken:
        raise SheetRefused("sheet_unreadable") from broken
    return [Sheet("", cells)]


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _check_end(text: str, separator: str, last: int) -> None:
    """Refuses text that ends inside a character, or inside quotes. ``last``: the number of its last row."""
    if text.endswith(LOST):
        raise SheetRefused("sheet_cut", row=last)
    if not _closes(text, separator):
        raise SheetRefused("sheet_quote", row=last)


def _closes(text: str, separator: str) -> bool:
    """Whether a row more at the end stays one."""
    mark = "\x1eend"
    return deque(_records(f"{text}\n{mark}", separator), maxlen=1)[0] == [mark]


def _cell(value: str) -> Cell:
    return Cell(error=value.strip()) if value.strip() in _ERRORS else Cell(value)


def _told_separator(text: str) -> tuple[str, str]:
    """The separator that a first line ``sep=;`` tells to Excel, and the text below that line."""
    first, _, rest = text.partition("\n")
    line = first.strip('\r\ufeff"')
    told = line[4:] if line[:4].lower() == "sep=" else ""
    return (told, rest) if len(told) == 1 else ("", text)


def _separator(text: str) -> str:
    """The one that parts most records into as many fields; a comma if none does."""
    found = max(_USUAL, key=lambda separator: _evenness(text, separator))
    if _evenness(text, found)[0] < 2:
        rare = max(_UNUSUAL, key=lambda separator: _evenness(text, separator))
        return rare if _evenness(text, rare)[0] >= 2 and _evenness(text, rare)[1] >= 3 else found
    return found


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """(records that have the usual number of fields, that number) among the first records; (0, 0) for no parting."""
    try:
        records = [record for record in islice(_records(text[:_SAMPLE], separator), 60) if any(map(str.strip, record))]
    except csv.Error:
        return 0, 0
    widths = Counter(len(record) for record in records if len(record) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
