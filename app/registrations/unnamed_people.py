"""People whom a cell of names only counts: 2 pax (names TBC), Tan Ah Kow + 1."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.registrations.cells import is_to_come

_LONGEST: Final = 120
_ONES: Final = (
    r"(?:pax|persons?|people|delegates?|participants?|attendees?|representatives?|reps?|guests?|staff|colleagues?"
    r"|others?|more|accompan\w+|personnes?|délégués?|autres?|invités?|collègues?|人|名|位|代表|随员|随行人员)+"
)
_NUMBER: Final = r"(?:\d{1,2}|one|two|three|un|une|deux|trois|[一二两三四五六七八九十]{1,2})"
_TO_COME: Final = (
    r"(?:to be (?:confirmed|advised|named|announced)|t\.?b\.?[acdn]\.?|to follow|待定|待确认|à (?:confirmer|préciser))"
)
_COUNTED: Final = re.compile(
    rf"^\W*{_NUMBER}\s*(?:x\s*)?{_ONES}\s*(?:[(（][^()（）]*[)）]|[,;:–-]?\s*(?:names?\s*)?{_TO_COME})?\W*$"
    rf"|^\W*[+＋]\s*{_NUMBER}\s*(?:{_TO_COME})?\W*$"
    rf"|^\W*(?:names?|delegates?|representatives?|noms?|名单|人选)\s*\W?\s*{_TO_COME}\W*$",
    re.IGNORECASE,
)
_MORE: Final = (
    rf"(?:[+＋]\s*{_NUMBER}?\s*(?:{_ONES})?"
    rf"|(?:\bplus\b|\band\b|\bet\b|&|及|和|等)\s*{_NUMBER}?\s*{_ONES}|\bplus {_NUMBER})"
)
_AND_MORE: Final = re.compile(
    rf"^(?P<name>.*?[^\W\d_].*?)\s*(?:{_MORE}|[(（]\s*{_MORE}\s*[)）])\s*(?:[(（][^()（）]*[)）])?\s*$", re.IGNORECASE
)


def named_in(text: str) -> str:
    """The cell's text without those whom it only counts; "" where it names nobody."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if len(shown) > _LONGEST:
        return text
    if is_to_come(shown) or _COUNTED.match(shown):
        return ""
    found = _AND_MORE.match(shown)
    return found["name"].strip(" ,，;；、") if found else text
