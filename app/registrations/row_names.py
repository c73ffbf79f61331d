"""The names that the cells of one row give its firm."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from app.companies.names.spellings import parse_names
from app.companies.names.words import LEGAL_ENDINGS, LEGAL_FORMS, word_set
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import tidy, words
from app.registrations.dates import moment_in
from app.registrations.fields import COMPANY_NAMES, Field

F = Field
_NUMBER_BEFORE: Final = re.compile(r"^\s*[(（]?\d{1,3}\s*[.、)）]\s*(?=[^\W\d])")
LONGEST_CELL: Final = 400
"""A firm's names in one cell, in two scripts and with a former one, are shorter; what follows is not read."""
_OF_FARMS: Final = word_set("scea gaec earl sca scop")
_FORM_ALONE: Final = re.compile(
    rf"\n(?=(?:{'|'.join(sorted(LEGAL_FORMS | LEGAL_ENDINGS | _OF_FARMS, key=len, reverse=True))})\W*(?:\n|$))",
    re.IGNORECASE,
)
"""Before a line with nothing but a legal form, which goes on with the name above it."""
_PARTED: Final = re.compile(r"[\n|]|\s[/／]\s")
"""Signs that part several names in the cell of one firm."""


def names_of_row(cells: Mapping[Field, list[SheetCell]]) -> tuple[dict[str, Any], str]:
    """(field → value, what to note or ""). ``company`` is the Latin name or else the Chinese one; what else the cells
    name becomes ``other_names``."""
    texts = {wanted: _text(cells.get(wanted, [])) for wanted in COMPANY_NAMES}
    texts[F.OTHER_NAME] = re.sub(r"\s*[;；]\s*", "\n", texts[F.OTHER_NAME])
    found = {wanted: parse_names(text) for wanted, text in texts.items()}
    latin = [name for names in found.values() for name in names.latin]
    chinese = [name for names in found.values() for name in names.chinese]
    values: dict[str, Any] = {}
    if latin or chinese:
        values["company"] = latin[0] if latin else chinese[0]
    if chinese:
        values["company_zh"] = chinese[0]
    if others := list(dict.fromkeys((*latin[1:], *chinese[1:]))):
        values["other_names"] = others
    parted = _PARTED.search(texts[F.COMPANY]) and max(map(len, (found[F.COMPANY].latin, found[F.COMPANY].chinese))) > 1
    return values, "more_names" if parted else ""


def is_number_or_day(name: str) -> bool:
    """Whether what stands for a firm's name is rather of another column: 3, 2027-03-01, 62345678."""
    return re.fullmatch(r"[\d\s.,:/+()-]*\d[\d\s.,:/+()-]*", name) is not None or moment_in(name) is not None


def _text(cells: list[SheetCell]) -> str:
    """Line breaks part names, so they are kept here; the number of a list before a name is none of it."""
    texts = (_NUMBER_BEFORE.sub("", cell.text[:LONGEST_CELL]) for cell in cells if words(cell))
    return _FORM_ALONE.sub(" ", "\n".join("\n".join(filter(None, map(tidy, text.splitlines()))) for text in texts))
