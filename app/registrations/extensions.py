"""Extensions of telephones in a column of their own, 分機 beside 電話: told with the number at their left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.companies.names import compact
from app.companies.words import words_of
from app.floor.spreadsheets.values import Cell
from app.registrations.cells import tidy
from app.registrations.column import Column
from app.registrations.fields import Field

_HEADERS: Final = words_of(
    "ext extn extno extension extensionno extensionnumber phoneext phoneextension telext 分机 分机号 分机号码 电话分机"
)
_PHONES: Final = frozenset({Field.LANDLINE, Field.PHONE, Field.PHONE_WECHAT})


def with_extensions(cells: Mapping[int, Cell], columns: tuple[Column, ...]) -> Mapping[int, Cell]:
    """The cells of a row, each extension behind its number; themselves where no column holds extensions."""
    pairs = _pairs(columns)
    if not pairs:
        return cells
    told = dict(cells)
    for extension, phone in pairs:
        said = re.sub(r"\D", "", tidy(told.pop(extension, Cell()).text).removesuffix(".0"))
        number = tidy(told.get(phone, Cell()).text)
        if said and len(said) <= 6 and number:
            told[phone] = Cell(f"{number} ext. {said}")
    return told


@lru_cache(maxsize=64)
def _pairs(columns: tuple[Column, ...]) -> tuple[tuple[int, int], ...]:
    """(column of extensions, the nearest one of phones at its left)."""
    phones = [one.number for one in columns if one.field in _PHONES and compact(one.header) not in _HEADERS]
    own = [one.number for one in columns if one.field in _PHONES and compact(one.header) in _HEADERS]
    return tuple((at, max(left)) for at in own if (left := [phone for phone in phones if phone < at]))
