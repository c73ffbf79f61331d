"""Rows above a header that are no title of the list: what tells them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.registrations.column import Column
from app.registrations.fields import COMPANY_NAMES, Field
from app.registrations.grid import Grid

_NUMBERS: Final = (Field.PHONE, Field.LANDLINE, Field.PHONE_WECHAT)
_LEAST_VALUES: Final = 3
_NUMBER: Final = re.compile(r"\d{5}|\d[\d ()./-]{5,}\d")


def is_under(grid: Grid, row: int, columns: Sequence[Column]) -> bool:
    """Whether a row belongs to these columns: a name under that of the firms, and an address or a number under its
    own."""
    own = {column.field: text for column in columns if (text := grid.text(row, column.number))}
    reached = "@" in own.get(Field.EMAIL, "") or any(_NUMBER.search(own.get(field, "")) for field in _NUMBERS)
    return reached and any(own.get(field) for field in COMPANY_NAMES)


def holds_values(grid: Grid, row: int) -> bool:
    """Whether it is a row of some list, by an address or a number in it, rather than a title or a note."""
    texts = grid.texts(row)
    return len(texts) >= _LEAST_VALUES and any("@" in text or _NUMBER.search(text) for text in texts)
