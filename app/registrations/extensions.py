"""Extensions of telephones in a column of their own, 分機 beside 電話: told with the number at their left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.companies.names.parsing import compact
from app.companies.names.words import word_set
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import tidy
from app.registrations.column import Column
from app.registrations.fields import Field

_HEADERS: Final = word_set(
    "ext extn extno extension extensionno extensionnumber phoneext phoneextension telext 分机 分机号 分机号码 电话分机"
)
_PHONES: Final = frozenset({Field.LANDLINE, Field.PHONE, Field.PHONE_WECHAT})


def with_extensions(cells: Mapping[int, SheetCell], columns: tuple[Column, ...]) -> Mapping[int, SheetCell]:
    """The cells of a row, each extension behind its number; themselves where no column holds extensions."""
    pairs = _pairs(columns)
    if not pairs:
        return cells
    told = dict(cells)
    for extension, phone in pairs:
        said = re.sub(r"\D", "", tidy(told.pop(extension, SheetCell()).text).removesuffix(".0"))
        number = tidy(told.get(phone, SheetCell()).text)
        if said and len(said) <= 6 and number:
            told[phone] = SheetCell(f"{number} ext. {said}")
    return told


@lru_cache(maxsize=64)
def _pairs(columns: tuple[Column, ...]) -> tuple[tuple[int, int], ...]:
    """(column of extensions, the nearest one of phones at its left)."""
    phones = [one.number for one in columns if one.field in _PHONES and compact(one.header) not in _HEADERS]
    own = [one.number for one in columns if one.field in _PHONES and compact(one.header) in _HEADERS]
    return tuple((at, max(left)) for at in own if (left := [phone for phone in phones if phone < at]))
