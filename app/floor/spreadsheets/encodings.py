"""Bytes of a text file → text: the encoding is told by its mark, by what fits, and by how common the characters are."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Final

from app.floor.spreadsheets.limits import wide_encoding

_CHINESE: Final = {"gb18030": "gb2312", "big5hkscs": "big5"}
"""Encoding → the older one whose first half holds the common characters."""
_COMMON_BYTES: Final = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}
"""First bytes of the 3,755 and 5,401 characters that are in daily use."""
_SAMPLE: Final = 4_000
"""How many characters beyond ASCII tell an encoding."""


def decoded(data: bytes) -> str:
    """Total: the first encoding that fits. GB18030 takes nearly all, so text that it makes no Chinese of is Western."""
    if wide := wide_encoding(data):
        return data.decode(wide, errors="replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    chinese = [
        (_share(text, older), text) for encoding, older in _CHINESE.items() if (text := _strictly(data, encoding))
    ]
    share, text = max(chinese, default=(0.0, ""), key=lambda found: found[0])
    if share >= 0.7 and _looks_chinese(text):
        return text
    if _nearly_utf8(data):
        return data.decode("utf-8-sig", errors="replace")
    return _western(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _nearly_utf8(data: bytes) -> bool:
    """A few broken bytes, from a file that was cut or joined, do not make UTF-8 Western."""
    text = data.decode("utf-8-sig", errors="replace")
    broken = text.count("\ufffd")
    return broken <= 0.02 * sum(1 for c in text if c > "\x7f")


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
    foreign = [c for c in text if c > "\x7f"][:_SAMPLE]
    letters = [c for c in foreign if not _is_sign(c)]
    common = sum(1 for c in letters if c in _common(older))
    return common / len(letters) if letters else 0.0


def _is_sign(c: str) -> bool:
    """Punctuation and full-width forms, which both scripts share."""
    return "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" or "\u2010" <= c <= "\u2026" or c == "\u00b7"


def _looks_chinese(text: str) -> bool:
    """Most characters beyond ASCII are Chinese, and few stand right before a Latin letter, as accented ones do."""
    foreign = [c for c in text if c > "\x7f"]
    chinese = sum(1 for c in foreign if "\u4e00" <= c <= "\u9fff" or _is_sign(c))
    western = sum(1 for one, other in pairwise(text) if one > "\x7f" and other.isascii() and other.isalpha())
    return bool(foreign) and chinese >= 0.8 * len(foreign) and western <= 0.4 * len(foreign)
