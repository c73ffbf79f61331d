"""Searching the tree of sectors as one types: by code, by label or keyword in any language, by pinyin or initials."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.companies.keywords import propose
from app.companies.pinyin import plain
from app.companies.searched import RUN, Text, holding, initialled, sounding, spaced, texts
from app.companies.sectors import tree
from app.companies.typed_codes import typed_code
from app.companies.vocabulary import fold, is_han, words
from app.kernel.localized import language_of

MOST: Final = 40
WORDS_SHOWN: Final = 3
_INITIALS: Final = re.compile(r"[a-z]{2,6}")


@dataclass(frozen=True, slots=True)
class Match:
    """A sector that was found, and up to three of the words it was found by, where its label does not show them."""

    code: str
    words: tuple[str, ...] = ()


def search_tree(query: str, language: str, *, most: int = MOST) -> tuple[Match, ...]:
    """The sectors that hold all the words of a query (or their beginnings), those that fit best first.

    A code finds itself and what lies under it; one of another list (SSIC 52101, NACE C27.2) what it means. Where no
    sector holds them all, those that ``propose`` takes for the likeliest. Of more than ``most`` the closest are kept.
    Empty for an empty query.
    """
    wanted = fold(query).strip()
    if not wanted:
        return ()
    if (codes := typed_code(query)) is not None:
        return tuple(Match(code) for code in codes[:most])
    reader = language_of(language)
    hits, heard = list(holding(RUN.findall(wanted))), list[Text]()
    if reader == "zh" or not hits:
        heard = list(sounding(wanted))
    found = _matches([*hits, *heard], wanted, reader, most)
    if not heard and (reader == "zh" or not hits):
        found = _with_initials(found, wanted, reader)[:most]
    return tuple(found) or tuple(Match(each.code) for each in propose(query)[:most])


def _with_initials(found: list[Match], wanted: str, reader: str) -> list[Match]:
    """Besides what was found the sectors whose words begin with these letters, syllable by syllable: dc for 电池,
    behind what is called just so (IT, HR)."""
    if not _INITIALS.fullmatch(wanted):
        return found
    named = [each for each in found if f" {wanted} " in f" {' '.join(map(spaced, each.words))} "]
    if len(words(wanted)) > 1:
        named += [Match(each.code) for each in propose(wanted)]
    every = {each.code: each for each in (*named, *_by_initials(wanted, reader), *found)}
    return list(every.values())


def _by_initials(letters: str, reader: str) -> list[Match]:
    """Those whose word is no longer than that first, then those whose word many texts hold."""
    hits = {text: initialled(text, letters) for text in texts() if letters in text.initials}
    said = Counter(hits.values())
    by_code: defaultdict[str, list[Text]] = defaultdict(list)
    for hit in sorted(hits, key=lambda hit: (len(hit.initials), -said[hits[hit]])):
        by_code[hit.code].append(hit)
    return [Match(code, _words(found, reader)) for code, found in by_code.items()]


def _matches(hits: Iterable[Text], wanted: str, reader: str, most: int) -> list[Match]:
    """The hits by sector: the likeliest first, and of those that are as likely the one whose text is closest to the
    length of the query."""
    by_code: defaultdict[str, dict[Text, None]] = defaultdict(dict)
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


def _usual(hits: list[Text], wanted: str) -> dict[Text, float]:
    """How usual the word is by which letters found a Chinese text, of all the words that sound so, in (0, 1]: of nine
    texts eight say 银行 (bank), one 引航 (pilotage). Words of one character are as usual as each other."""
    letters = plain(re.sub(r"[^a-z]", "", wanted))
    words = {hit: word for hit in hits if len(word := _sounding_word(hit, letters)) > 1}
    said = Counter(words.values())
    return {hit: said[word] / max(said.values()) for hit, word in words.items()}


def _sounding_word(hit: Text, letters: str) -> str:
    """The characters that these letters spell, the last one perhaps in part; "" where the text does not sound so."""
    characters = [sign for sign in fold(hit.text) if is_han(sign)]
    for start, sound in enumerate(reversed(hit.sounds)):
        if not letters or not sound.startswith(letters):
            continue
        ends = (end for end in range(start, len(hit.sounds)) if _spelt_by(hit, start, end) >= len(letters))
        return "".join(characters[start : next(ends, start) + 1])
    return ""


def _spelt_by(hit: Text, start: int, end: int) -> int:
    """How many letters the syllables from ``start`` to ``end`` have."""
    sounds = (*reversed(hit.sounds), "")
    return len(sounds[start]) - len(sounds[end + 1])


def _length(hit: Text, wanted: str) -> int:
    """In letters of the script that was typed: a Chinese text that Latin letters found counts by its pinyin."""
    return len(hit.sounds[-1]) if hit.sounds and wanted.isascii() else len(hit.text)


def _words(hits: Iterable[Text], reader: str) -> tuple[str, ...]:
    """What to show beside the label: the reader's language first; nothing that the label itself says."""
    beside = [hit for hit in hits if hit.folded.strip() not in _folded_label(hit.code, reader)]
    beside.sort(key=lambda hit: (hit.language != reader, len(hit.text)))
    return tuple(dict.fromkeys(hit.text for hit in beside))[:WORDS_SHOWN]


@cache
def _folded_label(code: str, language: str) -> str:
    return spaced(tree()[code].label.exactly(language))
