"""What a Chinese name means word by word, so that it meets its translation: 中国建设银行, China Construction Bank. A
translation is a reason to ask, never to be sure."""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from typing import Final

from app.companies.names import ChineseName, LatinName, pinyin, stem
from app.companies.places import CHINESE_PLACES
from app.companies.sectors import DATA
from app.companies.words import GENERIC_WORDS

_ALIKE: Final = {
    "harbour": "port", "harbor": "port", "seaport": "port", "assurance": "insurance", "agricultural": "agriculture",
    "banking": "bank", "airway": "airline", "aviation": "airline", "securities": "security", "bancorp": "bank",
    "trade": "trading", "medicine": "pharmaceutical", "building": "construction", "railroad": "railway",
    "overseas": "oversea", "economy": "economic", "scientific": "science", "electrical": "electric",
    "manufacturer": "manufacturing", "consultancy": "consulting", "consultant": "consulting", "robotic": "robot",
    "educational": "education", "financial": "finance", "institute": "institute", "corporation": "", "company": "",
    "britain": "british", "bio": "biological", "biotechnology": "biological", "biotech": "biological",
    "communications": "communication", "chinese": "china", "investments": "investment", "sports": "sport",
    "car": "automotive", "vehicle": "automotive", "motor": "automotive", "post": "postal", "tyres": "tyre",
    "iron": "", "and": "", "holding": "", "group": "", "estate": "", "real": "property",
}  # fmt: skip
"""Words that one Chinese term may stand for, and those that are left out as often as said."""
LEAST: Final = 2
"""So many words must agree."""


@lru_cache(maxsize=20_000)
def meanings_of(name: ChineseName) -> frozenset[str]:
    """Keys by which the name and its translation meet: its words in order of the alphabet, once more without its place
    where more is left than trades. Empty where too little of it can be told."""
    return _keys(tuple(_translated(name.core)))


@lru_cache(maxsize=20_000)
def meanings_in(name: LatinName) -> frozenset[str]:
    """The same of a Latin name."""
    return _keys(name.core)


def _translated(core: str) -> list[str]:
    found: list[str] = []
    sound = ""
    at = 0
    while at < len(core):
        size = next((n for n in range(_longest(), 0, -1) if core[at : at + n] in _terms()), 0)
        if not size:
            sound += core[at]
            at += 1
            continue
        if sound:
            found.append(pinyin(sound))
            sound = ""
        found += _terms()[core[at : at + size]]
        at += size
    return [*found, pinyin(sound)] if sound else found


@cache
def _terms() -> dict[str, tuple[str, ...]]:
    """Chinese term → English words; places by their sound."""
    with (DATA / "meanings.csv").open(encoding="utf-8", newline="") as file:
        said = {row["term"]: tuple(row["words"].split()) for row in csv.DictReader(file)}
    return {**{place: (pinyin(place),) for place in CHINESE_PLACES if len(place) > 1}, **said}


@cache
def _longest() -> int:
    return max(map(len, _terms()))


def _keys(words: tuple[str, ...]) -> frozenset[str]:
    told = [each for word in words if (each := _alike(word))]
    keys = set()
    if len(set(told)) >= LEAST:
        keys.add(" ".join(sorted(set(told))))
    rest = set(told[1:])
    if told and told[0] in _latin_places() and len(rest) >= LEAST and rest - _trades():
        keys.add(" ".join(sorted(rest)))
    return frozenset(keys)


def _alike(word: str) -> str:
    one = stem(word)
    return _ALIKE.get(word, _ALIKE.get(one, one))


@cache
def _latin_places() -> frozenset[str]:
    return frozenset(word for place in CHINESE_PLACES for word in _terms()[place] if len(place) > 1)


@cache
def _trades() -> frozenset[str]:
    said = (word for term, words in _terms().items() if term not in CHINESE_PLACES for word in words)
    return frozenset(map(_alike, (*GENERIC_WORDS, *said)))
