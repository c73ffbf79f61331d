"""What makes of a name that of another company of the house: a branch, a place, a legal form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from babel import Locale

from app.companies.names.parsing import (
    ChineseName,
    LatinName,
    chinese_name,
    compact,
    fold,
    has_chinese,
    latin_name,
    parse_place,
    pinyin,
    split_unit,
)
from app.companies.names.words import CHINESE_PLACES, LEGAL_ENDINGS, LEGAL_FORMS, PLACES, word_set
from app.core.texts import cached_by_text

_LATIN_UNITS: Final = re.compile(
    r"\b(branch|(?:rep(?:resentative)?|liaison|sales|regional|country) office|office|bureau(?: de representation)?"
    r"|succursale|filiale|agence|subsidiary|division|factory|plant|usine|hospital|hopital|clinic|clinique|campus)\b"
    r"(?! (?:group|holdings?|management))"
)
_CHINESE_UNITS: Final = re.compile(
    "(支行|分行|分公司|子公司|分店|分院|分校|分厂|分部|代表处|办事处|联络处|办公室|营业部|事业部|分支机构|医院|诊所|门诊部)(?!集团|控股|管理|投资)"
)
_ADDED_BUSINESS: Final = re.compile("^(?:投资|管理|资产|资本|供应链|咨询|服务){1,3}$")
"""Houses call so the firms that hold or run what they have: 凯德投资, 凯德投资管理."""
_FORM_COUNTRIES: Final = {
    **dict.fromkeys(("sdn", "bhd", "berhad"), "MY"),
    **dict.fromkeys(("gmbh", "ggmbh", "mbh", "aktiengesellschaft"), "DE"),
    **dict.fromkeys(("sarl", "sas", "sasu", "eurl"), "FR"),
    **dict.fromkeys(("bv", "nv"), "NL"),
    **dict.fromkeys(("srl", "spa"), "IT"),
    **dict.fromkeys(("pty",), "AU"),
    **dict.fromkeys(("oyj", "oy"), "FI"),
    **dict.fromkeys(("kk",), "JP"),
    **dict.fromkeys(("tbk",), "ID"),
    **dict.fromkeys(("pte",), "SG"),
}
_FORMS_AT_END: Final = word_set("bv nv srl spa oy kk tbk")
_FORMS_ANYWHERE: Final = word_set("ltd limited inc incorporated corp corporation plc llc llp co company")
"""Legal forms of many countries; a firm of Singapore is often said to be a mere Ltd."""


@dataclass(frozen=True, slots=True)
class CompanyUnit:
    """``marks``: words for a branch or an office in the name; ``law``: the country whose legal form it has, or "";
    ``forms``: its legal forms, as they are said most shortly."""

    marks: frozenset[str] = frozenset()
    law: str = ""
    forms: frozenset[str] = frozenset()


_SHORT_FORMS: Final = {
    "limited": "ltd",
    "private": "pte",
    "berhad": "bhd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
}


@cached_by_text
def company_unit(name: str) -> CompanyUnit:
    """Of a name in one script."""
    if has_chinese(name):
        compact_name = compact(name)
        law = "SG" if "私人有限公司" in compact_name else ""
        return CompanyUnit(_unit_marks(name) or frozenset(_CHINESE_UNITS.findall(compact_name)), law)
    words = fold(name).split()
    form_words = [word for at, word in enumerate(words) if word not in _FORMS_AT_END or at == len(words) - 1]
    law = next((_FORM_COUNTRIES[word] for word in form_words[1:] if word in _FORM_COUNTRIES), "")
    forms = frozenset(
        _SHORT_FORMS.get(word, word)
        for word in form_words[1:]
        if word in _FORM_COUNTRIES or word in _FORMS_ANYWHERE | {"private"}
    )
    return CompanyUnit(_unit_marks(name) or frozenset(_LATIN_UNITS.findall(" ".join(words))), law, forms)


def _unit_marks(name: str) -> frozenset[str]:
    """The branch's or office's own words: two branches of a house are two units."""
    unit_text = fold(split_unit(name)[1])
    return frozenset({re.sub(r"\brep(?=\b)", "representative", unit_text)} if unit_text else ())


def is_another_unit(name: str, other: str, countries: tuple[str, str] = ("", ""), *, listed: bool = False) -> bool:
    """Whether two names that are alike, in one script, are probably of two companies of one house. ``countries``: where
    each is said to be (ISO, two letters), "" where nobody said; ``listed``: their Chinese names are of one stock
    corporation. Symmetric."""
    a, b = company_unit(name), company_unit(other)
    if a.marks != b.marks:
        return True
    if listed or is_listed(name) or is_listed(other):
        return False
    if _has_other_law(a, b) or _is_holding_of(name, other, a, b):
        return True
    if "" not in countries and countries[0] != countries[1] and a.forms and b.forms and a.forms != b.forms:
        return True
    if has_chinese(name):
        x, y = chinese_name(name), chinese_name(other)
        return _has_other_place(x, y) or _is_business_of(x, y) or _is_business_of(y, x)
    return _has_other_place(latin_name(name), latin_name(other))


def has_other_legal_form(name: str, other: str) -> bool:
    """Whether two Latin names both bear a legal form, and not the same one. Symmetric."""
    a, b = _legal_forms(name), _legal_forms(other)
    return bool(a and b) and a != b


def _legal_forms(name: str) -> frozenset[str]:
    words = fold(name).split()[1:]
    others = {*filter(LEGAL_FORMS.__contains__, words), *filter(LEGAL_ENDINGS.__contains__, words[-1:])}
    return company_unit(name).forms | {_SHORT_FORMS.get(word, word) for word in others}


def _is_holding_of(name: str, other: str, a: CompanyUnit, b: CompanyUnit) -> bool:
    """Zeta Trading Holdings Pte Ltd, Zeta Trading Pte Ltd: one holds shares, the other, with a legal form of its own,
    trades. Who says a name shortly leaves both out; a Co., Ltd. of China is called Group or not."""
    read = chinese_name if has_chinese(name) else latin_name
    x, y = read(name), read(other)
    bare = x if x.soft < y.soft else y if y.soft < x.soft else None
    if bare is None or not bare.legal:
        return False
    apart = x.soft ^ y.soft
    of_china = _CO_LTD_FORMS in (a.forms, b.forms)
    return bool(apart & _HOLDING_WORDS) or (bool(apart & _GROUP_WORDS) and not of_china)


_HOLDING_WORDS: Final = frozenset({"holding", "控股"})
_GROUP_WORDS: Final = frozenset({"group", "集团"})
_CO_LTD_FORMS: Final = frozenset({"co", "ltd"})


def is_listed(name: str) -> bool:
    """Whether it is a stock corporation of the mainland: a firm under one name, seldom a part of a house."""
    return name.rstrip().endswith("股份有限公司")


def _has_other_law(a: CompanyUnit, b: CompanyUnit) -> bool:
    if a.law and b.law:
        return a.law != b.law
    own, plain = (a, b) if a.law else (b, a)
    return own.law not in ("", "SG") and bool(plain.forms)


def _has_other_place(a: LatinName | ChineseName, b: LatinName | ChineseName) -> bool:
    """A place stands in brackets in the one, and nowhere in the other, which is not just cut short."""
    return _has_further_place(a, b) or _has_further_place(b, a)


def is_placed_apart(a: LatinName | ChineseName, b: LatinName | ChineseName) -> bool:
    """The same where the other may be cut short: 华侨永亨银行(中国)."""
    return any(place not in b.core for place in a.places - b.places) or any(
        place not in a.core for place in b.places - a.places
    )


def _has_further_place(a: LatinName | ChineseName, b: LatinName | ChineseName) -> bool:
    is_cut = not b.legal and not b.soft and len(b.core) < len(a.core)
    return not is_cut and any(place not in b.core for place in a.places - b.places)


def _is_business_of(house: ChineseName, company: ChineseName) -> bool:
    return company.core.startswith(house.core) and _ADDED_BUSINESS.match(company.core[len(house.core) :]) is not None


MIN_PLACE_LETTERS: Final = 5
"""Letters of a place that is no great one; what is shorter may be any word."""
_CHINA: Final = "china"
_PLACES_ABROAD: Final = {
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


def places_named(texts: Iterable[str]) -> frozenset[str]:
    """Whichever language they are said in; a city as it sounds."""
    places: set[str] = set()
    for text in texts:
        folded = fold(text)
        places.update(_known_places()[each] for each in _chinese_place_pattern().findall(folded))
        words = folded.split()
        for word in (*words, *map("".join, pairwise(words))):
            if place := parse_place(word) if len(word) > 2 else None:
                places.add(_known_places().get(place, place))
            elif len(word) >= MIN_PLACE_LETTERS and word in _known_places():
                places.add(_known_places()[word])
    return frozenset(places)


def are_places_apart(named: frozenset[str], known: frozenset[str]) -> bool:
    """Whether who says the ones means no house at the others; of China alone may be any city of it."""
    if not named or not known or named <= known:
        return False
    cities, others = named - {_CHINA}, known - {_CHINA}
    if cities and others:
        return not cities & others
    return not (named | known) <= _places_in_china()


@cache
def _known_places() -> dict[str, str]:
    """What is written, folded, → the place."""
    places_by_text = {place: place for place in PLACES if place.isascii()} | {"macao": "macau"}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha():
            place = places_by_text.setdefault(_plain_territory(name), _plain_territory(name))
            places_by_text.setdefault(_plain_territory(str(Locale("fr").territories.get(code, name))), place)
            places_by_text.setdefault(fold(str(Locale("zh").territories.get(code, name))), place)
    for place in CHINESE_PLACES:
        places_by_text[place] = _PLACES_ABROAD.get(place) or pinyin(place)
        places_by_text.setdefault(places_by_text[place], places_by_text[place])
    return places_by_text


def _plain_territory(name: str) -> str:
    return fold(name).replace(" sar china", "").replace("r a s chinoise de ", "").replace(" ", "")


@cache
def _places_in_china() -> frozenset[str]:
    return frozenset({_CHINA, *(pinyin(place) for place in CHINESE_PLACES if place not in _PLACES_ABROAD)})


@cache
def _chinese_place_pattern() -> re.Pattern[str]:
    names = sorted((name for name in _known_places() if not name.isascii()), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, names)))
