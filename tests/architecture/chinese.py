"""How Chinese sentences are spaced: none round a name, for it stands among words as any word does; one between
characters and a number, a time, an address or anything else in Latin letters, as most of our sentences have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES: Final = _words(
    """
    about arranger by certificate chamber city column country delegation event field firm firms gone group guest host
    interpreter kept language languages list me name offer old one organisation organizer other person place sector
    sender side title topic what who whom zone
    """
)
"""Placeholders for what a reader of Chinese mostly reads in Chinese: firms, people, places, things."""
DATES: Final = frozenset({"day", "year"})
"""3月1日: it ends with a character."""
FIGURES: Final = _words(
    """
    all count done due email file held here left letters limit limit_columns limit_rows listed made mailed max
    megabytes megapixels meetings minutes missing moment more most least need num number people percent planned quota
    rank row rows run seconds sent share shown some span table texts time to_send told total when
    """
)
"""Numbers, times, labels of tables, addresses. Other placeholders mean one thing here and another there."""
OTHERWISE: Final = frozenset(
    {"WeChat %(name)s", "Drafts %(one)s and %(other)s", "%(new)s new, %(changed)s changed, %(gone)s gone"}
)
"""Sentences in which a name is a code or a number."""

_ROUND: Final = re.compile(r"%\((\w+)\)[sd]")
_CHARACTER: Final = re.compile(r"[\u3400-\u9fff]")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff，。；：、？！（）“”《》／]")
_COUNTED: Final = re.compile(r" ?(?:[家场]|的数)")
_MARKUP: Final = re.compile(r"%\(\w+\)[sd]|%%|<[^>]*>|\{[^}]*\}")
_BESIDE_LATIN: Final = re.compile(r"(?![年月])[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9](?![年月日])[\u3400-\u9fff]")
"""1月 is written as one word."""


def ill_spaced(english: str, text: str) -> Iterator[str]:
    """The pieces of a Chinese sentence that are spaced otherwise."""
    if english not in OTHERWISE:
        for found in _ROUND.finditer(text):
            before, after = text[: found.start()][-2:], text[found.end() :][:4]
            name = found[1]
            if name in ("firms", "one", "other") and _COUNTED.match(after):
                continue  # how many
            if name in NAMES | DATES and (_apart(before[::-1]) or _apart(after)):
                yield f"{before}{found[0]}{after[:2]}"
            if name in FIGURES and (_CHARACTER.match(before[-1:]) or _CHARACTER.match(after[:1])):
                yield f"{before}{found[0]}{after[:2]}"
    yield from (found for piece in _MARKUP.split(text) for found in _BESIDE_LATIN.findall(piece))


def _apart(beside: str) -> bool:
    """Whether a space parts a placeholder from Chinese; the nearest sign comes first."""
    return beside[:1] == " " and bool(_CHINESE.match(beside[1:]))
