"""A brand heard in a Chinese name: Beijing Leike Defense Technology, 北京雷科防务; by what each can be found."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from app.companies.names import ChineseName, LatinName, pinyin
from app.companies.short_forms import latin_places
from app.companies.words import GENERIC_WORDS

SHORTEST_BRAND: Final = 4
"""Letters; fewer are heard in too many names."""
_SYLLABLES: Final = (2, 3)


def brand_of(name: LatinName) -> str:
    """The first word behind the place, where it tells the firm apart; "" where it does not."""
    words = name.core[1:] if len(name.core) > 1 and name.core[0] in latin_places() else name.core
    brand = words[0] if words else ""
    return "" if len(brand) < SHORTEST_BRAND or brand in GENERIC_WORDS or brand in latin_places() else brand


@lru_cache(maxsize=20_000)
def brands_heard(name: ChineseName) -> frozenset[str]:
    """How the beginning of the name sounds behind its place, in two and in three syllables."""
    cores = {core for core in (name.core, name.bare) if not core[:1].isascii()}
    return frozenset(pinyin(core[:count]) for core in cores for count in _SYLLABLES if len(core) > count)


def is_heard(latin: LatinName, chinese: ChineseName) -> bool:
    """Whether the brand is heard behind the same place, which both names have."""
    before = chinese.core.removesuffix(chinese.bare)
    is_placed = len(latin.core) > 1 and latin.core[0] in latin_places()
    if not before or not is_placed or not pinyin(before).startswith(latin.core[0]):
        return False
    return brand_of(latin) in brands_heard(chinese)
