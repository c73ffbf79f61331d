"""Letters behind a person's name, and where somebody is from. Degrees and honours go with the title, PhD as GBS, JP do;
the country of a person is asked nowhere, so (JP) in brackets is left away."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import compact
from app.companies.names.words import word_set
from app.registrations.places import country_of
from app.registrations.role_words import DEGREES, is_role

_SPELT: Final = (r"ph\.\s?d\.?", r"m\.b\.a\.?", r"m\.?sc\.?", "esq")
_DEGREES: Final = "|".join(sorted((*DEGREES, *_SPELT), key=len, reverse=True))
_LETTERS: Final = rf"G?BM|GBS|SBS|BBS|JP|MH|GBE|KBE|CBE|OBE|MBE|PJG|PBM|BBM|PPA|AMN|PE|P\.?Eng|(?i:{_DEGREES})"
_BEHIND: Final = re.compile(
    rf"(?:(?<!\s)\s*[,，]\s*(?:{_LETTERS})\.?)+$|(?<=[^\W\d_])(?:\s+(?i:{_DEGREES})\b\.?)+$"
    rf"|(?<!\s)\s*[(（](?i:{_DEGREES})[)）]$"
)
_IN_BRACKETS: Final = re.compile(r"(?<!\s)\s*[(（\[【]([^()（）\[\]【】]{2,40})[)）\]】]")
"""Both begin at the first of several spaces alone, or a cell of many thousand would be looked through from each."""
_FLAGS: Final = re.compile("[\U0001f1e6-\U0001f1ff]+\\s*")
_CODES: Final = {
    word.upper()
    for word in word_set(
        """
        jp cn hk sg my id th vn kr tw mo ph in au nz us uk gb fr de ch nl be es pt ca ae sa sn ci kh la bn lk np pk ru
        kz uz ke ng za tz prc roc usa uae jpn chn sgp hkg mys idn tha vnm kor twn phl ind aus nzl gbr fra deu
        """
    )
}
"""As such tags have them; MD, IT, HR and the like rather say what somebody is."""


def honours_apart(name: str) -> tuple[str, str]:
    """(name, letters) of Chan Tai Man, GBS, JP or Tan Wei PhD; the name and "" where none stand behind it."""
    found = _BEHIND.search(name)
    if found is None or len(compact(name[: found.start()])) < 2:
        return name, ""
    return name[: found.start()].rstrip(" ,，"), found[0].strip(" ,，()（）")


def without_country(names: str) -> str:
    """Sato Ken (JP) → Sato Ken; of several names, each."""
    bare = _FLAGS.sub("", _IN_BRACKETS.sub(lambda found: "" if _is_country(found[1].strip()) else found[0], names))
    return bare if compact(bare) else names


def _is_country(text: str) -> bool:
    """A code as such tags have it, or a country's name."""
    if text in _CODES:
        return True
    named = len(text) > 3 or not text.isascii()
    return named and country_of(text) != "" and not is_role(text)
