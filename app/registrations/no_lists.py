"""What is pasted into sheets in place of a list of firms: a pivot table, which counts it, and a chat."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import fold
from app.registrations.grid import Grid

_LABELS: Final = re.compile(r"^(row|column) labels$|^(行|列)标签$|^etiquettes de (lignes|colonnes)$")
_COUNTS: Final = re.compile(r"^(count|sum|average) of \w|^(计数项|求和项|平均值项)|^(nombre|somme|moyenne) de \w")
_HEADED_IN: Final = 40
"""Cells."""
_TOTALS: Final = re.compile(r"^(grand total|总计|合计|total general)$")
_SAID_AT: Final = re.compile(
    r"^\W*\d{1,4}[/.年-]\d{1,2}[/.月-]\d{1,4}日?,?\s+\d{1,2}[:.]\d{2}|^.{1,40}\s\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?$|接龙",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(r"@|\d{7}|[,，;；|｜/／].*[,，;；|｜/／]|^\W*\d{1,3}[.、)）]\s*\S+\s+\S+\s+\S+")
_ENOUGH: Final = 0.5
_LONE: Final = 0.8
_LOOKED_AT: Final = 200


def is_pivot(grid: Grid) -> bool:
    """By its own words, even where it counts a column of companies."""
    said = [fold(text) for row in range(1, grid.last_row + 1)[:10] for text in grid.texts(row)][:_HEADED_IN]
    return any(map(_LABELS.search, said)) and any(map(_COUNTS.search, said))


def kind_of_no_list(grid: Grid) -> str:
    """``sheet_pivot``, ``sheet_chat`` (also of a list with a whole firm in each cell) or "", of a sheet in which no
    firms were found."""
    rows = [grid.texts(row) for row in range(1, min(grid.last_row, _LOOKED_AT) + 1)]
    rows = [texts for texts in rows if texts]
    said = [fold(text) for texts in rows for text in texts]
    if any(_LABELS.search(text) or _COUNTS.search(text) for text in said[:_HEADED_IN]) and len(rows) > 2:
        return "sheet_pivot"
    lone = [texts[0] for texts in rows if len(texts) == 1]
    if len(lone) < max(2, _LONE * len(rows)):
        return "sheet_pivot" if any(map(_TOTALS.search, said)) else ""
    whole = [text for text in lone if _SAID_AT.search(text) or _WHOLE.search(text)]
    return "sheet_chat" if len(whole) >= max(2, _ENOUGH * len(lone)) else ""
