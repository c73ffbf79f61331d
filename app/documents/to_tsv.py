"""A table to paste into a spreadsheet: a line for each row, a tab between cells, nothing that runs or loses a digit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from app.documents.to_csv import Value, guarded, shown

_ALL_DIGITS: Final = re.compile(r"\+?[0-9]{12,}|\+[0-9]+|0[0-9]+")
"""What a spreadsheet would take for a number and cut: a phone without spaces, a registry number, a leading zero."""


def to_tsv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Lines end by LF; a tab or a line end inside a text becomes a space, since both would begin another cell."""
    return "".join(f"{line}\n" for line in ("\t".join(map(_cell, row)) for row in (header, *rows)))


def _cell(value: Value) -> str:
    if not isinstance(value, str):
        return shown(value)
    text = " ".join(value.split())
    return f"'{text}" if _ALL_DIGITS.fullmatch(text) else guarded(text)
