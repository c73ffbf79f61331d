"""Registry numbers and their check signs: UEN (Singapore, ACRA) and 统一社会信用代码 (China, GB 32100)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_USCC: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_UEN_OTHER: Final = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
_WEIGHTS: Final = {
    "business": (10, 4, 9, 3, 8, 2, 7, 1),
    "company": (10, 8, 6, 4, 9, 7, 5, 3, 1),
    "other": (4, 3, 5, 3, 10, 2, 2, 5, 7),
}


def is_uscc(text: str) -> bool:
    """18 signs, the last of which follows from the others; in capitals."""
    if not re.fullmatch(f"[{_USCC}]{{18}}", text):
        return False
    total = sum(_USCC.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:17]))
    return text[17] == _USCC[-total % 31]


def is_uen(text: str) -> bool:
    """One of the three shapes, the last letter of which follows from the rest; in capitals."""
    if re.fullmatch(r"\d{8}[A-Z]", text):
        return text[-1] == "XMKECAWLJDB"[_weighed(map(int, text[:-1]), "business") % 11]
    if re.fullmatch(r"\d{9}[A-Z]", text):
        return text[-1] == "ZKCMDNERGWH"[_weighed(map(int, text[:-1]), "company") % 11]
    if re.fullmatch(r"[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]", text) and set(text) <= set(_UEN_OTHER):
        return text[-1] == _UEN_OTHER[(_weighed(map(_UEN_OTHER.index, text[:-1]), "other") - 5) % 11]
    return False


def _weighed(signs: Iterable[int], kind: str) -> int:
    return sum(sign * weight for sign, weight in zip(signs, _WEIGHTS[kind], strict=True))
