"""Searching the tree of sectors as one types: by code, by label or keyword in any language, by pinyin."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

from app.companies.keywords import propose
from app.companies.phrases import phrases, proposed_for
from app.companies.pinyin import plain, spelt
from app.companies.sectors import tree
from app.companies.vocabulary import fold, is_han
from app.kernel.localized import LANGUAGES, language_of

MOST: Final = 40
WORDS_SHOWN: Final = 3
LEAST_LETTERS: Final = 2
LEAST_DIGITS: Final = 3
CLASS_DIGITS: Final = 4
_CODE: Final = re.compile(r"[a-v]?\d{1,6}|[a-v]")
_RUN: Final = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A sector that was found, and up to three of the words it was found by, where its label does not show them."""

    code: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A phrase as it is searched: folded with a space before each word; in pinyin from each syllable on."""

    code: str
    text: str
    language: str
    folded: str
    sounds: tuple[str, ...]


def search_tree(query: str, language: str, *, most: int = MOST) -> tuple[Match, ...]:
    """The sectors that hold all the words of a query (or their beginnings), those that fit best first.

    A code finds itself and what lies under it; one of a longer, national list (52101) the class that it begins with.
    Where no sector holds them all, those that ``propose`` takes for the likeliest. Codes come in the order of the tree.
    Of more than ``most`` the closest are kept. Empty for an empty query.
    """
    wanted = fold(query).strip()
    if not wanted:
        return ()
    if _CODE.fullmatch(wanted):
        return _by_code(wanted.upper(), most)
    reader = language_of(language)
    hits = list(_holding(_RUN.findall(wanted)))
    if reader == "zh" or not hits:
        hits += _sounding(wanted)
    if not hits:
        return tuple(Match(each.code) for each in propose(query))
    return tuple(_matches(hits, wanted, reader, most))


def _by_code(wanted: str, most: int) -> tuple[Match, ...]:
    digits = wanted.lstrip("ABCDEFGHIJKLMNOPQRSTUV")
    found = [code for code in tree().codes if code.startswith(digits)] if digits else [wanted, *tree().children(wanted)]
    if not found and len(digits) > CLASS_DIGITS:
        found = _longest_known(digits)
    return tuple(Match(code) for code in dict.fromkeys(proposed_for(code, tree()) for code in found))[:most]


def _longest_known(digits: str) -> list[str]:
    """The sector whose code is the longest beginning of these digits, three at least; empty if there is none."""
    beginnings = (digits[:length] for length in range(len(digits) - 1, LEAST_DIGITS - 1, -1))
    return [code for code in beginnings if code in tree()][:1]


def _holding(runs: list[str]) -> Iterator[_Text]:
    """The texts that hold every run: a Latin one at the start of a word, a Chinese one anywhere."""
    parts = [run if is_han(run) else f" {run}" for run in runs]
    if parts:
        yield from (text for text in _texts() if all(part in text.folded for part in parts))


def _sounding(wanted: str) -> Iterator[_Text]:
    """The Chinese texts that sound so from some syllable on."""
    letters = plain(re.sub(r"[^a-z]", "", wanted))
    if len(letters) >= LEAST_LETTERS and re.fullmatch(r"[a-z' ]+", wanted):
        yield from (text for text in _texts() if any(sound.startswith(letters) for sound in text.sounds))


def _matches(hits: Iterable[_Text], wanted: str, reader: str, most: int) -> list[Match]:
    """The hits by sector: the likeliest first, and of those that are as likely the one whose text is closest to the
    length of the query."""
    by_code: defaultdict[str, dict[_Text, None]] = defaultdict(dict)
    for hit in hits:
        by_code[hit.code][hit] = None
    usual = _usual([hit for found in by_code.values() for hit in found], wanted)
    fit = {
        each.code: each.score * max(usual.get(hit, 1.0) for hit in by_code[each.code])
        for each in propose(wanted, MOST)
        if each.code in by_code
    }

    def place(code: str) -> tuple[float, int, int, tuple[str, ...]]:
        strange = min(abs(_length(hit, wanted) - len(wanted)) for hit in by_code[code])
        above = tree().path(code)
        return -fit.get(code, 0.0), strange, -len(above), above

    return [Match(code, _words(by_code[code], reader)) for code in sorted(by_code, key=place)[:most]]


def _usual(hits: list[_Text], wanted: str) -> dict[_Text, float]:
    """How usual the word is by which letters found a Chinese text, of all the words that sound so, in (0, 1]: of nine
    texts eight say 银行 (bank), one 引航 (pilotage). Words of one character are as usual as each other."""
    letters = plain(re.sub(r"[^a-z]", "", wanted))
    words = {hit: word for hit in hits if len(word := _sounding_word(hit, letters)) > 1}
    said = Counter(words.values())
    return {hit: said[word] / max(said.values()) for hit, word in words.items()}


def _sounding_word(hit: _Text, letters: str) -> str:
    """The characters that these letters spell, the last one perhaps in part; "" where the text does not sound so."""
    characters = [sign for sign in fold(hit.text) if is_han(sign)]
    for start, sound in enumerate(reversed(hit.sounds)):
        if not letters or not sound.startswith(letters):
            continue
        ends = (end for end in range(start, len(hit.sounds)) if _spelt_by(hit, start, end) >= len(letters))
        return "".join(characters[start : next(ends, start) + 1])
    return ""


def _spelt_by(hit: _Text, start: int, end: int) -> int:
    """How many letters the syllables from ``start`` to ``end`` have."""
    sounds = (*reversed(hit.sounds), "")
    return len(sounds[start]) - len(sounds[end + 1])


def _length(hit: _Text, wanted: str) -> int:
    """In letters of the script that was typed: a Chinese text that Latin letters found counts by its pinyin."""
    return len(hit.sounds[-1]) if hit.sounds and wanted.isascii() else len(hit.text)


def _words(hits: Iterable[_Text], reader: str) -> tuple[str, ...]:
    """What to show beside the label: the reader's language first; nothing that the label itself says."""
    beside = [hit for hit in hits if hit.folded.strip() not in _folded_label(hit.code, reader)]
    beside.sort(key=lambda hit: (hit.language != reader, len(hit.text)))
    return tuple(dict.fromkeys(hit.text for hit in beside))[:WORDS_SHOWN]


@cache
def _folded_label(code: str, language: str) -> str:
    return _spaced(tree()[code].label.exactly(language))


@cache
def _texts() -> tuple[_Text, ...]:
    """All keywords and whole labels, those of sections too."""
    labels = ((proposed_for(sector.code, tree()), sector) for sector in tree())
    said = [(phrase.code, phrase.text, phrase.language) for phrase in phrases() if phrase.weight == 1]
    said += [(code, sector.label.exactly(each), each) for code, sector in labels for each in LANGUAGES]
    return tuple(_searched(*each) for each in dict.fromkeys(said))


def _searched(code: str, text: str, language: str) -> _Text:
    syllables = plain(spelt(text)).split() if language == "zh" else []
    sounds = tuple(accumulate(reversed(syllables), lambda tail, head: head + tail))
    return _Text(code, text, language, f" {_spaced(text)}", sounds)


def _spaced(text: str) -> str:
    """Folded, with one space between words."""
    return " ".join(_RUN.findall(fold(text)))
