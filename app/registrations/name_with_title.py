"""A person's name beside what somebody is, told apart: Tan Wei (CEO), CEO Tan Wei, 李明 总经理, 总经理李明."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.parsing import has_chinese
from app.registrations.role_words import (
    is_role,
    reads_as_name,
    title_glued,
    title_glued_before,
    title_in_front,
    words_of_title,
)

_BEHIND: Final = re.compile(r"^(?P<name>[^()（）]{2,60}?)\s*[(（](?P<title>[^()（）]+)[)）]$")
_PIECES: Final = re.compile(r"\s*[,，|:：]\s*|\s*(?<!\b[A-Za-z])[/／]\s*|\s+[-–—]\s+")


def name_and_title(part: str) -> tuple[str, str]:
    """Of one person; the text and "" where no title can be told from the name."""
    if found := _BEHIND.match(part.strip()):
        return found["name"].strip(), found["title"].strip()
    told = pieces(part)
    if len(told) < 2:
        return _glued(part)
    first, *rest = told
    if is_role(first):
        return (part, "") if is_role(rest[-1]) else (rest[-1], ", ".join([first, *rest[:-1]]))
    if not has_chinese(first) and len(told) > 2 and _is_family_name_first(told):
        return ", ".join(told[:2]), ", ".join(told[2:])
    whole = any(map(is_role, rest)) or len(first.split()) > 1 or has_chinese(first)
    return (first, ", ".join(rest)) if whole else (part, "")


def _is_family_name_first(told: list[str]) -> bool:
    """DURAND, Paul, Directeur commercial."""
    family, given, *rest = told
    return len(family.split()) == 1 and reads_as_name(given) and any(map(is_role, rest))


def pieces(part: str) -> list[str]:
    """What signs part, or in Chinese blanks."""
    found = [piece for piece in _PIECES.split(part.strip()) if piece]
    return found if len(found) > 1 or not has_chinese(part) else part.split()


def _glued(part: str) -> tuple[str, str]:
    """Without a sign between them, the title behind or in front."""
    ways = (title_glued, title_glued_before) if has_chinese(part) else (words_of_title, title_in_front)
    return next((told for way in ways if (told := way(part))[1]), (part, ""))
