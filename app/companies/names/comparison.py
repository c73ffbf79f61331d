"""How alike two company names are, in degrees that a person would name; a quick look whether they can be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from app.companies.names.parsing import (
    CJK,
    ChineseName,
    LatinName,
    acronyms,
    chinese_name,
    latin_name,
    pinyin,
    without_place,
)
from app.companies.names.short_forms import (
    is_chinese_short_for,
    is_cut_short_of,
    is_distinctive,
    is_short_for,
    is_telling_core,
    latin_places,
)
from app.companies.names.spellings import SpelledNames
from app.companies.names.words import BRAND_TRADES, CHINESE_GENERIC_WORDS, GENERIC_WORDS


class CompanyLikeness(IntEnum):
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


def compare_latin(a: LatinName, b: LatinName) -> CompanyLikeness:
    """Symmetric."""
    if a.separate != b.separate:
        return CompanyLikeness.DIFFERENT
    a, b = _with_place_of(a, b), _with_place_of(b, a)
    degree = _compare_latin_cores(a, b)
    if a.separate and degree < CompanyLikeness.TYPO:
        return CompanyLikeness.DIFFERENT
    return min(degree, _place_limit(a.places, b.places))


def _with_place_of(a: LatinName, b: LatinName) -> LatinName:
    """A place that b has in brackets may stand without them in a: Q&M Dental Group (Singapore), … Group Singapore;
    Impulse (Qingdao) Health Tech, Impulse Qingdao Health Tech."""
    at = next((at for at, word in enumerate(a.core) if at and word in b.places), 0)
    if a.places or not at:
        return a
    rest, place = (*a.core[:at], *a.core[at + 1 :]), a.core[at]
    whole = a.whole.replace(place, "", 1)
    return replace(a, core=rest, key="".join(rest), whole=whole, places=frozenset({place}))


def _place_limit(a: frozenset[str], b: frozenset[str]) -> CompanyLikeness:
    if a == b:
        return CompanyLikeness.SAME
    return CompanyLikeness.SHORT if not a or not b else CompanyLikeness.DIFFERENT


def _compare_latin_cores(a: LatinName, b: LatinName) -> CompanyLikeness:
    if a.whole == b.whole:
        return CompanyLikeness.SAME
    if a.key == b.key:
        return _compare_soft_words(a, b)
    if set(a.core) == set(b.core) or _is_typo(a, b):
        return CompanyLikeness.TYPO
    if (
        _is_latin_short_form(a, b)
        or _is_latin_short_form(b, a)
        or _differs_by_place(a.core, b.core)
        or _differs_by_place(b.core, a.core)
    ):
        return CompanyLikeness.SHORT
    if is_cut_short_of(a, b) or is_cut_short_of(b, a):
        return CompanyLikeness.SHORT
    if _is_kin(a.core, b.core) or is_brand_of(a, b) or is_brand_of(b, a):
        return _house_degree(a, b)
    return CompanyLikeness.DIFFERENT


def _compare_soft_words(a: LatinName | ChineseName, b: LatinName | ChineseName) -> CompanyLikeness:
    if a.soft == b.soft:
        return CompanyLikeness.SAME
    return CompanyLikeness.SOFT if a.soft <= b.soft or b.soft <= a.soft else _house_degree(a, b)


def _house_degree(a: LatinName | ChineseName, b: LatinName | ChineseName) -> CompanyLikeness:
    return CompanyLikeness.SISTER if a.legal and b.legal else CompanyLikeness.KIN


def _is_latin_short_form(a: LatinName, b: LatinName) -> bool:
    """Whether a is a short form of b; mere initials with a legal form are a name of their own: TSH Corporation Ltd."""
    if a.key in acronyms(b):
        initials = len(a.key) <= len(b.initials)
        return not a.legal if initials else len(a.core) > 1
    return is_short_for(a.key, b.core) and (not a.legal or len(a.core) == 1)


def _differs_by_place(core: tuple[str, ...], placed: tuple[str, ...]) -> bool:
    """Dayu Water Saving, Gansu Dayu Water Saving."""
    return placed[1:] == core and placed[0] in latin_places() and is_distinctive(core)


def _is_typo(a: LatinName, b: LatinName) -> bool:
    """Each word equal or a slip of the pen away; or the whole so, when blanks were set differently. A letter more,
    fewer or out of place is a slip; another letter in a short word makes another name, in pinyin above all."""
    if len(a.core) == len(b.core):
        return all(_is_slip(word, other) for word, other in zip(a.core, b.core, strict=True))
    shorter = min(len(a.key), len(b.key))
    return shorter >= 10 and a.key[:3] == b.key[:3] and ratio(a.key, b.key) >= 95


def _is_slip(word: str, other: str) -> bool:
    if word == other:
        return True
    shorter = min(len(word), len(other))
    if shorter < 5 or word[0] != other[0] or any(c.isdigit() for c in word + other):
        return False
    distance = OSA.distance(word, other, score_cutoff=1)
    replaced = len(word) == len(other) and sorted(word) != sorted(other)
    return distance <= 1 and (shorter >= 10 or not replaced)


def _is_kin(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One is the other with trades or colourless words added, and what they share is distinctive."""
    shorter, longer = (a, b) if len(a) < len(b) else (b, a)
    shared = longer[: len(shorter)]
    rest = longer[len(shorter) :]
    if shorter != shared:
        heads = tuple(word for word in a if word not in GENERIC_WORDS), tuple(w for w in b if w not in GENERIC_WORDS)
        return heads[0] == heads[1] and is_distinctive(heads[0]) and (set(a) <= set(b) or set(b) <= set(a))
    return is_distinctive(shorter) and all(word in GENERIC_WORDS for word in rest)


def is_brand_of(brand: LatinName, company: LatinName) -> bool:
    """Whether ``brand`` is the company's name as the public says it: its first words alone (CapitaLand; behind its
    place, Liugong of Guangxi Liugong Machinery), or with the trade that it is known by (OCBC Bank). A legal form
    makes it a company of its own."""
    if brand.legal or brand.separate or company.separate or not is_distinctive(brand.core) or _is_place(brand.core):
        return False
    placeless = company.core[1:] if _is_place(company.core[:1]) else company.core
    if any(len(brand.core) < len(core) and core[: len(brand.core)] == brand.core for core in (company.core, placeless)):
        return True
    return brand.core[:-1] == company.core and brand.core[-1] in BRAND_TRADES


def _is_place(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and words[0] in latin_places()


def compare_chinese(a: ChineseName, b: ChineseName) -> CompanyLikeness:
    """Symmetric."""
    if a.separate != b.separate:
        return CompanyLikeness.DIFFERENT
    degree = _compare_chinese_cores(a, b)
    if a.separate and degree < CompanyLikeness.TYPO:
        return CompanyLikeness.DIFFERENT
    return min(degree, _place_limit(a.places, b.places))


def _compare_chinese_cores(a: ChineseName, b: ChineseName) -> CompanyLikeness:
    if a.core == b.core:
        return _compare_soft_words(a, b)
    shorter, longer = sorted((a, b), key=lambda name: len(name.core))
    if _without_trades(longer.core) == shorter.core and is_telling_core(shorter.core):
        return _house_degree(a, b)
    if shorter.legal and without_place(longer.core) == shorter.core and is_telling_core(shorter.core):
        return CompanyLikeness.KIN
    if is_chinese_short_for(shorter.core, longer.core):
        return CompanyLikeness.SISTER if shorter.legal else CompanyLikeness.SHORT
    return CompanyLikeness.KIN if _same_but_for_place_and_letters(a.core, b.core) else CompanyLikeness.DIFFERENT


def _without_trades(core: str) -> str:
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


def company_likeness(a: SpelledNames, b: SpelledNames) -> tuple[CompanyLikeness | None, CompanyLikeness | None]:
    """The best degree among the Latin names and among the Chinese ones; None where one side has none."""
    latin = [compare_latin(latin_name(x), latin_name(y)) for x in a.latin for y in b.latin]
    chinese = [compare_chinese(chinese_name(x), chinese_name(y)) for x in a.chinese for y in b.chinese]
    return max(latin, default=None), max(chinese, default=None)


def is_same_name(a: SpelledNames, b: SpelledNames) -> bool:
    """Whether two texts name the same firm beyond doubt, legal form, Group and Holdings aside."""
    degrees = [degree for degree in company_likeness(a, b) if degree is not None]
    return (
        max(degrees, default=CompanyLikeness.DIFFERENT) >= CompanyLikeness.SOFT
        and min(degrees) > CompanyLikeness.DIFFERENT
    )


MIN_RATIO: Final = 79.0
"""Percent of letters in common, run together; a slip of the pen in every word leaves more."""


@dataclass(frozen=True, slots=True)
class NameGlance:
    """What of a Latin name is looked at. ``begins``: its first words, once more without the place that they begin with;
    ``distinctive``: its words but trades; ``short``: how it is cut short to initials."""

    name: LatinName
    key: str
    begins: tuple[tuple[str, str], ...]
    distinctive: frozenset[str]
    short: frozenset[str]
    last: str


def name_glance(name: LatinName) -> NameGlance:
    core = name.core or ("",)
    placed = len(core) > 1 and core[0] in latin_places()
    begins = tuple(
        (each[0], each[1][:3] if len(each) > 1 else "") for each in ((core, core[1:]) if placed else (core,))
    )
    telling_words = frozenset(word for word in core if word not in GENERIC_WORDS)
    return NameGlance(name, name.key, begins, telling_words, acronyms(name), core[-1])


def may_be_alike_latin(a: NameGlance, b: NameGlance) -> bool:
    """False only where ``compare_latin`` finds nothing; symmetric."""
    for first, second in a.begins:
        for other, other_second in b.begins:
            if first == other and (second == other_second or not second or not other_second):
                return True
    if a.distinctive == b.distinctive or a.key in b.short or b.key in a.short:
        return True
    if a.last in b.name.places or b.last in a.name.places or ratio(a.key, b.key, score_cutoff=MIN_RATIO):
        return True
    return _is_strung_together(a, b) if len(a.key) < len(b.key) else _is_strung_together(b, a)


def _is_strung_together(a: NameGlance, b: NameGlance) -> bool:
    """What strings together the beginnings of words holds that of the last."""
    return b.last[:2] in a.key and is_short_for(a.key, b.name.core)


def may_be_alike_chinese(a: ChineseName, b: ChineseName) -> bool:
    """False only where ``compare_chinese`` finds nothing; symmetric. What is cut short has all its signs from the whole
    name, but perhaps the first, which may stand for a province; Latin letters may stand for a place."""
    shorter, longer = (a.core, b.core) if len(a.core) <= len(b.core) else (b.core, a.core)
    return set(longer).issuperset(shorter[1:]) or a.core[0].isascii() != b.core[0].isascii()
