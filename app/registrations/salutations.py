"""What stands around a person's name: a salutation before or behind it, the family name in capitals; titles in two
scripts."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names import compact, has_chinese
from app.companies.words import words_of

_WORDS: Final = r"Mr|Mrs|Ms|Miss|Mdm|Madam|Messrs|Dr|Prof|Professor|Sir|Dame|Mme|Mlle|Monsieur|Madame|Mademoiselle|Pr"
_BEFORE: Final = re.compile(rf"^((?:(?:{_WORDS})\b\.?\s*)+)(?=[^\W\d_])", re.IGNORECASE)
_MONSIEUR: Final = re.compile(r"^(M\.)\s*(?=[^\W\d_][^\W\d_'’-]+)")
"""Before a name in full; M. K. Tan has two initials."""
_BEHIND: Final = re.compile(
    rf"(?<![\s,，])(?:[\s,，]*[(（]\s*((?:{_WORDS}|M)\b\.?)\s*[)）]|[\s,，]+((?:{_WORDS})\b\.?))$", re.IGNORECASE
)
_CHINESE: Final = re.compile(r"(?<=[\u3400-\u9fff]{2})[\s(（]*(先生|女士|小姐|太太|夫人|博士|教授)[)）]?$")
_SEVERAL: Final = re.compile(r"[/／;；、|\n&＆]|\s(?:and|et)\s", re.IGNORECASE)
_PARTICLES: Final = words_of("de da di du des del della dos van von der den ter ten la le el al bin binti ibn")
_SHORT: Final = re.compile(r"NG|.*[AEIOUYÀ-Þ].*")


def without_salutation(name: str) -> tuple[str, str]:
    """(salutation or "", the name without it). Several names in one cell stay as they are."""
    if _SEVERAL.search(name):
        return "", name
    for pattern in (_BEFORE, _MONSIEUR, _BEHIND, _CHINESE):
        if found := pattern.search(name):
            said = next(filter(None, found.groups())).strip()
            rest = f"{name[: found.start()]}{name[found.end() :]}".strip(" ,，")
            return (said, rest) if len(compact(rest)) > 1 else ("", name)
    return "", name


def family_and_given(name: str) -> tuple[str, str]:
    """(family, given) where one part of the name, at its beginning or end, stands in capitals; else two blanks."""
    words = name.split()
    if has_chinese(name) or _SEVERAL.search(name) or not 2 <= len(words) <= 6:
        return "", ""
    capitals = [_in_capitals(word) for word in words]
    if all(capitals) or not any(capitals):
        return "", ""
    first, end = capitals.index(True), len(words) - capitals[::-1].index(True)
    if not all(capitals[first:end]) or (first and end < len(words)):
        return "", ""
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:end]), " ".join(words[:first] + words[end:])


def _in_capitals(word: str) -> bool:
    """A whole word, no initials: DORJ, LI, O'NEIL; not J.K. or CK."""
    letters = re.sub(r"['’-]", "", word)
    return (
        letters.isalpha()
        and letters.isupper()
        and len(letters) > 1
        and bool(len(letters) > 3 or _SHORT.fullmatch(letters))
    )


_PARTS: Final = re.compile(
    r"\s*[/／|;；,，\n()（）]\s*|(?<=[^\W\d_\u3400-\u9fff]{4})\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+(?=[A-Za-z]{4})"
)


def titles_apart(title: str) -> tuple[str, str]:
    """(Latin, Chinese) of a title that says both; two blanks for one in a single script, or mixed as in IT总监."""
    if not has_chinese(title):
        return "", ""
    parts = [part for part in _PARTS.split(title) if part]
    latin = [part for part in parts if not has_chinese(part)]
    chinese = [part for part in parts if has_chinese(part)]
    if not latin or not chinese or any(re.search(r"[A-Za-z]{4}", part) for part in chinese):
        return "", ""
    return ", ".join(latin), "、".join(chinese)
