"""Names of firms as they are spoken, to be read from the other end of a hall: without what they are in law."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from app.companies.names.parsing import fold, has_chinese, parse_place, stem
from app.companies.names.words import CHINESE_LEGAL_FORMS, LEGAL_ENDINGS, LEGAL_FORMS, SOFT_WORDS

SHORTEST_CHINESE: Final = 2
_ENDINGS: Final = LEGAL_FORMS | LEGAL_ENDINGS | SOFT_WORDS | {"private"}
_SIGNS: Final = " ,.;&"
_LAST: Final = re.compile(r"(.*?)([^\s,]*)", re.DOTALL)
_PLACE: Final = re.compile(r"(?<=\S)\s*[(（]([^()（）]+)[)）]$")
"""A place behind a name: Q & M Dental (Singapore)."""


def spoken(name: str) -> str:
    """The name as people say it: "Tye Soon Pte. Ltd." → "Tye Soon", 重庆啤酒股份有限公司 → 重庆啤酒; something of it
    always stays."""
    return _chinese(name) if has_chinese(name) else _latin(name)


def _latin(name: str) -> str:
    kept = name.strip()
    while (shorter := _shortened(kept)) != kept:
        kept = shorter
    return kept


def _shortened(name: str) -> str:
    """Without its last word, where that is no more than a form, or a place in brackets."""
    place = _PLACE.search(name)
    if place is not None and parse_place(place[1]) is not None:
        return name[: place.start()]
    before, last = _LAST.fullmatch(name).groups()  # type: ignore[union-attr]  # it matches any text
    said = fold(last)
    is_form = not said or said in _ENDINGS or stem(said) in _ENDINGS
    rest = before.rstrip(_SIGNS)
    return rest if is_form and fold(rest) else name


def _chinese(name: str) -> str:
    for form in CHINESE_LEGAL_FORMS:
        if name.endswith(form):
            rest = name.removesuffix(form).rstrip()
            return rest if len(rest) >= SHORTEST_CHINESE else name
    return name


def spoken_apart(names: Mapping[int, str]) -> dict[int, str]:
    """The same of all firms that are shown together; those whose short names are one keep their whole ones."""
    found = {number: spoken(name) for number, name in names.items()}
    borne = Counter(fold(name) for name in found.values())
    return {number: name if borne[fold(name)] == 1 else names[number] for number, name in found.items()}
