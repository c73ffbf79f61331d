"""How many people a firm employs, since when it works, what it makes: as sheets say it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Final

from app.companies.facts import EMPLOYEES
from app.companies.names.parsing import has_chinese
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import is_none, lines, tidy

_NUMBER: Final = re.compile(r"(\d{1,3}(?:[,’' \u00a0\u202f]\d{3})+|\d+(?:\.\d+)?)\s*(k\b|千|万)?", re.IGNORECASE)
_TIMES: Final = {"k": 1000, "千": 1000, "万": 10_000}
_FEWER: Final = re.compile(r"[<＜]|\b(?:fewer|less|under|below|moins)\b|以下|不足|不到|少于", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_PARTED: Final = re.compile(r"\s*(?:[;；、•]|,(?!\d)|，)\s*")
_BULLET: Final = re.compile(r"^(?:[-–•*·]|\(?\d{1,2}[.)、）])\s*")
MOST_PRODUCTS: Final = 12
LONGEST_PRODUCT: Final = 80
BETWEEN: Final = " | "
"""Parts the names of one product in several languages."""


def employees_in(text: str) -> str:
    """The band of ``companies.sizes`` that a text means: 120, about 1,200, 50–200, <10, 约3千人; "" where it names no
    number. Of a span that lies in several bands, the one of its middle."""
    text = unicodedata.normalize("NFKC", tidy(text))
    told = [float(re.sub(r"[^\d.]", "", one)) * _TIMES.get(unit.lower(), 1) for one, unit in _NUMBER.findall(text)]
    if not told or len(told) > 2:
        return ""
    number = sum(told) / len(told)
    if _FEWER.search(text):
        number -= 1
    lowest = [int(re.match(r"\d+", band)[0]) for band in EMPLOYEES]  # type: ignore[index]
    return next((band for band, least in reversed(list(zip(EMPLOYEES, lowest, strict=True))) if number >= least), "")


def founded_in(cell: SheetCell) -> int | None:
    """The year of a cell: 1998, a day, "since 1998", 1998年; None where it names none, or several."""
    if isinstance(cell.value, date):
        return cell.value.year
    years = {int(year) for year in _YEAR.findall(unicodedata.normalize("NFKC", tidy(cell.text).removesuffix(".0")))}
    return years.pop() if len(years) == 1 else None


def products_in(cells: Sequence[SheetCell]) -> list[str]:
    """The products that cells list, each once. Where several cells list as many, in several languages, each is the same
    product: its names with ``BETWEEN`` between them."""
    lists = [_listed(cell.text) for cell in cells if not is_none(cell.text)]
    same = len({len(one) for one in lists}) == 1 and len({has_chinese(" ".join(one)) for one in lists}) == len(lists)
    found = map(BETWEEN.join, zip(*lists, strict=True)) if same else chain.from_iterable(lists)
    return list(dict.fromkeys(found))[:MOST_PRODUCTS]


def _listed(text: str) -> list[str]:
    listed = (_BULLET.sub("", line) for line in lines(text))
    names = (name.strip() for line in listed for name in _PARTED.split(line))
    return [name[:LONGEST_PRODUCT] for name in names if name]
