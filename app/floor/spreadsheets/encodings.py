"""Bytes of a text file → text: the encoding is told by its mark, by what fits, and by how common the characters are."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from app.floor.spreadsheets.limits import wide_encoding

_CHINESE: Final = {"gb18030": "gb2312", "big5hkscs": "big5"}
"""Encoding → the older one whose first half holds the common characters."""
_COMMON_BYTES: Final = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}
"""First bytes of the 3,755 and 5,401 characters that are in daily use."""
LOST: Final = "\ufffd"
"""Stands for what could not be read."""
_FEW: Final = 0.02
_SAMPLE: Final = 4_000
"""How many characters beyond ASCII tell an encoding."""


def decoded(data: bytes) -> str:
    """Total: the first encoding that fits, with U+FFFD for bytes that it cannot tell, at the end where a character is
    cut. GB18030 takes nearly all, so text that it makes no Chinese of is Western."""
    if wide := wide_encoding(data):
        return data.decode(wide, errors="replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    for broken in (0.0, _FEW):
        texts = [(_share(text, older), text) for name, older in _CHINESE.items() if (text := _told(data, name, broken))]
        share, text = max(texts, default=(0.0, ""), key=lambda found: found[0])
        if share >= 0.7 and _looks_chinese(text):
            return text
        if broken == 0.0 and (text := _nearly_utf8(data)):
            return text
    return _western(data)


def _told(data: bytes, encoding: str, broken: float) -> str:
    """The text in an encoding of which at most this share of the signs beyond ASCII, and one at any rate, is broken."""
    text = data.decode(encoding, errors="replace")
    count = text.count(LOST)
    if not broken:
        return "" if count else text
    return text if count <= max(1, broken * sum(1 for c in text if c > "\x7f")) else ""


def _nearly_utf8(data: bytes) -> str:
    """UTF-8 all the same where it makes more characters than it meets broken places, from a file that was cut, joined
    or damaged; no other encoding looks so. Else ""."""
    text = data.decode("utf-8-sig", errors="replace")
    broken = len(re.findall(f"{LOST}+", text))
    whole = sum(1 for c in text if c > "\x7f" and c != LOST)
    return text if whole > broken else ""


def _western(data: bytes) -> str:
    """Windows's, which tells the quotes of Latin-1's control codes; the five bytes that it lacks stand as they are."""
    return "".join(_WESTERN[byte] for byte in data)


_WESTERN: Final = [bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256)]


@cache
def _common(older: str) -> frozenset[str]:
    low, high = _COMMON_BYTES[older]
    pairs = (bytes((first, second)) for first in range(low, high + 1) for second in range(0x40, 0xFF))
    return frozenset(text for pair in pairs if len(text := pair.decode(older, "ignore")) == 1 and text > "\x7f")


def _share(text: str, older: str) -> float:
    """How many of the characters beyond ASCII are in daily use in the script that the encoding was made for."""
    foreign = [c for c in text if c > "\x7f" and c != LOST][:_SAMPLE]
    letters = [c for c in foreign if not _is_sign(c)]
    common = sum(1 for c in letters if c in _common(older))
    return common / len(letters) if letters else 0.0


def _is_sign(c: str) -> bool:
    """Punctuation and full-width forms, which both scripts share."""
    return "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" or "\u2010" <= c <= "\u2026" or c == "\u00b7"


def _looks_chinese(text: str) -> bool:
    """Most characters beyond ASCII are Chinese, and few stand right before a Latin letter, as accented ones do."""
    foreign = [c for c in text if c > "\x7f" and c != LOST]
    chinese = sum(1 for c in foreign if "\u4e00" <= c <= "\u9fff" or _is_sign(c))
    western = sum(1 for one, other in pairwise(text) if one > "\x7f" and other.isascii() and other.isalpha())
    return bool(foreign) and chinese >= 0.8 * len(foreign) and western <= 0.4 * len(foreign)
