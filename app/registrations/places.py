"""The names of countries and languages as people write them → their codes; total: unknown ones give nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from babel import Locale

from app.companies.names import compact, fold, pinyin

WRITTEN_IN: Final = ("en", "zh", "fr")
_NO_COUNTRIES: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Regions, unions and islands that ISO 3166 lists as no country, and codes for trials."""
_COUNTRIES: Final = {
    "prc": "CN", "prchina": "CN", "mainlandchina": "CN", "中华人民共和国": "CN", "hongkong": "HK", "hk": "HK",
    "uk": "GB", "usa": "US", "uae": "AE", "新加坡共和国": "SG", "korea": "KR", "macau": "MO", "大马": "MY",
}  # fmt: skip
_LANGUAGES: Final = {
    "mandarin": "zh", "putonghua": "zh", "普通话": "zh", "国语": "zh", "华语": "zh", "中文": "zh", "汉语": "zh",
    "cn": "zh", "chn": "zh", "eng": "en", "英文": "en", "法文": "fr", "日文": "ja", "马来文": "ms", "bahasa": "ms",
    "malay": "ms", "cantonese": "yue", "粤语": "yue", "广东话": "yue", "mandarinchinese": "zh", "mandarin中文": "zh",
}  # fmt: skip
_PARTED: Final = re.compile(r"\s*(?:[,，、;；/／|&+·\n]|\band\b|\bet\b|和|及)\s*")


@cache
def countries(language: str) -> dict[str, str]:
    """ISO 3166 codes → what the countries are called in en, zh or fr, in the order of their names there."""
    told = Locale(language).territories.items()
    names = {code: str(name) for code, name in told if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES}
    order = pinyin if language == "zh" else fold
    return dict(sorted(names.items(), key=lambda each: order(each[1])))


def country_of(text: str) -> str:
    """ISO 3166, two capitals: Singapore, 新加坡, Singapour or sg → SG; "" for what is no country."""
    word = compact(text)
    if word.upper() in countries("en"):
        return word.upper()
    return _COUNTRIES.get(word) or _names("territories").get(word, "")


def languages_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the languages that a cell names, and words that name none: 英文/Mandarin/good → (en, zh), (good,)."""
    codes, unread = [], []
    for part in filter(None, _PARTED.split(text.strip())):
        word = compact(re.sub(r"[(（].*?[)）]", "", part)) or compact(part)
        code = _LANGUAGES.get(word) or _names("languages").get(word, "") or (word if word in WRITTEN_IN else "")
        codes += [code] if code else []
        unread += [] if code else [part]
    return tuple(dict.fromkeys(codes)), tuple(unread)


@cache
def _names(kind: str) -> dict[str, str]:
    """Folded name in any of our languages → code, of ``territories`` or ``languages``; short codes only."""
    found: dict[str, str] = {}
    for language in WRITTEN_IN:
        table = getattr(Locale(language), kind)
        for code, name in table.items():
            if re.fullmatch(r"[A-Z]{2}|[a-z]{2,3}", code):
                found.setdefault(compact(str(name)), code)
    return found
