"""Words in braces that stand for something of whom a text goes to: ``{firm}``. Nothing else in a text is ever read.

A text is filled in one pass: what is put in is not looked at again, and braces of other kinds stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

_EXACT: Final = re.compile(r"(?<![{｛])\{([a-z_]{1,30})\}(?![}｝])")
_BRACED: Final = re.compile(r"(?P<open>[{｛]{1,2})(?P<word>[^{}｛｝\n]{1,40})(?P<close>[}｝]{1,2})")
_WORD: Final = re.compile(r"[^\W\d][\w ’'-]*")
SYNONYMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("person", "contact", "first_name", "fullname", "nom", "prénom", "姓名", "名字", "称呼"), "name"),
    **dict.fromkeys(("company", "company_name", "entreprise", "société", "企业", "公司", "企业名称"), "firm"),
    **dict.fromkeys(("event_name", "rencontre", "évènement", "événement", "活动", "对接会"), "event"),
    **dict.fromkeys(("date", "dates", "day", "days", "日期", "时间"), "event_dates"),
    **dict.fromkeys(("url", "page", "lien", "链接", "网址"), "link"),
    **dict.fromkeys(("agenda", "schedule", "timetable", "rendez_vous", "会谈", "洽谈", "日程"), "meetings"),
    **dict.fromkeys(("place", "address", "lieu", "地点", "会场"), "venue"),
}
"""What people write, in their own language, for a word that there is."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A placeholder that there is not: as it is ``written``, and which is ``meant`` ("": nobody can tell)."""

    written: str
    meant: str


def used(text: str) -> frozenset[str]:
    """The words in braces that ``fill`` would put something in for, if it knew them."""
    return frozenset(_EXACT.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with what each word in braces stands for; those without a value stay as they are."""
    return _EXACT.sub(lambda found: values.get(found[1], found[0]), text)


def wrong(text: str, known: Collection[str]) -> list[Wrong]:
    """The placeholders of a text that there are not, each once, in their order. Braces round anything but words, and
    two of them round what comes near none of the words, are text."""
    found: dict[str, Wrong] = {}
    for braced in _BRACED.finditer(text):
        written, word = braced[0], braced["word"].strip()
        if not _WORD.fullmatch(word) or (written == f"{{{word}}}" and word in known):
            continue
        meant = _meant(word, known)
        single = len(braced["open"]) == 1 and len(braced["close"]) == 1
        if meant or single:
            found.setdefault(written, Wrong(written, meant))
    return list(found.values())


def _meant(word: str, known: Collection[str]) -> str:
    plain = re.sub(r"[\s’'-]+", "_", word.casefold())
    plain = SYNONYMS.get(plain, plain)
    if plain in known:
        return plain
    names = {**{one: one for one in known}, **{said: one for said, one in SYNONYMS.items() if one in known}}
    near = get_close_matches(plain, names, n=1, cutoff=0.7)
    return names[near[0]] if near else ""
