"""Company names parsed: folded, without legal form and branch, Latin and Chinese, by sound."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from opencc import OpenCC

from app.companies.names.words import (
    ABBREVIATIONS,
    CHINESE_LEGAL_FORMS,
    CHINESE_PLACES,
    CHINESE_SOFT_WORDS,
    GENERIC_WORDS,
    LEADING_PLACES,
    LEGAL_ENDINGS,
    LEGAL_FORMS,
    LINK_WORDS,
    PLACE_ABBREVIATIONS,
    PLACE_SIGNS,
    PLACES,
    SEPARATE_UNITS,
    SOFT_WORDS,
    word_set,
)
from app.core.pinyin import syllables
from app.core.texts import cached_by_text

_OFFICE_PATTERN: Final = (
    r"(?:rep(?:resentative|\.)?|liaison|sales|regional|country|branch|delegate)\s+off(?:ice|\.)?"
    r"|succursale|bureau\s+(?:de\s+)?(?:repr[ée]sentation|liaison)|agence|representation"
)
_UNIT_PATTERN: Final = rf"(?:{_OFFICE_PATTERN}|branch|filiale|subsidiary)"
_UNIT_SEAT_PATTERN: Final = r"(?:\s+(?:(?:of|in|at|de|du|à|d['’])\s*)?[\w’' -]{2,30})?"
_LEGAL_FORM_PATTERN: Final = "|".join(sorted(LEGAL_FORMS, key=len, reverse=True))
_ANY_UNIT: Final = re.compile(_UNIT_PATTERN, re.IGNORECASE)
_HAN_RANGE: Final = "\u3400-\u9fff"
_CHINESE_UNIT: Final = (
    "(?:支行|分行|分公司|子公司|分店|分部|代表处|代表處|代表机构|办事处|辦事處|联络处|聯絡處|营业部|分支机构)"
)
_CHINESE_SEATS: Final = "|".join(sorted(CHINESE_PLACES, key=len, reverse=True))
_CHINESE_UNIT_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\s*[(（\[【]([^()（）\[\]【】]*{_CHINESE_UNIT})[)）\]】]",
        rf"(?<=公司)\s*[-–—]?\s*([{_HAN_RANGE}（）()]{{0,14}}{_CHINESE_UNIT})\s*$",
        rf"(?<=[{_HAN_RANGE}]{{2}})\s*[-–—]?\s*((?:{_CHINESE_SEATS})(?:省|市|自治区|特区)?[{_HAN_RANGE}]{{0,4}}?{_CHINESE_UNIT})\s*$",
    )
)


@cache
def _latin_unit_patterns() -> tuple[re.Pattern[str], ...]:
    places = {*PLACES, *("".join(syllables(place)) for place in CHINESE_PLACES)}
    towns = "|".join(sorted((place for place in places if place.isascii()), key=len, reverse=True))
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\s*[(（\[【]([^()（）\[\]【】]*\b{_UNIT_PATTERN}\b[^()（）\[\]【】]*)[)）\]】]",
            rf"\s*(?:\s[-–—/]|[,，;–—])\s*([^-–—,，;()]*\b{_UNIT_PATTERN}{_UNIT_SEAT_PATTERN})\s*$",
            rf"(?<=\w)\s+((?:(?:{towns})\s+)?(?:{_OFFICE_PATTERN}){_UNIT_SEAT_PATTERN})\s*$",
            rf"(?<=\w)\s+((?:{towns})\s+{_UNIT_PATTERN})\s*$",
            rf"\b(?:{_LEGAL_FORM_PATTERN})\.?\s+([\w’' ]{{0,30}}{_UNIT_PATTERN}{_UNIT_SEAT_PATTERN})\s*$",
        )
    )


@cached_by_text
def split_unit(name: str) -> tuple[str, str]:
    """The name of the house, and the words for its branch or office; these are "" for the house itself."""
    for pattern in (*(_latin_unit_patterns() if _ANY_UNIT.search(name) else ()), *_CHINESE_UNIT_PATTERNS):
        match = pattern.search(name)
        if match is None:
            continue
        house = name[: match.start(1)].rstrip(" -–—,，;/(（[【") + name[match.end() :]
        if sum(map(str.isalnum, house)) >= 2:
            return house.strip(), match[1].strip()
    return name, ""


CJK: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_CJK_PATTERN: Final = re.compile(f"[{CJK}]")
_DOTTED_INITIALS: Final = re.compile(r"(?<!\w)((?:[^\W\d_]\.){2,}[^\W\d_]?)(?!\w)")
_APOSTROPHES: Final = re.compile("(?<=\\w)['’‘ʼ`´](?=\\w)")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_NOT_WORD: Final = re.compile(r"[^\w]|_")
_SHARE_CLASS: Final = re.compile(r"(?<=\w)[ .,(]+(?:[Cc]lass +[A-Ha-h]|[ABH])\)?$")
"""How exchanges tell shares of one firm apart: Shang Gong Group Co Ltd A, … Class B."""
_simplified: Final = OpenCC("t2s")


def has_chinese(text: str) -> bool:
    return _CJK_PATTERN.search(text) is not None


def is_chinese(text: str) -> bool:
    """Whether most of a text is Chinese; a sign says as much as three letters."""
    signs = len(_CJK_PATTERN.findall(text))
    return signs > 0 and 3 * signs >= sum(character.isascii() and character.isalpha() for character in text)


@cached_by_text
def fold(text: str) -> str:
    """Lower case, half width, no accents, simplified characters, words parted by single blanks; idempotent."""
    folded = _fold_once(text)
    while not folded.isascii() and (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = _DOTTED_INITIALS.sub(lambda match: match[1].replace(".", ""), text)
    text = _APOSTROPHES.sub("", text).replace("&", " and ").casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    if has_chinese(text):
        text = _simplified.convert(text)
    return " ".join(_NOT_WORD.sub(" ", text).split())


@cached_by_text
def compact(text: str) -> str:
    """The folded text without blanks: "Y.C.H. Group" and "YCH Group" meet here."""
    return fold(text).replace(" ", "")


@cached_by_text
def pinyin(text: str) -> str:
    """How a Chinese text sounds, without tones or blanks; other characters stay: 叶水福 → yeshuifu."""
    return "".join(syllables(compact(text)))


@dataclass(frozen=True, slots=True)
class LatinName:
    """A name in Latin script. ``core``: words without legal form; ``soft``: Group, Holdings…; ``places``: in brackets;
    ``initials``: of all words but Ltd and the like: Oversea-Chinese Banking Corporation Ltd → ocbc; ``key``: the core
    run together, ``whole`` with the soft words; ``legal``: it has a legal form; ``separate``: a listed trust or fund,
    a company beside its sponsor."""

    core: tuple[str, ...]
    soft: frozenset[str]
    places: frozenset[str]
    initials: str
    key: str
    whole: str
    legal: bool
    separate: bool


@dataclass(frozen=True, slots=True)
class ChineseName:
    """A name in Chinese. ``core`` has no legal form, no 集团 or 控股; ``places`` stood in brackets; ``bare``: the core
    without a place before it; ``legal``: it has a legal form; ``separate``: a listed trust or fund."""

    core: str
    soft: frozenset[str]
    places: frozenset[str]
    bare: str
    legal: bool
    separate: bool


def stem(word: str) -> str:
    """Without the plural's s: technologies and technology meet."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@cached_by_text
def latin_name(text: str) -> LatinName:
    """Reads a Latin name, that of the house where it is a branch's; total: of nothing but legal forms, these stay as
    its core."""
    body, bracketed = _without_places(_without_share_class(split_unit(text.rstrip())[0]))
    words = fold(body).replace("hong kong", "hongkong").split()
    if len(words) > 1:
        words[0] = LEADING_PLACES.get(words[0], words[0])
    if len(words) > 2 and "".join(words[:2]) in _PLACES_IN_PINYIN:
        words[:2] = ["".join(words[:2])]
    words = [stem(ABBREVIATIONS.get(word, ABBREVIATIONS.get(stem(word), word))) for word in words]
    without_forms = _without_legal_forms(words)
    core = [word for word in without_forms if word not in SOFT_WORDS and word not in LINK_WORDS]
    soft = frozenset(word for word in without_forms if word in SOFT_WORDS)
    initials = "".join(word[0] for word in words if word not in LINK_WORDS and word not in _LEGAL_STEMS - _SPOKEN_FORMS)
    core_words = tuple(core or without_forms or words)
    separate = not SEPARATE_UNITS.isdisjoint(core_words)
    legal = len(without_forms) < len(words)
    return LatinName(
        core_words,
        soft if core else frozenset(),
        bracketed,
        initials,
        "".join(core_words),
        "".join(without_forms or words),
        legal,
        separate,
    )


def _without_share_class(text: str) -> str:
    """What stands before the class of a share: Shang Gong Group Co Ltd, Liugong. Behind mere trades a letter tells
    companies apart: "Firm A" is one name, and "Firm B" another."""
    before = _SHARE_CLASS.sub("", text)
    return before if any(stem(word) not in GENERIC_WORDS for word in fold(before).split()) else text


def _without_legal_forms(words: list[str]) -> list[str]:
    remaining = [
        word
        for at, word in enumerate(words)
        if word not in _LEGAL_STEMS and not (word == "private" and words[at + 1 : at + 2] == ["limited"])
    ]
    while len(remaining) > 1 and remaining[-1] in LEGAL_ENDINGS:
        remaining.pop()
    return remaining


_PLACES_IN_PINYIN: Final = word_set(
    """
    beijing shanghai tianjin chongqing hebei shanxi liaoning jilin heilongjiang jiangsu zhejiang anhui fujian jiangxi
    shandong henan hubei hunan guangdong hainan sichuan guizhou yunnan shaanxi gansu qinghai guangxi ningxia xinjiang
    shenzhen guangzhou xian suzhou wuxi nanjing hangzhou ningbo wenzhou hefei fuzhou xiamen nanchang jinan qingdao
    zhengzhou luoyang wuhan changsha zhuhai foshan dongguan nanning haikou chengdu guiyang kunming lanzhou dalian
    shenyang harbin changchun taiyuan chengde tonghua
    """
)
"""As many part them: Zhe Jiang, Xi an."""
_LEGAL_STEMS: Final = LEGAL_FORMS | {stem(word) for word in LEGAL_FORMS}
_SPOKEN_FORMS: Final = frozenset({"corp", "corporation", "company"})
BRACKETS: Final = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")


def _without_places(text: str) -> tuple[str, frozenset[str]]:
    """The text without brackets that tell branches apart, mostly places, and these; others lose only their signs."""
    places: set[str] = set()

    def judge(bracket: re.Match[str]) -> str:
        place = parse_place(bracket[1])
        if place is None and not fold(text[bracket.end() :]):
            return f" {bracket[1]} "
        if place is None and is_colourless(bracket[1]):
            return f" {bracket[1]} "
        places.add(place or fold(bracket[1]))
        return " "

    return BRACKETS.sub(judge, text), frozenset(places)


def parse_place(text: str) -> str | None:
    word = fold(text).replace("hong kong", "hongkong")
    word = PLACE_ABBREVIATIONS.get(word, word)
    return word if word in PLACES else None


_INNER_LEGAL: Final = frozenset(
    {"股份", "集团", "控股", "有限合伙", "pte", "private", "holding", "holdings", "group", "pvt"}
)


def is_colourless(text: str) -> bool:
    """A legal form or trades only."""
    words = fold(text)
    return words in _INNER_LEGAL or set(words.split()) <= GENERIC_WORDS


_LISTING_MARKS: Final = re.compile(f"^s?st(?=[{CJK}])|(?<=[{CJK}])[abuw]$")
"""How exchanges mark a share: ST恒立, 深科技A."""
_CITY_BEFORE: Final = re.compile(f"^([{CJK}]{{2,3}})市(?=[{CJK}]{{2}})")


@cached_by_text
def chinese_name(text: str) -> ChineseName:
    """Reads a Chinese name, that of the house where it is a branch's; total."""
    body, places = _without_places(split_unit(text)[0])
    whole = _LISTING_MARKS.sub("", compact(body)) or compact(body)
    whole = _CITY_BEFORE.sub(r"\1", whole)
    core, soft = _strip_endings(whole)
    core_text = core or whole
    separate = any(core_text.endswith(unit) for unit in SEPARATE_UNITS)
    legal = whole.endswith(CHINESE_LEGAL_FORMS)
    return ChineseName(core_text, soft if core else frozenset(), places, without_place(core_text), legal, separate)


_PLACES_PATTERN: Final = "|".join(sorted(CHINESE_PLACES, key=len, reverse=True))
_FIRST_PLACE: Final = re.compile(f"^(?:{_PLACES_PATTERN})(?:省|市|自治区|特区)?(?=[{CJK}]{{2}})")
_PLACE_BEFORE: Final = re.compile(f"^(?:(?:{_PLACES_PATTERN})(?:省|市|自治区|特区)?){{1,2}}(?=[{CJK}]{{2}})")


def without_place(core: str) -> str:
    """重庆长安汽车 → 长安汽车; 湖北武汉, province and city, at once."""
    return _PLACE_BEFORE.sub("", core)


def without_first_place(core: str) -> str:
    """广西河池化工 → 河池化工."""
    return _FIRST_PLACE.sub("", core)


def place_of_sign(sign: str) -> str:
    """The province that goes by one character: 粤 → 广东; "" for any other."""
    return PLACE_SIGNS.get(sign, "")


def _strip_endings(whole: str) -> tuple[str, frozenset[str]]:
    core = next((whole.removesuffix(form) for form in CHINESE_LEGAL_FORMS if whole.endswith(form)), whole)
    soft: set[str] = set()
    if whole.endswith("集团有限公司"):
        soft.add("集团")
    for _ in range(3):
        for word in CHINESE_SOFT_WORDS:
            if core.endswith(word):
                core = core.removesuffix(word)
                soft.add(word)
    return core, frozenset(soft - {"股份"})


def acronyms(name: LatinName) -> frozenset[str]:
    """Short forms of a name of several words: first letters, also with the last words in full (ste, stengineering)."""
    core = name.core
    if len(core) < 2:
        return frozenset()
    first = "".join(word[0] for word in core)
    blends = {first[:k] + "".join(core[k:]) for k in range(2, len(core))}
    return frozenset(short for short in {first, name.initials, *blends} if len(short) > 2)
