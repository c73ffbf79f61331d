"""How names are cut short: by exchanges, in the press, on a badge; and which of these still tell one firm from all."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from app.companies.names.parsing import (
    ChineseName,
    LatinName,
    pinyin,
    place_of_sign,
    without_first_place,
    without_place,
)
from app.companies.names.words import (
    ABBREVIATIONS,
    CHINESE_GENERIC_WORDS,
    CHINESE_PLACES,
    GENERIC_WORDS,
    PLACES,
    word_set,
)

MIN_TELLING_LENGTH: Final = 3
"""Chinese characters, or letters of a Latin word; fewer are borne by many firms."""
_SISTER_WORDS: Final = PLACES | word_set(
    "international financial capital oversea global worldwide pacific service trading logistic property leasing"
)
"""Words behind a name that houses give to another firm of theirs: Parkson Retail Asia."""


@lru_cache(maxsize=20_000)
def is_short_for(key: str, core: tuple[str, ...]) -> bool:
    """Whether ``key`` strings together a beginning of each word, of two letters at least: singtel; not sgx."""
    if len(core) < 2 or not 2 * len(core) <= len(key) < sum(map(len, core)) or not key.startswith(core[0][:3]):
        return False
    ends = {0}
    for word in core:
        ends = {end + n for end in ends for n in range(2, len(word) + 1) if key.startswith(word[:n], end)}
    return len(key) in ends


@cache
def latin_places() -> frozenset[str]:
    return PLACES | {pinyin(place) for place in CHINESE_PLACES}


def is_distinctive(words: tuple[str, ...]) -> bool:
    """Whether any word is more than a trade, a colourless word or a place."""
    return any(word not in GENERIC_WORDS and word not in PLACES and len(word) > 1 for word in words)


def is_cut_short_of(short: LatinName, long: LatinName) -> bool:
    """Whether the one is the other as an exchange prints it, ended early or in every word, with at least what tells
    it apart and one word more: Furui Special Equip, of Zhangjiagang Furui Special Equipment. A legal form makes it a
    name of its own."""
    if short.legal or short.separate or long.separate:
        return False
    a, b = short.core, long.core
    pairs = [(a, b)] if _has_place(a) == _has_place(b) else [(a, b), (a[_has_place(a) :], b[_has_place(b) :])]
    return any(_is_beginning_of(start, core) for start, core in pairs)


def _has_place(core: tuple[str, ...]) -> bool:
    return len(core) > 1 and core[0] in latin_places()


def _is_beginning_of(start: tuple[str, ...], core: tuple[str, ...]) -> bool:
    if not 2 <= len(start) <= len(core) or start[0] != core[0]:
        return False
    at = int(_has_place(start))
    if not is_distinctive(start[at : at + 1]) or len(start[at]) < MIN_TELLING_LENGTH or len(start) < 2 + at:
        return False
    if set(core[len(start) :]) & _SISTER_WORDS:
        return False
    return all(_is_cut(cut, word) for cut, word in zip(start[1:], core[1:], strict=False))


def _is_cut(cut: str, word: str) -> bool:
    """Whether a word ends early, or may have: what was read as Electric may have been Elec, and that Electronic."""
    return len(cut) > 2 and word.startswith((cut, *_SHORTENED_WORDS.get(cut, ())))


_SHORTENED_WORDS: Final = {
    whole: tuple(
        short for short, full_word in ABBREVIATIONS.items() if full_word == whole and whole.startswith(short[:3])
    )
    for whole in set(ABBREVIATIONS.values())
}
"""What may have stood for a word that an abbreviation was read as: electric → elec."""


def is_chinese_short_for(short: str, long: str) -> bool:
    """Whether ``short`` picks characters of ``long`` in order, from its beginning, after its place or with its
    province in one sign, or is a run of three and more inside of it: 新航, 粤高速, 石基信息."""
    if not 2 <= len(short) < len(long) or not is_telling_core(short):
        return False
    if len(short) >= MIN_TELLING_LENGTH and short in long:
        return True
    if any(_picks_characters(short, start) for start in _name_beginnings(long) if len(start) >= len(short)):
        return True
    place = place_of_sign(short[0])
    return (
        len(short) > 2
        and bool(place)
        and long.startswith(place)
        and _picks_characters(short[1:], without_first_place(long))
    )


def _name_beginnings(long: str) -> tuple[str, ...]:
    return long, without_first_place(long), without_place(long)


def _picks_characters(short: str, long: str) -> bool:
    if short[0] != long[:1]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def is_telling_core(core: str) -> bool:
    """Whether anything is left beside the place and the trades: 重庆银行 tells nothing but where and what."""
    bare = without_place(core)
    return bare not in CHINESE_GENERIC_WORDS and core not in CHINESE_PLACES


def is_telling_short_form(short: ChineseName, long: ChineseName) -> bool:
    """Whether a short form says enough that a register with one company of that name needs nobody to look: the two
    first characters of the trade name as they stand, then what it does; no legal form, which makes it a company of
    its own."""
    core = short.core
    if (
        short.legal
        or len(core) < MIN_TELLING_LENGTH
        or short.places - long.places
        or not is_chinese_short_for(core, long.core)
    ):
        return False
    if core in long.core:
        return True
    bare = short.bare
    if len(bare) <= MIN_TELLING_LENGTH or bare[2:] in CHINESE_GENERIC_WORDS - _NARROW_TRADES:
        return False
    return any(start.startswith(bare[:2]) for start in _name_beginnings(long.core))


_NARROW_TRADES: Final = frozenset(
    {"银行", "证券", "保险", "药业", "制药", "钢铁", "水务", "燃气", "港务", "机械", "超市"}
)
"""Trades that a firm of another trade would not be called by; 科技 and 国际 say nothing."""
