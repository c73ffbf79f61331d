"""A workbook to fill in: a header, cells that keep what is typed as text, choices, days, and a page that explains."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.documents.to_xlsx import OPTIONS

FILLED_ROWS: Final = 1_000
"""So many rows below the header are ready to be filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``choices``: offered in each cell, others are taken too. ``is_day``: a date. ``width``: in characters."""

    header: str
    width: float = 18
    choices: Sequence[str] = ()
    is_day: bool = False


def to_template(
    columns: Sequence[Column], *, name: str, guide_name: str, guide: Sequence[Sequence[str]], made_at: datetime
) -> bytes:
    """``name``, ``guide_name``: of the two sheets; ``guide``: rows of text, the first one a header."""
    held = io.BytesIO()
    book = Workbook(held, {**OPTIONS, "in_memory": True})
    book.set_properties({"title": name, "created": made_at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    _blank(book, book.add_worksheet(name), columns, head)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(guide_name)
    for row, texts in enumerate(guide):
        for place, text in enumerate(texts):
            page.write_string(row, place, text, wrapped if row else head)
    page.set_column(0, 0, 30)
    page.set_column(1, 3, 44)
    page.freeze_panes(1, 0)
    book.close()
    return held.getvalue()


def _blank(book: Any, page: Worksheet, columns: Sequence[Column], head: Any) -> None:
    """Text cells keep leading zeros and codes such as 1E3 as they are typed."""
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, day if column.is_day else text)
        page.write_string(0, place, column.header, head)
        cells = 1, place, FILLED_ROWS, place
        if column.choices:
            page.data_validation(*cells, {"validate": "list", "source": list(column.choices), "error_type": "warning"})
        elif column.is_day:
            early = {"validate": "date", "criteria": ">", "value": date(2000, 1, 1), "error_type": "warning"}
            page.data_validation(*cells, early)
    page.set_row(0, 48)
    page.freeze_panes(1, 1)
