"""The words behind a name that make a branch or an office of its firm: (Chongqing Rep Office), - Beijing Branch,
重庆分公司. Patterns only; what is left is the name of the house."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from app.companies.places import CHINESE_PLACES
from app.companies.words import LEGAL_FORMS, PLACES
from app.kernel.remembered import remembered
from app.kernel.sounds import syllables

_OFFICE: Final = (
    r"(?:rep(?:resentative|\.)?|liaison|sales|regional|country|branch|delegate)\s+off(?:ice|\.)?"
    r"|succursale|bureau\s+(?:de\s+)?(?:repr[ée]sentation|liaison)|agence|representation"
)
_UNIT: Final = rf"(?:{_OFFICE}|branch|filiale|subsidiary)"
_OF: Final = r"(?:\s+(?:(?:of|in|at|de|du|à|d['’])\s*)?[\w’' -]{2,30})?"
_LAW: Final = "|".join(sorted(LEGAL_FORMS, key=len, reverse=True))
_MAY_BE: Final = re.compile(_UNIT, re.IGNORECASE)
_HAN: Final = "\u3400-\u9fff"
_PART: Final = (
    "(?:支行|分行|分公司|子公司|分店|分部|代表处|代表處|代表机构|办事处|辦事處|联络处|聯絡處|营业部|分支机构)"
)
_SEATS: Final = "|".join(sorted(CHINESE_PLACES, key=len, reverse=True))
_CHINESE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\s*[(（\[【]([^()（）\[\]【】]*{_PART})[)）\]】]",
        rf"(?<=公司)\s*[-–—]?\s*([{_HAN}（）()]{{0,14}}{_PART})\s*$",
        rf"(?<=[{_HAN}]{{2}})\s*[-–—]?\s*((?:{_SEATS})(?:省|市|自治区|特区)?[{_HAN}]{{0,4}}?{_PART})\s*$",
    )
)


@cache
def _latin() -> tuple[re.Pattern[str], ...]:
    places = {*PLACES, *("".join(syllables(place)) for place in CHINESE_PLACES)}
    towns = "|".join(sorted((place for place in places if place.isascii()), key=len, reverse=True))
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\s*[(（\[【]([^()（）\[\]【】]*\b{_UNIT}\b[^()（）\[\]【】]*)[)）\]】]",
            rf"\s*(?:\s[-–—/]|[,，;–—])\s*([^-–—,，;()]*\b{_UNIT}{_OF})\s*$",
            rf"(?<=\w)\s+((?:(?:{towns})\s+)?(?:{_OFFICE}){_OF})\s*$",
            rf"(?<=\w)\s+((?:{towns})\s+{_UNIT})\s*$",
            rf"\b(?:{_LAW})\.?\s+([\w’' ]{{0,30}}{_UNIT}{_OF})\s*$",
        )
    )


@remembered
def part_unit(name: str) -> tuple[str, str]:
    """The name of the house, and the words for its branch or office; these are "" for the house itself."""
    for pattern in (*(_latin() if _MAY_BE.search(name) else ()), *_CHINESE):
        found = pattern.search(name)
        if found is None:
            continue
        house = name[: found.start(1)].rstrip(" -–—,，;/(（[【") + name[found.end() :]
        if sum(map(str.isalnum, house)) >= 2:
            return house.strip(), found[1].strip()
    return name, ""
