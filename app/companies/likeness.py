"""How alike two company names are, in degrees that a person would name; pairs only, no lists."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from app.companies.names import CJK, ChineseName, LatinName, Names, acronyms, chinese_name, latin_name, pinyin
from app.companies.words import CHINESE_GENERIC_WORDS, GENERIC_WORDS, PLACES, SEPARATE_UNITS


class Likeness(IntEnum):
    """From unlike to one and the same; each degree is weaker evidence than the next."""

    DIFFERENT = 0
    KIN = 1
    """The same distinctive words, one with a line of business more: Sheng Siong Group, Sheng Siong Supermarket."""
    SHORT = 2
    """One is a short form of the other: SingTel, 新航."""
    TYPO = 3
    SOFT = 4
    """They differ in Group or Holdings alone."""
    SAME = 5


def separate_unit(name: LatinName | ChineseName) -> bool:
    """Whether the name is that of a listed trust or a fund, a company beside its sponsor."""
    if isinstance(name, LatinName):
        return not SEPARATE_UNITS.isdisjoint(name.core)
    return any(name.core.endswith(word) for word in SEPARATE_UNITS)


def compare_latin(a: LatinName, b: LatinName) -> Likeness:
    """Symmetric."""
    if separate_unit(a) != separate_unit(b):
        return Likeness.DIFFERENT
    found = _latin_cores(a, b)
    if separate_unit(a) and found < Likeness.TYPO:
        return Likeness.DIFFERENT
    return min(found, _cap_of_places(a.places, b.places))


def _cap_of_places(a: frozenset[str], b: frozenset[str]) -> Likeness:
    if a == b:
        return Likeness.SAME
    return Likeness.SHORT if not a or not b else Likeness.DIFFERENT


def _latin_cores(a: LatinName, b: LatinName) -> Likeness:
    if a.key == b.key:
        return Likeness.SAME if a.soft == b.soft else Likeness.SOFT
    if set(a.core) == set(b.core) or _typo_apart(a, b):
        return Likeness.TYPO
    if a.key in acronyms(b) or b.key in acronyms(a) or is_short_for(a.key, b.core) or is_short_for(b.key, a.core):
        return Likeness.SHORT
    return Likeness.KIN if _kin(a.core, b.core) else Likeness.DIFFERENT


def _typo_apart(a: LatinName, b: LatinName) -> bool:
    """Each word equal or a slip of the pen away; or the whole so, when blanks were set differently."""
    if len(a.core) == len(b.core):
        return all(_slip(one, other) for one, other in zip(a.core, b.core, strict=True))
    shorter = min(len(a.key), len(b.key))
    return shorter >= 10 and a.key[:3] == b.key[:3] and ratio(a.key, b.key) >= 95


def _slip(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    allowed = 0 if shorter < 5 else 1 if shorter < 9 else 2
    return one[0] == other[0] and not any(c.isdigit() for c in one + other) and OSA.distance(one, other) <= allowed


@lru_cache(maxsize=20_000)
def is_short_for(key: str, core: tuple[str, ...]) -> bool:
    """Whether ``key`` strings together a beginning of each word: sgx no, ste, stengineering, singtel yes."""
    if len(core) < 2 or not len(core) <= len(key) < sum(map(len, core)) or len(key) < 3 or key[0] != core[0][0]:
        return False
    ends = {0}
    for word in core:
        ends = {end + n for end in ends for n in range(1, len(word) + 1) if key.startswith(word[:n], end)}
    return len(key) in ends


def _kin(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One is the other with trades or colourless words added, and what they share is distinctive."""
    shorter, longer = (a, b) if len(a) < len(b) else (b, a)
    shared = longer[: len(shorter)]
    rest = longer[len(shorter) :]
    if shorter != shared:
        heads = tuple(word for word in a if word not in GENERIC_WORDS), tuple(w for w in b if w not in GENERIC_WORDS)
        return heads[0] == heads[1] and _distinctive(heads[0]) and (set(a) <= set(b) or set(b) <= set(a))
    return _distinctive(shorter) and all(word in GENERIC_WORDS for word in rest)


def _distinctive(words: tuple[str, ...]) -> bool:
    return any(word not in GENERIC_WORDS and word not in PLACES and len(word) > 1 for word in words)


def compare_chinese(a: ChineseName, b: ChineseName) -> Likeness:
    """Symmetric."""
    if separate_unit(a) != separate_unit(b):
        return Likeness.DIFFERENT
    found = _chinese_cores(a, b)
    if separate_unit(a) and found < Likeness.TYPO:
        return Likeness.DIFFERENT
    return min(found, _cap_of_places(a.places, b.places))


def _chinese_cores(a: ChineseName, b: ChineseName) -> Likeness:
    if a.core == b.core:
        return Likeness.SAME if a.soft == b.soft else Likeness.SOFT
    shorter, longer = sorted((a.core, b.core), key=len)
    if _head(longer) == shorter and _tells_apart(shorter):
        return Likeness.KIN
    if is_chinese_short_for(shorter, longer):
        return Likeness.SHORT
    return Likeness.KIN if _same_but_for_place_and_letters(a.core, b.core) else Likeness.DIFFERENT


def is_chinese_short_for(short: str, long: str) -> bool:
    """Whether ``short`` picks characters of ``long`` in order, from its beginning or after its place: 新航."""
    if not 2 <= len(short) < len(long) or not _tells_apart(short):
        return False
    return any(_picks(short, start) for start in {long, without_place(long)} if len(start) > len(short))


def _picks(short: str, long: str) -> bool:
    if short[0] != long[0]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


_PLACE_BEFORE: Final = re.compile(
    "^(" + "|".join(sorted((place for place in PLACES if not place.isascii()), key=len, reverse=True)) + ")(?=..)"
)


def without_place(core: str) -> str:
    return _PLACE_BEFORE.sub("", core)


def _tells_apart(core: str) -> bool:
    """Whether anything is left beside the place and the trades: 重庆银行 tells nothing but where and what."""
    bare = without_place(core)
    return bare not in CHINESE_GENERIC_WORDS and core not in PLACES


def _head(core: str) -> str:
    """Without the trades it ends in: 星展银行 → 星展."""
    for _ in range(3):
        trade = core[-2:]
        if len(core) < 4 or trade not in CHINESE_GENERIC_WORDS:
            break
        core = core[:-2]
    return core


def _same_but_for_place_and_letters(a: str, b: str) -> bool:
    """新加坡国际港务 and PSA国际港务."""
    bare = [re.sub(r"^[a-z0-9]+", "", without_place(core)) for core in (a, b)]
    lettered = [core[0].isascii() for core in (a, b)]
    return bare[0] == bare[1] and len(bare[0]) >= 4 and lettered[0] != lettered[1]


def sounds_like(latin: LatinName, chinese: ChineseName) -> bool:
    """Whether the distinctive Latin words are the Chinese name's own sound: Changan Automotive, 重庆长安汽车."""
    words = [word for word in latin.core if word not in GENERIC_WORDS]
    sound = pinyin(chinese.core)
    if sum(map(len, words)) < 5 or not re.search(f"[{CJK}]", chinese.core):
        return False
    at = 0
    for word in words:
        at = sound.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


def likeness(a: Names, b: Names) -> tuple[Likeness | None, Likeness | None]:
    """The best degree among the Latin names and among the Chinese ones; None where one side has none."""
    latin = [compare_latin(latin_name(x), latin_name(y)) for x in a.latin for y in b.latin]
    chinese = [compare_chinese(chinese_name(x), chinese_name(y)) for x in a.chinese for y in b.chinese]
    return max(latin, default=None), max(chinese, default=None)


def same_name(a: Names, b: Names) -> bool:
    """Whether two texts name the same firm beyond doubt, legal form, Group and Holdings aside."""
    found = [degree for degree in likeness(a, b) if degree is not None]
    return max(found, default=Likeness.DIFFERENT) >= Likeness.SOFT and min(found) > Likeness.DIFFERENT
