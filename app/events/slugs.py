"""The address of an event, proposed from its name."""

import re
import unicodedata
from collections.abc import Container
from typing import Final

from app.kernel.localized import Localized
from app.kernel.sounds import syllables

SLUG_LENGTH: Final = 60
SHAPE: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
RESERVED: Final = frozenset({"new"})


def is_slug(text: str) -> bool:
    """Whether the text can stand in an address: 1 to 60 of a–z, 0–9 and inner hyphens, and no word that pages use."""
    return SHAPE.fullmatch(text) is not None and text not in RESERVED


def propose_slug(name: Localized, taken: Container[str] = ()) -> str:
    """A free address from the English name, else the French, else the Chinese one in pinyin."""
    stem = next(filter(None, (slugified(name.exactly(language)) for language in ("en", "fr", "zh"))), "event")
    return free_slug(stem, taken)


def slugified(text: str) -> str:
    """The letters and digits of a text in a–z and 0–9, parted by hyphens; "" where it has none."""
    parted = re.sub(r"['’](?!s\b)", " ", text.replace("×", " x "))  # l’été is two words, women’s is one
    latin = " ".join(syllables(parted))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words)[:SLUG_LENGTH].strip("-")


def free_slug(stem: str, taken: Container[str]) -> str:
    """The stem, or the stem with the first number that makes it free."""
    candidate, number = stem, 1
    while candidate in taken or candidate in RESERVED:
        number += 1
        ending = f"-{number}"
        candidate = stem[: SLUG_LENGTH - len(ending)].strip("-") + ending
    return candidate
