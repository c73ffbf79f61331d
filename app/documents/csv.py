"""A table as CSV (UTF-8 with BOM, CRLF) or TSV: Chinese stays intact, no cell runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

CellValue = str | int | float | date | datetime | None
"""What a cell may hold. A moment is written as its own zone's clocks show it."""

FORMULA_STARTS: Final = frozenset("=+-@\t\r＝＋－＠")
"""How a text begins that spreadsheets may run; some fold the full-width forms."""
_SUSPECT_STARTS: Final = FORMULA_STARTS | {"'"}
PHONE_PATTERN: Final = re.compile(
    r"\+(?=(?:[^0-9]*[0-9]){6,17}[^0-9]*$)(?:[0-9]+|[0-9(][0-9().-]*[ \u00a0][0-9 \u00a0().-]*)"
)
"""A number in international form. One with hyphens and no space is a sum to a spreadsheet, so it is none here."""


def to_csv(header: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """The table with its header line. Moments are written as 2027-03-18 14:30, days as 2027-03-18, None as nothing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guard_formula(name) for name in header])
    # a text that no look is needed at goes as it is: nearly all do, and a call for each would take as long as the rest
    writer.writerows(
        [
            value
            if value is None or (value.__class__ is str and value[:1] not in _SUSPECT_STARTS)
            else _csv_cell(value)
            for value in row
        ]
        for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def guard_formula(text: str) -> str:
    """The text as no spreadsheet takes it for a formula; a phone number keeps its plus as it is."""
    return f"'{text}" if _is_risky(text) else text


def unguard_formula(written: str) -> str:
    """The text that ``guarded`` was given."""
    return written[1:] if written[:1] == "'" and _is_risky(written[1:]) else written


def _is_risky(text: str) -> bool:
    """Also one that looks guarded already: so that the way back is the same for every text."""
    if text[:1] not in _SUSPECT_STARTS:
        return False
    bare = text.lstrip("'")
    return bare[:1] in FORMULA_STARTS and not PHONE_PATTERN.fullmatch(bare)


def _csv_cell(value: CellValue) -> str | int | float:
    if isinstance(value, str):
        return guard_formula(value)
    return value if isinstance(value, int | float) else value_text(value)


def value_text(value: CellValue) -> str:
    """A value as a text that says the same: moments 2027-03-18 14:30, days 2027-03-18, None nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


_NUMBER_LIKE: Final = re.compile(r"\+?[0-9]{12,}|\+[0-9]+|0[0-9]+")
"""What a spreadsheet would take for a number and cut: a phone without spaces, a registry number, a leading zero."""


def to_tsv(header: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> str:
    """Lines end by LF; a tab or a line end inside a text becomes a space, since both would begin another cell."""
    return "".join(f"{line}\n" for line in ("\t".join(map(_tsv_cell, row)) for row in (header, *rows)))


def _tsv_cell(value: CellValue) -> str:
    if not isinstance(value, str):
        return value_text(value)
    text = " ".join(value.split())
    return f"'{text}" if _NUMBER_LIKE.fullmatch(text) else guard_formula(text)
