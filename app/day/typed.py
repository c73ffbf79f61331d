"""What somebody at the desk typed, or a scanner for them: a badge, the end of a phone number, or a name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.companies.names.search import search_companies
from app.companies.names.words import LEGAL_FORMS
from app.core.pinyin import syllable_initials, syllables
from app.core.texts import cached_by_text
from app.day.badges import scanned

DIGITS: Final = 4
_END: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Typed:
    """At most one of them is not ""."""

    code: str = ""
    digits: str = ""
    words: str = ""


def read_typed(text: str) -> Typed:
    text = " ".join(text.split())
    if code := scanned(text):
        return Typed(code=code)
    if digits := end_of_phone(text):
        return Typed(digits=digits)
    return Typed(words=text)


def end_of_phone(text: str) -> str:
    """The four digits that were typed, full-width ones and blanks between them too; "" for anything else."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    return plain if plain.isascii() and _END.fullmatch(plain) else ""


def ends_so(phone: str | None, digits: str) -> bool:
    """Whether a phone number ends with these digits, however it is written."""
    return "".join(filter(str.isdigit, phone or "")).endswith(digits)


@cached_by_text
def key_of(name: str) -> str:
    """How a person's name may be typed: its words in either order, run together, by sound, by initials."""
    folded = fold(name)
    words = folded.split()
    keys = [folded, compact(name), " ".join(reversed(words)), "".join(reversed(words))]
    if has_chinese(name):
        sounds = " ".join(syllables(compact(name)))
        keys += [sounds, sounds.replace(" ", ""), syllable_initials(compact(name))]
    return "\n".join(dict.fromkeys(key for key in keys if key))


def found_among(words: str, people: list[tuple[int, str]]) -> list[int]:
    """The places of those that the words find, best first; each with the keys of its names and of its firm."""
    if not words:
        return []
    wanted = fold(words)
    if any(form.startswith(wanted) for form in LEGAL_FORMS):  # Lim is a name, and how half of all firms end: Limited
        people = [(place, _without_forms(key)) for place, key in people]
    return search_companies(words, people)


def is_called(words: str, name_key: str) -> bool:
    """Whether a name holds what was typed as whole words of it, in either order of the name."""
    wanted = f" {fold(words)} "
    return any(wanted in f" {line} " for line in name_key.split("\n"))


def _without_forms(key: str) -> str:
    return "\n".join(" ".join(word for word in line.split() if word not in LEGAL_FORMS) for line in key.split("\n"))
