"""How alike two company names are, in degrees that a person would name; pairs only, no lists."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import IntEnum

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from app.companies.names import CJK, ChineseName, LatinName, acronyms, chinese_name, latin_name, pinyin, without_place
from app.companies.short_forms import (
    cuts_short,
    distinctive,
    is_chinese_short_for,
    is_short_for,
    latin_places,
    tells_apart,
)
from app.companies.spellings import Names
from app.companies.words import CHINESE_GENERIC_WORDS, GENERIC_WORDS, KNOWN_BY


class Likeness(IntEnum):
    """From unlike to one and the same; each degree is weaker evidence than the next."""

    DIFFERENT = 0
    SISTER = 1
    """As KIN, but each with its legal form: probably two companies of one house."""
    KIN = 2
    """The same distinctive words, one with a line of business more (Sheng Siong Group, Sheng Siong Supermarket), or
    with the place before it: 深圳华为技术有限公司, 华为技术有限公司."""
    SHORT = 3
    """One is a short form of the other: SingTel, 新航."""
    TYPO = 4
    SOFT = 5
    """One says Group or Holdings, the other does not."""
    SAME = 6


def compare_latin(a: LatinName, b: LatinName) -> Likeness:
    """Symmetric."""
    if a.separate != b.separate:
        return Likeness.DIFFERENT
    a, b = _with_place_of(a, b), _with_place_of(b, a)
    found = _latin_cores(a, b)
    if a.separate and found < Likeness.TYPO:
        return Likeness.DIFFERENT
    return min(found, _cap_of_places(a.places, b.places))


def _with_place_of(a: LatinName, b: LatinName) -> LatinName:
    """A place that b has in brackets may stand without them in a: Q&M Dental Group (Singapore), … Group Singapore;
    Impulse (Qingdao) Health Tech, Impulse Qingdao Health Tech."""
    at = next((at for at, word in enumerate(a.core) if at and word in b.places), 0)
    if a.places or not at:
        return a
    rest, place = (*a.core[:at], *a.core[at + 1 :]), a.core[at]
    whole = a.whole.replace(place, "", 1)
    return replace(a, core=rest, key="".join(rest), whole=whole, places=frozenset({place}))


def _cap_of_places(a: frozenset[str], b: frozenset[str]) -> Likeness:
    if a == b:
        return Likeness.SAME
    return Likeness.SHORT if not a or not b else Likeness.DIFFERENT


def _latin_cores(a: LatinName, b: LatinName) -> Likeness:
    if a.whole == b.whole:
        return Likeness.SAME
    if a.key == b.key:
        return _by_soft_words(a, b)
    if set(a.core) == set(b.core) or _typo_apart(a, b):
        return Likeness.TYPO
    if _short_latin(a, b) or _short_latin(b, a) or _but_for_place(a.core, b.core) or _but_for_place(b.core, a.core):
        return Likeness.SHORT
    if cuts_short(a, b) or cuts_short(b, a):
        return Likeness.SHORT
    if _kin(a.core, b.core) or is_brand_of(a, b) or is_brand_of(b, a):
        return _house(a, b)
    return Likeness.DIFFERENT


def _by_soft_words(a: LatinName | ChineseName, b: LatinName | ChineseName) -> Likeness:
    if a.soft == b.soft:
        return Likeness.SAME
    return Likeness.SOFT if a.soft <= b.soft or b.soft <= a.soft else _house(a, b)


def _house(a: LatinName | ChineseName, b: LatinName | ChineseName) -> Likeness:
    return Likeness.SISTER if a.legal and b.legal else Likeness.KIN


def _short_latin(a: LatinName, b: LatinName) -> bool:
    """Whether a is a short form of b; mere initials with a legal form are a name of their own: TSH Corporation Ltd."""
    if a.key in acronyms(b):
        initials = len(a.key) <= len(b.initials)
        return not a.legal if initials else len(a.core) > 1
    return is_short_for(a.key, b.core) and (not a.legal or len(a.core) == 1)


def _but_for_place(core: tuple[str, ...], placed: tuple[str, ...]) -> bool:
    """Dayu Water Saving, Gansu Dayu Water Saving."""
    return placed[1:] == core and placed[0] in latin_places() and distinctive(core)


def _typo_apart(a: LatinName, b: LatinName) -> bool:
    """Each word equal or a slip of the pen away; or the whole so, when blanks were set differently. A letter more,
    fewer or out of place is a slip; another letter in a short word makes another name, in pinyin above all."""
    if len(a.core) == len(b.core):
        return all(_slip(one, other) for one, other in zip(a.core, b.core, strict=True))
    shorter = min(len(a.key), len(b.key))
    return shorter >= 10 and a.key[:3] == b.key[:3] and ratio(a.key, b.key) >= 95


def _slip(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < 5 or one[0] != other[0] or any(c.isdigit() for c in one + other):
        return False
    distance = OSA.distance(one, other, score_cutoff=1)
    replaced = len(one) == len(other) and sorted(one) != sorted(other)
    return distance <= 1 and (shorter >= 10 or not replaced)


def _kin(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One is the other with trades or colourless words added, and what they share is distinctive."""
    shorter, longer = (a, b) if len(a) < len(b) else (b, a)
    shared = longer[: len(shorter)]
    rest = longer[len(shorter) :]
    if shorter != shared:
        heads = tuple(word for word in a if word not in GENERIC_WORDS), tuple(w for w in b if w not in GENERIC_WORDS)
        return heads[0] == heads[1] and distinctive(heads[0]) and (set(a) <= set(b) or set(b) <= set(a))
    return distinctive(shorter) and all(word in GENERIC_WORDS for word in rest)


def is_brand_of(brand: LatinName, firm: LatinName) -> bool:
    """Whether ``brand`` is the firm's name as the public says it: its first words alone (CapitaLand; behind its place,
    Liugong of Guangxi Liugong Machinery), or with the trade that it is known by (OCBC Bank). A legal form makes it a
    company of its own."""
    if brand.legal or brand.separate or firm.separate or not distinctive(brand.core) or _is_place(brand.core):
        return False
    placeless = firm.core[1:] if _is_place(firm.core[:1]) else firm.core
    if any(len(brand.core) < len(core) and core[: len(brand.core)] == brand.core for core in (firm.core, placeless)):
        return True
    return brand.core[:-1] == firm.core and brand.core[-1] in KNOWN_BY


def _is_place(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and words[0] in latin_places()


def compare_chinese(a: ChineseName, b: ChineseName) -> Likeness:
    """Symmetric."""
    if a.separate != b.separate:
        return Likeness.DIFFERENT
    found = _chinese_cores(a, b)
    if a.separate and found < Likeness.TYPO:
        return Likeness.DIFFERENT
    return min(found, _cap_of_places(a.places, b.places))


def _chinese_cores(a: ChineseName, b: ChineseName) -> Likeness:
    if a.core == b.core:
        return _by_soft_words(a, b)
    shorter, longer = sorted((a, b), key=lambda name: len(name.core))
    if _head(longer.core) == shorter.core and tells_apart(shorter.core):
        return _house(a, b)
    if shorter.legal and without_place(longer.core) == shorter.core and tells_apart(shorter.core):
        return Likeness.KIN
    if is_chinese_short_for(shorter.core, longer.core):
        return Likeness.SISTER if shorter.legal else Likeness.SHORT
    return Likeness.KIN if _same_but_for_place_and_letters(a.core, b.core) else Likeness.DIFFERENT


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
