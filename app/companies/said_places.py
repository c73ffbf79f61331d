"""Which places a name says, in any of our scripts: HSBC 汇丰 Chengdu is of Chengdu, and no HSBC Singapore."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Final

from babel import Locale

from app.companies.names import fold, pinyin, place_in
from app.companies.places import CHINESE_PLACES
from app.companies.words import PLACES

SHORTEST: Final = 5
"""Letters of a place that is no great one; what is shorter may be any word."""
_CHINA: Final = "china"
_ABROAD: Final = {
    "中国": _CHINA,
    "新加坡": "singapore",
    "香港": "hongkong",
    "澳门": "macau",
    "台湾": "taiwan",
    "马来西亚": "malaysia",
    "法国": "france",
    "亚洲": "asia",
    "亚太": "apac",
}
"""The places among those of Chinese names that are called otherwise elsewhere, as ``PLACES`` has them."""


def places_said(texts: Iterable[str]) -> frozenset[str]:
    """Whichever language they are said in; a city as it sounds."""
    found: set[str] = set()
    for text in texts:
        folded = fold(text)
        found.update(_known()[each] for each in _chinese().findall(folded))
        words = folded.split()
        for one in (*words, *map("".join, pairwise(words))):
            if place := place_in(one) if len(one) > 2 else None:
                found.add(_known().get(place, place))
            elif len(one) >= SHORTEST and one in _known():
                found.add(_known()[one])
    return frozenset(found)


def are_apart(said: frozenset[str], known: frozenset[str]) -> bool:
    """Whether who says the ones means no house at the others; of China alone may be any city of it."""
    if not said or not known or said <= known:
        return False
    cities, others = said - {_CHINA}, known - {_CHINA}
    if cities and others:
        return not cities & others
    return not (said | known) <= _in_china()


@cache
def _known() -> dict[str, str]:
    """What is written, folded, → the place."""
    found = {place: place for place in PLACES if place.isascii()} | {"macao": "macau"}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha():
            place = found.setdefault(_plain(name), _plain(name))
            found.setdefault(_plain(str(Locale("fr").territories.get(code, name))), place)
            found.setdefault(fold(str(Locale("zh").territories.get(code, name))), place)
    for place in CHINESE_PLACES:
        found[place] = _ABROAD.get(place) or pinyin(place)
        found.setdefault(found[place], found[place])
    return found


def _plain(name: str) -> str:
    return fold(name).replace(" sar china", "").replace("r a s chinoise de ", "").replace(" ", "")


@cache
def _in_china() -> frozenset[str]:
    return frozenset({_CHINA, *(pinyin(place) for place in CHINESE_PLACES if place not in _ABROAD)})


@cache
def _chinese() -> re.Pattern[str]:
    names = sorted((name for name in _known() if not name.isascii()), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, names)))
