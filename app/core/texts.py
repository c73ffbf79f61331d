"""Placeholders such as ``{firm}``, the width of a text, cached answers about texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import wraps
from typing import Final, ParamSpec, TypeVar

_PLACEHOLDER_PATTERN: Final = re.compile(r"(?<![{｛])\{([a-z_]{1,30})\}(?![}｝])")
_BRACED_PATTERN: Final = re.compile(r"(?P<open>[{｛]{1,2})(?P<word>[^{}｛｝\n]{1,40})(?P<close>[}｝]{1,2})")
_WORD_PATTERN: Final = re.compile(r"[^\W\d][\w ’'-]*")
PLACEHOLDER_SYNONYMS: Final[Mapping[str, str]] = {
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
class UnknownPlaceholder:
    """A placeholder that there is not: as it is ``written``, and which is ``meant`` ("": nobody can tell)."""

    written: str
    meant: str


def placeholders_used(text: str) -> frozenset[str]:
    """The words in braces that ``fill`` would put something in for, if it knew them."""
    return frozenset(_PLACEHOLDER_PATTERN.findall(text))


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """The text with what each word in braces stands for; those without a value stay as they are."""
    return _PLACEHOLDER_PATTERN.sub(lambda match: values.get(match[1], match[0]), text)


def unknown_placeholders(text: str, known: Collection[str]) -> list[UnknownPlaceholder]:
    """The placeholders of a text that there are not, each once, in their order. Braces round anything but words, and
    two of them round what comes near none of the words, are text."""
    by_written: dict[str, UnknownPlaceholder] = {}
    for braced in _BRACED_PATTERN.finditer(text):
        written, word = braced[0], braced["word"].strip()
        if not _WORD_PATTERN.fullmatch(word) or (written == f"{{{word}}}" and word in known):
            continue
        intended = _intended_word(word, known)
        single = len(braced["open"]) == 1 and len(braced["close"]) == 1
        if intended or single:
            by_written.setdefault(written, UnknownPlaceholder(written, intended))
    return list(by_written.values())


def _intended_word(word: str, known: Collection[str]) -> str:
    plain = re.sub(r"[\s’'-]+", "_", word.casefold())
    plain = PLACEHOLDER_SYNONYMS.get(plain, plain)
    if plain in known:
        return plain
    names = {
        **{target: target for target in known},
        **{synonym: target for synonym, target in PLACEHOLDER_SYNONYMS.items() if target in known},
    }
    near = get_close_matches(plain, names, n=1, cutoff=0.7)
    return names[near[0]] if near else ""


T = TypeVar("T")
P = ParamSpec("P")
MAX_CACHED_TEXT: Final = 400
"""Characters; the answer about a longer text is found anew each time."""
MAX_CACHED_CHARACTERS: Final = 1_500_000
"""Characters of all texts kept; one more, and all are forgotten. A register of thousands of firms fits."""
ENTRY_OVERHEAD: Final = 20
"""So many characters each entry counts beside its text, for what it takes itself."""


def cached_by_text(answer: Callable[P, T]) -> Callable[P, T]:
    """``answer``, asked once for each text: a pure function of its first argument, a text, and of few others, all of
    them given in order."""
    cache: dict[Hashable, T] = {}
    room = MAX_CACHED_CHARACTERS

    @wraps(answer)
    def ask(*args: P.args, **named: P.kwargs) -> T:
        nonlocal room
        try:
            return cache[args]
        except KeyError:
            result = answer(*args, **named)
        length = len(str(args[0]))
        if length <= MAX_CACHED_TEXT and not named:
            room -= length + ENTRY_OVERHEAD
            if room < 0:
                cache.clear()
                room = MAX_CACHED_CHARACTERS - length - ENTRY_OVERHEAD
            cache[args] = result
        return result

    return ask


def text_width(text: str) -> int:
    """How many Latin letters are as wide as the text; a Chinese character is as wide as two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
