"""Names of countries, towns and languages, as people write them and as pages show them, and their codes; unknown
names give nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from app.companies.names.parsing import compact, fold, pinyin
from app.companies.names.words import CHINESE_PLACES

NAME_LANGUAGES: Final = ("en", "zh", "fr")
_NOT_COUNTRIES: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Regions, unions and islands that ISO 3166 lists as no country, and codes for trials."""
_COUNTRY_SYNONYMS: Final = {
    "prc": "CN",
    "prchina": "CN",
    "mainlandchina": "CN",
    "中华人民共和国": "CN",
    "hongkong": "HK",
    "hk": "HK",
    "uk": "GB",
    "usa": "US",
    "uae": "AE",
    "新加坡共和国": "SG",
    "korea": "KR",
    "macau": "MO",
    "大马": "MY",
    "hongkongsar": "HK",
    "香港": "HK",
    "中国香港": "HK",
    "香港特别行政区": "HK",
    "macao": "MO",
    "macaosar": "MO",
    "澳门": "MO",
    "中国澳门": "MO",
    "澳门特别行政区": "MO",
    "中国台湾": "TW",
    "中国大陆": "CN",
    "印尼": "ID",
    "spore": "SG",
    "msia": "MY",
    "蒙古国": "MN",
    "england": "GB",
    "马来": "MY",
    "大韩民国": "KR",
}
_CHINESE_COUNTRY_NAMES: Final = {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"}
"""As forms in mainland China write them; the language data name two of the three otherwise."""
_LANGUAGE_SYNONYMS: Final = {
    "mandarin": "zh",
    "putonghua": "zh",
    "普通话": "zh",
    "国语": "zh",
    "华语": "zh",
    "中文": "zh",
    "汉语": "zh",
    "cn": "zh",
    "chn": "zh",
    "eng": "en",
    "英文": "en",
    "法文": "fr",
    "日文": "ja",
    "马来文": "ms",
    "bahasa": "ms",
    "malay": "ms",
    "cantonese": "yue",
    "粤语": "yue",
    "广东话": "yue",
    "mandarinchinese": "zh",
    "mandarin中文": "zh",
}
_NOT_LANGUAGES: Final = frozenset(["mul", "und", "zxx"])
"""Codes for several, an unknown and no language."""
_RARE_LANGUAGES: Final = frozenset(["ae", "cu", "ia", "ie", "io", "pi", "sh", "vo"])
"""Not offered: nobody does business in them."""
_LANGUAGES_WITHOUT_SHORT_CODE: Final = ("ceb", "fil", "hak", "nan", "wuu", "yue")
"""Spoken in trade, though ISO 639-1 has no two letters for them."""
_NAME_SEPARATORS: Final = re.compile(r"\s*(?:[,，、;；/／|&+·\n]|\band\b|\bet\b|和|及)\s*")


@cache
def list_countries(language: str) -> dict[str, str]:
    """ISO 3166 codes → what the countries are called in en, zh or fr, in the order of their names there."""
    territories = Locale(language).territories.items()
    names = {
        code: str(name) for code, name in territories if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES
    }
    names |= _CHINESE_COUNTRY_NAMES if language == "zh" else {}
    order = pinyin if language == "zh" else fold
    return dict(sorted(names.items(), key=lambda each: order(each[1])))


def get_country_name(language: str, code: str) -> str:
    """What a country is called in en, zh or fr; an unknown code stays as it is."""
    return list_countries(language).get(code.upper(), code)


def get_place_parts(language: str, city: str, country: str) -> tuple[str, ...]:
    """The parts of a place, from near to far: a Chinese city by its name in Chinese, a city that is its country once.

    ``country``: a code of ISO 3166 or words, which stay.
    """
    country_name = get_country_name(language, country) if len(country) == 2 else country
    if country and find_country(city) == country:
        return (country_name,)
    near = _chinese_cities().get(compact(city), city) if (language, country) == ("zh", "CN") else city
    return tuple(dict.fromkeys(filter(None, (near, country_name))))


@cache
def _chinese_cities() -> dict[str, str]:
    """Pinyin without blanks → the one place in China that is spelt so."""
    spelt: dict[str, list[str]] = {}
    for place in CHINESE_PLACES:
        spelt.setdefault(compact(pinyin(place)), []).append(place)
    return {sound: places[0] for sound, places in spelt.items() if len(places) == 1}


def find_country(text: str) -> str:
    """ISO 3166, two capitals: Singapore, 新加坡, Singapour or sg → SG; "" for what is no country."""
    word = compact(text)
    if word.upper() in list_countries("en"):
        return word.upper()
    return _COUNTRY_SYNONYMS.get(word) or _codes_by_name("territories").get(word, "")


def is_country_code(code: str) -> bool:
    """Whether ISO 3166 has it, in capitals."""
    return code in list_countries("en")


def find_country_of_town(text: str) -> str:
    """ISO 3166 of a town that the language data or the places in Chinese names know: Ho Chi Minh City → VN; "" for any
    other, and where the parts of the text tell several."""
    parts = {
        code for part in _NAME_SEPARATORS.split(text.strip()) if part and (code := _find_country_of_town(compact(part)))
    }
    return parts.pop() if len(parts) == 1 else ""


def _find_country_of_town(word: str) -> str:
    return (len(word) > 2 and find_country(word)) or _town_countries().get(word, "")


@cache
def _town_countries() -> dict[str, str]:
    """Folded name of a town in any of our languages → its country: those that name time zones, and those in China."""
    result: dict[str, str] = {}
    for zone, country in get_global("zone_territories").items():
        if zone.count("/") and country in list_countries("en"):
            for language in NAME_LANGUAGES:
                town = get_timezone_location(zone, locale=language, return_city=True)
                result.setdefault(compact(str(town)), country)
    for country, towns in _TRADING_TOWNS.items():
        result |= {compact(town): country for town in towns.split("|")}
    for place in CHINESE_PLACES:
        if not find_country(place) and place not in _WIDER_REGIONS:
            result.setdefault(place, "CN")
            result.setdefault(compact(pinyin(place)), "CN")
    return result


_WIDER_REGIONS: Final = frozenset({"亚洲", "亚太"})
_TRADING_TOWNS: Final = {
    "VN": "ho chi minh city|ho chi minh|hcmc|saigon|hanoi|ha noi|da nang|hai phong|胡志明市|胡志明|河内|岘港|海防",
    "MY": "penang|george town|johor bahru|klang|port klang|ipoh|melaka|malacca|shah alam|petaling jaya|槟城|新山|巴生",
    "ID": "surabaya|bandung|medan|batam|semarang|tangerang|泗水|万隆|棉兰|巴淡",
    "TH": "chonburi|chiang mai|rayong|samut prakan|清迈",
    "FR": "lyon|marseille|lille|bordeaux|toulouse|nantes|strasbourg|le havre|rennes|grenoble|里昂|马赛|波尔多",
    "DE": "munich|münchen|hamburg|frankfurt|düsseldorf|cologne|köln|stuttgart|慕尼黑|汉堡|法兰克福",
    "GB": "manchester|birmingham|leeds|glasgow|edinburgh|liverpool|曼彻斯特",
    "IN": "mumbai|new delhi|delhi|bangalore|bengaluru|chennai|hyderabad|pune|孟买|新德里|班加罗尔",
    "JP": "osaka|yokohama|nagoya|kobe|fukuoka|大阪|横滨|名古屋|神户",
    "KR": "busan|incheon|釜山|仁川",
    "US": "san francisco|houston|boston|seattle|dallas|atlanta|旧金山|休斯敦",
    "PH": "cebu|quezon city|makati|宿务",
}
"""Towns of trade that name no time zone."""


@cache
def list_languages(written_in: str) -> dict[str, str]:
    """Codes of the languages that are offered → their names in en, zh or fr, in the order of the names there."""
    languages = Locale(written_in).languages.items()
    offered = {code: str(name) for code, name in languages if _is_offered_language(code)}
    order = pinyin if written_in == "zh" else fold
    return dict(sorted(offered.items(), key=lambda each: order(each[1])))


def _is_offered_language(code: str) -> bool:
    return code in _LANGUAGES_WITHOUT_SHORT_CODE or (
        bool(re.fullmatch("[a-z]{2}", code)) and code not in _RARE_LANGUAGES
    )


def is_language_code(code: str) -> bool:
    """Whether it is a code that ``parse_languages`` may give."""
    return code in _language_codes()


def get_language_name(code: str, written_in: str) -> str:
    """What a language is called in en, zh or fr; the code itself where it has no name there."""
    return str(Locale(written_in).languages.get(code, code))


@cache
def _language_codes() -> frozenset[str]:
    return frozenset((*_codes_by_name("languages").values(), *_LANGUAGE_SYNONYMS.values()))


def parse_languages(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the languages that a cell names, and words that name none: 英文/Mandarin/good → (en, zh), (good,)."""
    codes, unread = [], []
    for part in filter(None, _NAME_SEPARATORS.split(text.strip())):
        word = compact(re.sub(r"[(（][^()（）]*[)）]", "", part)) or compact(part)
        code = (
            _LANGUAGE_SYNONYMS.get(word)
            or _codes_by_name("languages").get(word, "")
            or (word if word in NAME_LANGUAGES else "")
        )
        codes += [code] if code else []
        unread += [] if code else [part]
    return tuple(dict.fromkeys(codes)), tuple(unread)


def parse_countries(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the countries that a cell names, and words that name none: 越南/Thailand, worldwide → (VN, TH),
    (worldwide,)."""
    parts = [part for part in _NAME_SEPARATORS.split(text.strip()) if part]
    codes = {part: find_country(part) for part in parts}
    country_codes = dict.fromkeys(code for code in codes.values() if code)
    return tuple(country_codes), tuple(part for part, code in codes.items() if not code)


@cache
def _codes_by_name(kind: str) -> dict[str, str]:
    """Folded name in any of our languages → code, of ``territories`` or ``languages``; short codes only."""
    result: dict[str, str] = {}
    for language in NAME_LANGUAGES:
        table = getattr(Locale(language), kind)
        for code, name in table.items():
            if re.fullmatch(r"[A-Z]{2}|[a-z]{2,3}", code) and code not in _NOT_LANGUAGES:
                result.setdefault(compact(str(name)), code)
    return result
