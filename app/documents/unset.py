"""What becomes on paper of characters that no font has: letters are written as they sound, pictures are left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import groupby
from typing import Final

from anyascii import anyascii

from app.kernel.sounds import syllables

INVISIBLE: Final = frozenset("\n\t\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2060\ufe0e\ufe0f\ufeff")
"""What no font needs to have for nothing to be lost."""
NO_SOUND: Final = "□"
"""For a letter that nobody can say either (mostly one of private use, from somebody's own font), as printers do."""
_GONE: Final = "\x00"
"""Here was a picture. No text that is stored holds this character."""
_GAP: Final = re.compile(f" *{_GONE}(?:[{_GONE}\u200d\ufe0e\ufe0f ]*[{_GONE}\u200d\ufe0e\ufe0f])? *")
_PICTURES: Final = frozenset({"So", "Sk", "Me", "Cn", "Cf", "Cc", "Cs"})
"""Emoji, what colours or frames them, and code points without a character."""


def as_set(text: str, drawable: Container[str]) -> str:
    """The text in characters that can be drawn: 김철수 → GimCheolSu, 𠮷野 → Ji野, Acme 🚀 Ltd → Acme Ltd, 𝗕𝗶𝗴 → Big.

    Never empty where the text was not.
    """

    def can_be(one: str) -> bool:
        return one in INVISIBLE or one in drawable

    if all(map(can_be, text)):
        return text
    plain = "".join(one if can_be(one) else _plain(one, drawable) for one in text)
    said = "".join("".join(run) if fit else _spoken("".join(run)) for fit, run in groupby(plain, key=can_be))
    return _GAP.sub(_closed, said) or NO_SOUND


def _plain(one: str, drawable: Container[str]) -> str:
    """A character that only looks otherwise than a plain one (𝗕 and B), as that one."""
    folded = unicodedata.normalize("NFKC", one)
    return folded if all(each in drawable for each in folded) else one


def _spoken(run: str) -> str:
    """Letters as they sound in Latin ones, word by word; each picture as the mark of a gap."""
    return "".join(
        _GONE * len(part) if pictures else _sounded(part)
        for pictures, each in groupby(run, key=lambda one: unicodedata.category(one) in _PICTURES)
        if (part := "".join(each))
    )


def _sounded(letters: str) -> str:
    """Chinese by pinyin, all else as tables of its script have it."""
    known = "".join(said.title() for said in syllables(letters) if said.isascii())
    return known or anyascii(letters) or NO_SOUND * len(letters)


def _closed(gap: re.Match[str]) -> str:
    """What stays where pictures stood: a space between two words, nothing at an end or before a sign."""
    text, found = gap.string, gap[0]
    before, after = text[: gap.start()][-1:], text[gap.end() :][:1]
    if not before or not after or "\n" in before + after:
        return ""
    between_words = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return " " if between_words or (" " in found and not unicodedata.category(after).startswith("P")) else ""
