"""Separated text, whatever separates it, in UTF-8, UTF-16, GB18030, Big5 or a Western encoding."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from app.floor.spreadsheets.encodings import LOST, decoded
from app.floor.spreadsheets.limits import MAX_COLUMNS, SheetRefused, check_place
from app.floor.spreadsheets.values import Cell, Sheet, address

_COMMA: Final = ","
_USUAL: Final = "\t|;,"
"""Of two that part a text alike it is the first: a comma stands in names, “Tan, Wei”, the others hardly do."""
_UNUSUAL: Final = "^~¦§#:*!$%&_=+\x1f，；、｜"
"""Tried where none of the usual ones parts the lines."""
_BETWEEN: Final = re.compile(r"[\s,;|]+")
_ADDRESS: Final = re.compile(r"(?:\w+://|[^\s@,;|<>]+@)[^\s@,;|<>]+")
_SAMPLE: Final = 100_000
"""So many characters tell what separates them."""
_SPOKEN: Final = 2
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
    """The one that parts most records into as many fields, with addresses alone in theirs; a comma if none does."""
    found = max(_USUAL, key=lambda separator: _parting(text, separator))
    evenly = _parting(text, found).records
    if evenly < 2:
        rare = max(_UNUSUAL, key=lambda separator: _parting(text, separator))
        parting = _parting(text, rare)
        if parting.records >= 2 and parting.row >= _SPOKEN:
            return rare
    return found if evenly else _COMMA


class _Parting(NamedTuple):
    """How well a sign parts the first records: how many into the usual number of fields, how much of what must stand
    alone does, and how much of a row it makes. Compared in this order: of one line every sign makes a row."""

    records: int = 0
    alone: int = 0
    row: int = 0
    """1: two fields. ``_SPOKEN``: more, each after a space, as a comma or a semicolon parts words in a sentence; of two
    such signs it is the first of the usual ones. Else the number of fields: no program writes that space."""


def _parting(text: str, separator: str) -> _Parting:
    """Of nothing, where it parts none."""
    try:
        records = [record for record in islice(_records(text[:_SAMPLE], separator), 60) if any(map(str.strip, record))]
    except csv.Error:
        return _Parting()
    widths = Counter(len(record) for record in records if len(record) > 1)
    count, width = max(((count, width) for width, count in widths.items()), default=(0, 0))
    if not count:
        return _Parting()
    spoken = separator in ",;" and all(value[:1] in ("", " ") for record in records for value in record[1:])
    row = 1 if width == 2 else _SPOKEN if spoken else width
    return _Parting(count, sum(_alone(value) for record in records for value in record), row)


def _alone(value: str) -> int:
    """Of a field 1 where it is an address, or some, and nothing else, -1 where it is one among other words."""
    if "@" not in value and "://" not in value:
        return 0
    words = [word for word in _BETWEEN.split(value) if word]
    return 1 if all(map(_ADDRESS.fullmatch, words)) else -1
