"""Finding a company by any spelling: case, accents, full-width forms, traditional characters, pinyin, legal forms."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

LEGAL_FORMS: Final = frozenset(
    [
        "pte",
        "ltd",
        "limited",
        "private",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "llp",
        "plc",
        "bhd",
        "sdn",
        "sa",
        "sas",
        "sarl",
        "gmbh",
        "ag",
    ]
)
LEGAL_FORMS_ZH: Final = re.compile("(?:股份|私人|集团)?(?:有限责任公司|有限公司|公司)$")
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]+")


def fold(text: str) -> str:
    """One spelling for many: lower case without accents, half-width, simplified, signs as single blanks."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    spaced = " ".join(unicodedata.normalize("NFC", bare).split())
    return str(_simplifier().convert(spaced)) if _HAN.search(spaced) else spaced


def searchable(*names: str | None) -> str:
    """What ``companies.folded`` holds: every name folded, each Chinese one also in pinyin and by its initials."""
    found: list[str] = []
    for name in names:
        folded = fold(name or "")
        found += [folded, folded.replace(" ", ""), *_pinyin(folded)]
    return " | ".join(dict.fromkeys(part for part in found if part))


def words_of(typed: str) -> list[str]:
    """The words that a search must all find, legal forms left out unless nothing else was typed."""
    folded = fold(typed)
    words = [LEGAL_FORMS_ZH.sub("", word) for word in folded.split() if word not in LEGAL_FORMS]
    return [word for word in words if word] or folded.split()


def finds(typed: str, folded: str) -> bool:
    """Whether a typed text finds the company whose ``folded`` this is; nothing typed finds everything."""
    return all(word in folded for word in words_of(typed))


def _pinyin(folded: str) -> list[str]:
    if not _HAN.search(folded):
        return []
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(folded)
    initials = lazy_pinyin(folded, style=Style.FIRST_LETTER)
    return ["".join(syllables), " ".join(syllables), "".join(initials)]


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
