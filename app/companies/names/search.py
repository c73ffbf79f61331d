"""Finding a firm by any spelling or script: keys are made once and stored, a query is a walk over plain text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, TypeVar

from rapidfuzz.distance import OSA

from app.companies.names.parsing import acronyms, chinese_name, compact, fold, has_chinese, latin_name
from app.companies.names.short_forms import is_chinese_short_for, is_short_for
from app.companies.names.spellings import parse_names
from app.companies.names.words import (
    CHINESE_GENERIC_WORDS,
    CHINESE_LEGAL_FORMS,
    CHINESE_SOFT_WORDS,
    GENERIC_WORDS,
    LEGAL_FORMS,
    SOFT_WORDS,
)
from app.core.pinyin import syllable_initials, syllables

Key = TypeVar("Key")
MIN_TYPO_LETTERS: Final = 5
"""Letters; in shorter words a slip of the pen makes another word."""
MIN_INSIDE_LETTERS: Final = 4
"""Letters; fewer stand by chance inside of many words."""
TWO_TYPOS_FROM: Final = 9
"""From so many letters on two slips are forgiven."""

_COMMON_WORDS: Final = LEGAL_FORMS | SOFT_WORDS | {"company", *CHINESE_LEGAL_FORMS, *CHINESE_SOFT_WORDS}


def search_key(*names: str | None) -> str:
    """What ``companies.folded`` holds: one key a line, for each name in folded words, run together, short, by sound."""
    keys: dict[str, None] = {}
    for text in filter(None, names):
        keys |= dict.fromkeys((fold(text), compact(text)))
        read = parse_names(text)
        for latin in read.latin:
            name = latin_name(latin)
            keys |= dict.fromkeys((fold(latin), compact(latin), " ".join(name.core), *sorted(acronyms(name))))
        for chinese in read.chinese:
            keys |= dict.fromkeys((compact(chinese), chinese_name(chinese).core, *_pinyin_keys(chinese)))
    return "\n".join(key for key in keys if key)


def _pinyin_keys(chinese: str) -> tuple[str, str]:
    """The pinyin in syllables, so that a query can start at any of them, and their first letters."""
    core = chinese_name(chinese).core
    return " ".join(syllables(core)), syllable_initials(core)


def is_found_by(typed: str, folded: str) -> bool:
    """Whether a typed text finds the company whose ``folded`` this is; nothing typed finds everything."""
    return bool(search_companies(typed, [(True, folded)]))


def has_all_words(typed: str, texts: Iterable[str]) -> bool:
    """Whether every typed word stands in texts that are no names: as it is written, for in a long text the first
    letters of some syllables spell nearly anything."""
    folded_texts = "\n".join(map(fold, texts))
    return bool(asked := fold(typed).split()) and all(word in folded_texts for word in asked)


def is_signs_only(typed: str) -> bool:
    """Whether signs are typed and no letter or figure among them, by which anything could be found: % or ，。"""
    return not fold(typed) and any(sign.isprintable() and not sign.isspace() for sign in typed)


def query_words(typed: str) -> list[str]:
    """The words of a query that tell firms apart, for a database to look for; legal forms if there is nothing else."""
    read = parse_names(typed)
    latin = [word for name in read.latin for word in latin_name(name).core]
    return [*latin, *(chinese_name(name).core for name in read.chinese)]


def distinctive_words(typed: str) -> list[str]:
    """The words of a query without legal forms, trades and colourless words: dbs of “DBS Bank”; perhaps none."""
    return [
        bare_word for word in query_words(typed) if word not in GENERIC_WORDS and (bare_word := _without_trade(word))
    ]


def has_only_common_words(typed: str) -> bool:
    """Whether a query is made of legal forms and the like (有限公司, Pte Ltd, group), which nearly every name bears."""
    words = query_words(typed)
    return bool(words) and all(word in _COMMON_WORDS for word in words)


def _without_trade(word: str) -> str:
    """星展 of 星展银行; what is no Chinese name stays as it is."""
    trade = next((each for each in CHINESE_GENERIC_WORDS if word.endswith(each)), "")
    return word.removesuffix(trade)


def search_companies(query: str, stored: Iterable[tuple[Key, str]]) -> list[Key]:
    """The keys of the companies that meet the query, best first, equals in the given order; all for an empty query,
    none for one of signs alone."""
    folded_query = fold(query)
    rows = list(stored)
    if not folded_query:
        return [] if is_signs_only(query) else [key for key, _ in rows]
    core = " ".join(query_words(query)) or folded_query
    telling = " ".join(distinctive_words(query))
    tries = ((_rank, folded_query), (_partial_rank, core), (_forgiving_rank, core), (_partial_rank, telling))
    for rank_of, words in tries:
        if not words:
            continue
        ranked = [(rank, key) for key, text in rows if (rank := rank_of(words, text))]
        if ranked:
            return [key for _, key in sorted(ranked, key=lambda each: -each[0])]
    return []


def _partial_rank(query: str, text: str) -> int:
    """As ``_rank``, for what is left of a query without its colourless words: a few letters must be a whole word."""
    if query.isascii() and len(query) < MIN_INSIDE_LETTERS and query not in text.split():
        return 0
    return _rank(query, text)


def _rank(query: str, text: str) -> int:
    """0 no match; 7 a key itself, 6 an abbreviation, 5 the beginning of a key, 4 the beginning of a word, 3 inside,
    2 all words, 1 a short form."""
    joined = query.replace(" ", "")
    lines = f"\n{text}\n"
    if f"\n{query}\n" in lines or f"\n{joined}\n" in lines:
        return 7
    if _is_abbreviation(joined, text) or any(line in lines for line in _initials_without_forms(joined)):
        return 6
    if f"\n{query}" in lines or f"\n{joined}" in lines:
        return 5
    if f" {query}" in text or _starts_at_syllable(joined, text):
        return 4
    if (len(joined) >= MIN_INSIDE_LETTERS and (query in text or joined in text)) or (
        has_chinese(joined) and joined in text
    ):
        return 3
    words = query.split()
    if len(words) > 1 and all(f" {word}" in text or f"\n{word}" in lines for word in words):
        return 2
    return int(_is_short_form(joined, text))


_INITIALS_OF_FORMS: Final = ("gfyxgs", "yxzrgs", "jtyxgs", "yxgs", "jtgs", "jt", "kg", "gf", "gs")
"""How 股份有限公司, 集团 and the like begin, syllable by syllable; names are kept without them."""


@lru_cache(16)
def _initials_without_forms(joined: str) -> tuple[str, ...]:
    """What a key may be that is typed with its legal form, as a line; one query asks it of each firm."""
    ends = (form for form in _INITIALS_OF_FORMS if joined.endswith(form) and len(joined) - len(form) >= 2)
    return tuple(f"\n{joined.removesuffix(form)}\n" for form in ends)


def _is_abbreviation(joined: str, text: str) -> bool:
    """sia for Singapore Airlines: three or four letters that begin each of its words in turn."""
    if not joined.isascii() or not 3 <= len(joined) <= 4:
        return False
    return any(_is_blend(joined, line) for line in text.split("\n") if line[:1] == joined[0] and " " in line)


def _is_blend(joined: str, line: str) -> bool:
    words = [word for word in line.split() if word not in LEGAL_FORMS]
    if not 2 <= len(words) <= len(joined):
        return False
    ends = {0}
    for word in words:
        ends = {end + n for end in ends for n in range(1, len(word) + 1) if joined.startswith(word[:n], end)}
    return len(joined) in ends


def _is_short_form(joined: str, text: str) -> bool:
    """新航 for 新加坡航空, singtel for Singapore Telecommunications."""
    if has_chinese(joined):
        return any(is_chinese_short_for(joined, line) for line in text.split("\n"))
    begin = [line for line in text.split("\n") if line[:1] == joined[0] and " " in line]
    return any(is_short_for(joined, tuple(word for word in line.split() if word not in LEGAL_FORMS)) for line in begin)


def _starts_at_syllable(joined: str, text: str) -> bool:
    """Pinyin typed without blanks, from the beginning of any syllable: yeshui, shuifu."""
    if not joined.isascii() or len(joined) < 2:
        return False
    for line in text.split("\n"):
        if " " not in line or not line.isascii():
            continue
        if joined in (run := line.replace(" ", "")):
            starts, at = {0}, 0
            for word in line.split():
                at += len(word)
                starts.add(at)
            if any(run.startswith(joined, start) for start in starts):
                return True
    return False


def _forgiving_rank(query: str, text: str) -> int:
    """1 if every word of the query is one of the firm's words, a slip of the pen aside."""
    if has_chinese(query):
        return 0
    key_words = set(text.split())
    return int(all(any(_is_typo(word, other) for other in key_words) for word in query.split()))


def _is_typo(word: str, other: str) -> bool:
    if word == other:
        return True
    if len(word) < MIN_TYPO_LETTERS or abs(len(word) - len(other)) > 2:
        return False
    return OSA.distance(word, other, score_cutoff=2) <= (2 if len(word) >= TWO_TYPOS_FROM else 1)
