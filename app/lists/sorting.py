"""The order of a list by any column: Chinese by its sound, numbers by size, what is empty last; and by protocol."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeVar

from app.core.pinyin import syllables
from app.documents.csv import CellValue, value_text
from app.lists.rows import Row
from app.registrations.party import PartyRole

PROTOCOL: Final = "protocol"
FIRST_ARE: Final = ("official", "chamber", "speaker", "firm", "press")
"""Categories as a protocol names them."""
LEAD: Final = (PartyRole.HEAD, PartyRole.DEPUTY)

T = TypeVar("T")


def by_value(rows: Sequence[T], value: Callable[[T], CellValue], *, descending: bool = False) -> list[T]:
    """The rows by what ``value`` takes from them; equal ones stay as they were, empty ones stand last either way."""
    filled: list[tuple[Any, T]] = []
    empty: list[T] = []
    for row in rows:
        found = value(row)
        if found is None or found == "":
            empty.append(row)
        else:
            filled.append((_key(found), row))
    filled.sort(key=lambda each: each[0], reverse=descending)
    return [row for _key_of_it, row in filled] + empty


def by_protocol(row: Row, *, honours: bool = True) -> tuple[Any, ...]:
    """Heads of delegations first, then deputies, guests of honour, officials, chambers, speakers, firms, the press;
    each by rank, then by name. ``honours``: whether the reader may know who is a guest of honour."""
    person, firm = row.person, row.firm
    own = person.rank if person is not None else None
    return (
        LEAD.index(person.part) if person is not None and person.part in LEAD else len(LEAD),
        not honours or person is None or not person.vip,
        FIRST_ARE.index(firm.category) if firm.category in FIRST_ARE else len(FIRST_ARE),
        firm.rank is None,
        firm.rank or 0,
        sounding(firm.name),
        own is None,
        own or 0,
        sounding(person.name if person is not None else ""),
    )


@lru_cache(maxsize=8192)
def sounding(text: str) -> str:
    """What a text is sorted by: 重庆 as chong qing; accents and capitals do not count."""
    said = text if text.isascii() else " ".join(syllables(text))
    bare = unicodedata.normalize("NFKD", said).casefold()
    return "".join(one for one in bare if not unicodedata.combining(one))


def _key(value: CellValue) -> tuple[int, Any, str]:
    if isinstance(value, int | float):
        return 0, value, ""
    if isinstance(value, date):
        return 1, value_text(value), ""
    return 2, sounding(str(value)), str(value)
