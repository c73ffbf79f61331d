"""Whether two names can be alike at all: seen in a few strokes, so that most pairs need no closer look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz.fuzz import ratio

from app.companies.names import ChineseName, LatinName, acronyms
from app.companies.short_forms import is_short_for, latin_places
from app.companies.words import GENERIC_WORDS

LEAST_RATIO: Final = 79.0
"""Percent of letters in common, run together; a slip of the pen in every word leaves more."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What of a Latin name is looked at. ``begins``: its first words, once more without the place that they begin with;
    ``told``: its words but trades; ``short``: how it is cut short to initials."""

    name: LatinName
    key: str
    begins: tuple[tuple[str, str], ...]
    told: frozenset[str]
    short: frozenset[str]
    last: str


def glance(name: LatinName) -> Glance:
    core = name.core or ("",)
    placed = len(core) > 1 and core[0] in latin_places()
    begins = tuple(
        (each[0], each[1][:3] if len(each) > 1 else "") for each in ((core, core[1:]) if placed else (core,))
    )
    told = frozenset(word for word in core if word not in GENERIC_WORDS)
    return Glance(name, name.key, begins, told, acronyms(name), core[-1])


def latin_may_be(a: Glance, b: Glance) -> bool:
    """False only where ``compare_latin`` finds nothing; symmetric."""
    for first, second in a.begins:
        for other, next_one in b.begins:
            if first == other and (second == next_one or not second or not next_one):
                return True
    if a.told == b.told or a.key in b.short or b.key in a.short:
        return True
    if a.last in b.name.places or b.last in a.name.places or ratio(a.key, b.key, score_cutoff=LEAST_RATIO):
        return True
    return _strung_together(a, b) if len(a.key) < len(b.key) else _strung_together(b, a)


def _strung_together(a: Glance, b: Glance) -> bool:
    """What strings together the beginnings of words holds that of the last."""
    return b.last[:2] in a.key and is_short_for(a.key, b.name.core)


def chinese_may_be(a: ChineseName, b: ChineseName) -> bool:
    """False only where ``compare_chinese`` finds nothing; symmetric. What is cut short has all its signs from the whole
    name, but perhaps the first, which may stand for a province; Latin letters may stand for a place."""
    shorter, longer = (a.core, b.core) if len(a.core) <= len(b.core) else (b.core, a.core)
    return set(longer).issuperset(shorter[1:]) or a.core[0].isascii() != b.core[0].isascii()
