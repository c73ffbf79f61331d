"""A table as CSV that Excel opens with Chinese intact and without running anything: UTF-8 with BOM, CRLF (RFC 4180).

A text that a spreadsheet would take for a formula gets a leading apostrophe; ``unguarded`` gives the text back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

Value = str | int | float | date | datetime | None
"""What a cell may hold. A moment is written as its own zone's clocks show it."""

DANGEROUS: Final = frozenset("=+-@\t\r＝＋－＠")
"""How a text begins that spreadsheets may run; some fold the full-width forms."""
_SUSPECT: Final = DANGEROUS | {"'"}
PHONE: Final = re.compile(r"\+(?=(?:[^0-9]*[0-9]){6,17}[^0-9]*$)(?:[0-9]+|[0-9(][0-9().-]*[ \u00a0][0-9 \u00a0().-]*)")
"""A number in international form. One with hyphens and no space is a sum to a spreadsheet, so it is none here."""


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The table with its header line. Moments are written as 2027-03-18 14:30, days as 2027-03-18, None as nothing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(name) for name in header])
    # a text that no look is needed at goes as it is: nearly all do, and a call for each would take as long as the rest
    writer.writerows(
        [
            value if value is None or (value.__class__ is str and value[:1] not in _SUSPECT) else _written(value)
            for value in row
        ]
        for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """The text as no spreadsheet takes it for a formula; a phone number keeps its plus as it is."""
    return f"'{text}" if _is_risky(text) else text


def unguarded(written: str) -> str:
    """The text that ``guarded`` was given."""
    return written[1:] if written[:1] == "'" and _is_risky(written[1:]) else written


def _is_risky(text: str) -> bool:
    """Also one that looks guarded already: so that the way back is the same for every text."""
    if text[:1] not in _SUSPECT:
        return False
    bare = text.lstrip("'")
    return bare[:1] in DANGEROUS and not PHONE.fullmatch(bare)


def _written(value: Value) -> str | int | float:
    if isinstance(value, str):
        return guarded(value)
    return value if isinstance(value, int | float) else shown(value)


def shown(value: Value) -> str:
    """A value as a text that says the same: moments 2027-03-18 14:30, days 2027-03-18, None nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
