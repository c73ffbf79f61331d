"""Texts without the places that they name: two firms that both say Chongqing say by that nothing about what they do."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from babel import Locale

from app.companies.names import pinyin
from app.companies.places import CHINESE_PLACES, PLACE_SIGNS

SHORTEST: Final = 5
"""Letters of a place that is left out; what is shorter may be any word."""
_BEFORE: Final = (
    r"(?:(?:in|of|from|to|into|near|between|across|at|for|throughout|en|à|au|aux|de|du|des|dans|vers|pour)\s+)?"
    r"(?:(?:the|la|le|les)\s+|(?:l|d|de l)['’])?(?:(?:north|south|east|west|central|mainland)\w*[\s-]+)?"
)
_AND: Final = r"(?:,|\s+(?:and|or|et|ou|&))?\s+"
_FACING: Final = "(?:东|西|南|北|东南|西南|东北|西北|华东|华南|华北|华中)"
_LETTER: Final = re.compile(r"\w")


def placeless(text: str) -> str:
    """Without countries, regions of the world, and provinces and cities of China; a text that is nothing else as it
    is."""
    left = " ".join(text.split())
    for places in (_latin(), _chinese()):
        left = places.sub("", left)
    return left.strip() if _LETTER.search(left) else text


@cache
def _latin() -> re.Pattern[str]:
    """One place or several in a row, with what leads to them; as they are spelt, so that china stays ware."""
    cities = {pinyin(place).capitalize() for place in CHINESE_PLACES}
    names = {name for tongue in ("en", "fr") for name in Locale(tongue).territories.values()} | cities
    any_of = _any_of({name for name in names if len(name) >= SHORTEST})
    place = rf"{_BEFORE}\b(?=[A-ZÀ-Ý])(?:{any_of})\b"
    return re.compile(rf"\s?{place}(?:{_AND}{place})*")


@cache
def _chinese() -> re.Pattern[str]:
    names = {*Locale("zh").territories.values(), *PLACE_SIGNS.values()}
    any_of = _any_of({name for name in names if len(name) > 1})
    return re.compile(rf"(?:中国)?{_FACING}(?:地区|各省)|(?:{any_of}){_FACING}?(?:地区|各省|省|市)?")


def _any_of(names: set[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
