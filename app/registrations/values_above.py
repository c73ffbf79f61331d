"""Rows above a header that are no title of the list: what tells them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.registrations.column import Column
from app.registrations.column_contents import names_firms
from app.registrations.fields import COMPANY_NAMES, NAMES_OF_PEOPLE, Field
from app.registrations.grid import Grid
from app.registrations.people_contents import may_say_people, says_people

_NUMBERS: Final = (Field.PHONE, Field.LANDLINE, Field.PHONE_WECHAT)
_LEAST_VALUES: Final = 3
_GIVES: Final = re.compile(r"\bby\b|[:：]|\bpar\b|^(主办|承办|协办|组织|指导)", re.IGNORECASE)
"""Who makes the event or the list stands above it too: Organised by Alpha Pte Ltd."""
_NUMBER: Final = re.compile(r"\d{5}|\d[\d ()./-]{5,}\d")


def is_under(grid: Grid, row: int, columns: Sequence[Column]) -> bool:
    """Whether a row belongs to these columns: a name under that of the firms, and an address or a number under its
    own; or a firm by its legal form, and somebody under the people."""
    own = {column.field: text for column in columns if (text := grid.text(row, column.number))}
    if _names_both(own):
        return True
    reached = "@" in own.get(Field.EMAIL, "") or any(_NUMBER.search(own.get(field, "")) for field in _NUMBERS)
    return reached and any(own.get(field) for field in COMPANY_NAMES)


def _names_both(own: Mapping[Field, str]) -> bool:
    firms = [text for field in COMPANY_NAMES if (text := own.get(field)) and not _GIVES.search(text)]
    people = [text for field in NAMES_OF_PEOPLE if (text := own.get(field))]
    return names_firms(firms) and (says_people(people) or (bool(people) and may_say_people(people)))


def holds_values(grid: Grid, row: int) -> bool:
    """Whether it is a row of some list, by an address or a number in it, rather than a title or a note."""
    texts = grid.texts(row)
    return len(texts) >= _LEAST_VALUES and any("@" in text or _NUMBER.search(text) for text in texts)
