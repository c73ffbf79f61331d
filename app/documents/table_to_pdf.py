"""A list as a PDF on A4 across: nothing is cut, long words break, the head stands on each page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.documents.to_csv import Value, shown
from app.documents.to_pdf import to_pdf
from app.kernel.widths import room

LINE: Final = 190
"""So many Latin letters stand in a line."""
MOST_COLUMNS: Final = 14
"""With more of them a table would be too narrow to read: then each row is a block of its own."""
NARROWEST: Final = 5
WIDEST: Final = 44
EDGES: Final = 3
"""What stands free on both sides of a cell, in letters."""
WHOLE: Final = 14
"""Words up to so many letters are kept whole where all columns have room for theirs."""
WIDE: Final = 0.7
"""So much of its room a word surely fits, were it all of wide letters; a longer one gets places to break."""
LOOKED_AT: Final = 400
"""So many rows decide how wide the columns are."""
BREAK: Final = "\u200b"
"""Invisible; a line may break there."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """``facts`` stand before the rows, ``notes`` after them; ``foot`` on each page, beside its number; ``titled_by``:
    the place of the column that names a row where it is a block."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]
    subtitle: str = ""
    titled_by: int = 0
    facts: Pairs = ()
    notes: Pairs = ()
    foot: str = ""


def table_to_pdf(table: PrintedTable, *, language: str, made_at: datetime) -> bytes:
    """Raises PdfFailed; 5,000 rows take some seconds and half a gigabyte in a process of its own."""
    rows = [[shown(value) for value in row] for row in table.rows]
    blocks = len(table.header) > MOST_COLUMNS
    widths = _widths(table.header, rows)
    data: dict[str, Any] = {
        "title": table.title,
        "subtitle": table.subtitle,
        "facts": list(table.facts),
        "notes": list(table.notes),
        "foot": table.foot,
        "blocks": blocks,
        "header": list(table.header),
        "rows": list(_blocks(table, rows)) if blocks else _fitted(rows, widths),
        "widths": widths,
    }
    return to_pdf("layouts/table.typ", data, language=language, made_at=made_at)


def breakable(text: str, most: int) -> str:
    """The text with places to break in words that are wider than ``most`` letters: addresses, file names, codes."""
    if len(text) <= most:
        return text
    return " ".join(word if len(word) <= most else _broken(word, most) for word in text.split(" "))


def _broken(word: str, most: int) -> str:
    pieces, since = list[str](), 0
    for one in word:
        if pieces and pieces[-1] == BREAK and unicodedata.category(one).startswith("M"):
            pieces.insert(-1, one)  # signs stay with their letter
            continue
        pieces.append(one)
        since += 1
        if since >= most or (since > 2 and one in "@./_-?&="):
            pieces.append(BREAK)
            since = 0
    return "".join(pieces)


def _widths(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """How wide each column is, in letters: as nine of ten of its cells need, within limits; where that is more than
    a line, the wide ones give way before a word of another has to be parted."""
    needs = [_need(name, [row[place] for row in rows[:LOOKED_AT]]) for place, name in enumerate(header)]
    least, wanted = sum(least for least, _wanted in needs), sum(wanted for _least, wanted in needs)
    given = 1.0 if wanted <= LINE else max(0.0, LINE - least) / ((wanted - least) or 1)
    return [least + (wanted - least) * given for least, wanted in needs]


def _need(name: str, cells: Sequence[str]) -> tuple[int, int]:
    """The least that a column needs for its words to stay whole, and what it needs for its cells to stand in a line."""
    words = sorted(max(map(_whole, cell.split()), default=0) for cell in cells) or [0]
    needed = sorted(map(room, cells)) or [0]
    most_of = len(needed) * 9 // 10
    head = max(map(room, name.split()), default=0) + 1
    least = max(NARROWEST, head, min(WHOLE, words[most_of])) + EDGES
    return least, max(least, min(WIDEST, needed[most_of]) + EDGES)


def _whole(word: str) -> int:
    """The room of a word that a line parts nowhere: between Chinese characters it may."""
    return len(word) if room(word) == len(word) else 0


def _fitted(rows: Iterable[Sequence[str]], widths: Sequence[float]) -> list[list[str]]:
    share = LINE / (sum(widths) or 1)
    most = [max(4, int((width * share - EDGES) * WIDE)) for width in widths]
    return [[breakable(value, letters) for value, letters in zip(row, most, strict=True)] for row in rows]


def _blocks(table: PrintedTable, rows: Iterable[Sequence[str]]) -> Iterable[list[Any]]:
    """Each row as its title and the pairs of a word and a value, empty ones left out."""
    for number, row in enumerate(rows, start=1):
        pairs = [[word, breakable(value, 30)] for word, value in zip(table.header, row, strict=True) if value]
        named = breakable(row[table.titled_by], 30) or (pairs[0][1] if pairs else "")
        yield [f"{number}. {named}", *pairs]
