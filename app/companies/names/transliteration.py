"""How a Chinese name meets a Latin one: a brand by its sound, a name word by word. A reason to ask only."""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from typing import Final

from app.companies.names.parsing import ChineseName, LatinName, pinyin, stem
from app.companies.names.short_forms import latin_places
from app.companies.names.words import CHINESE_PLACES, GENERIC_WORDS
from app.companies.sectors.tree import DATA_FOLDER

MIN_BRAND_LETTERS: Final = 4
"""Letters; fewer are heard in too many names."""
_BRAND_SYLLABLES: Final = (2, 3)


def brand_word(name: LatinName) -> str:
    """The first word behind the place, where it tells the firm apart; "" where it does not."""
    words = name.core[1:] if len(name.core) > 1 and name.core[0] in latin_places() else name.core
    brand = words[0] if words else ""
    return "" if len(brand) < MIN_BRAND_LETTERS or brand in GENERIC_WORDS or brand in latin_places() else brand


@lru_cache(maxsize=20_000)
def brands_by_sound(name: ChineseName) -> frozenset[str]:
    """How the beginning of the name sounds behind its place, in two and in three syllables."""
    cores = {core for core in (name.core, name.bare) if not core[:1].isascii()}
    return frozenset(pinyin(core[:count]) for core in cores for count in _BRAND_SYLLABLES if len(core) > count)


def is_same_brand(latin: LatinName, chinese: ChineseName) -> bool:
    """Whether the brand is heard behind the same place, which both names have."""
    before = chinese.core.removesuffix(chinese.bare)
    is_placed = len(latin.core) > 1 and latin.core[0] in latin_places()
    if not before or not is_placed or not pinyin(before).startswith(latin.core[0]):
        return False
    return brand_word(latin) in brands_by_sound(chinese)


_SAME_MEANING: Final = {
    "harbour": "port",
    "harbor": "port",
    "seaport": "port",
    "assurance": "insurance",
    "agricultural": "agriculture",
    "banking": "bank",
    "airway": "airline",
    "aviation": "airline",
    "securities": "security",
    "bancorp": "bank",
    "trade": "trading",
    "medicine": "pharmaceutical",
    "building": "construction",
    "railroad": "railway",
    "overseas": "oversea",
    "economy": "economic",
    "scientific": "science",
    "electrical": "electric",
    "manufacturer": "manufacturing",
    "consultancy": "consulting",
    "consultant": "consulting",
    "robotic": "robot",
    "educational": "education",
    "financial": "finance",
    "institute": "institute",
    "corporation": "",
    "company": "",
    "britain": "british",
    "bio": "biological",
    "biotechnology": "biological",
    "biotech": "biological",
    "communications": "communication",
    "chinese": "china",
    "investments": "investment",
    "sports": "sport",
    "car": "automotive",
    "vehicle": "automotive",
    "motor": "automotive",
    "post": "postal",
    "tyres": "tyre",
    "iron": "",
    "and": "",
    "holding": "",
    "group": "",
    "estate": "",
    "real": "property",
}
"""Words that one Chinese term may stand for, and those that are left out as often as said."""
MIN_SHARED_WORDS: Final = 2
"""So many words must agree."""


@lru_cache(maxsize=20_000)
def chinese_meanings(name: ChineseName) -> frozenset[str]:
    """Keys by which the name and its translation meet: its words in order of the alphabet, once more without its place
    where more is left than trades. Empty where too little of it can be told."""
    return _meaning_keys(tuple(_translate(name.core)))


@lru_cache(maxsize=20_000)
def latin_meanings(name: LatinName) -> frozenset[str]:
    """The same of a Latin name."""
    return _meaning_keys(name.core)


def _translate(core: str) -> list[str]:
    english_words: list[str] = []
    sound = ""
    at = 0
    while at < len(core):
        size = next((n for n in range(_longest_term(), 0, -1) if core[at : at + n] in _translation_terms()), 0)
        if not size:
            sound += core[at]
            at += 1
            continue
        if sound:
            english_words.append(pinyin(sound))
            sound = ""
        english_words += _translation_terms()[core[at : at + size]]
        at += size
    return [*english_words, pinyin(sound)] if sound else english_words


@cache
def _translation_terms() -> dict[str, tuple[str, ...]]:
    """Chinese term → English words; places by their sound."""
    with (DATA_FOLDER / "meanings.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["term"]: tuple(row["words"].split()) for row in csv.DictReader(file)}
    return {**{place: (pinyin(place),) for place in CHINESE_PLACES if len(place) > 1}, **terms}


@cache
def _longest_term() -> int:
    return max(map(len, _translation_terms()))


def _meaning_keys(words: tuple[str, ...]) -> frozenset[str]:
    telling = [each for word in words if (each := _normalize_word(word))]
    keys = set()
    if len(set(telling)) >= MIN_SHARED_WORDS:
        keys.add(" ".join(sorted(set(telling))))
    rest = set(telling[1:])
    if telling and telling[0] in _place_words() and len(rest) >= MIN_SHARED_WORDS and rest - _trade_words():
        keys.add(" ".join(sorted(rest)))
    return frozenset(keys)


def _normalize_word(word: str) -> str:
    word_stem = stem(word)
    return _SAME_MEANING.get(word, _SAME_MEANING.get(word_stem, word_stem))


@cache
def _place_words() -> frozenset[str]:
    return frozenset(word for place in CHINESE_PLACES for word in _translation_terms()[place] if len(place) > 1)


@cache
def _trade_words() -> frozenset[str]:
    trade_words = (word for term, words in _translation_terms().items() if term not in CHINESE_PLACES for word in words)
    return frozenset(map(_normalize_word, (*GENERIC_WORDS, *trade_words)))
