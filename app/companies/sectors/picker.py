"""Searching the tree of sectors as one types; the lines that a picker shows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import Final

from app.companies.sectors.codes import parse_typed_code
from app.companies.sectors.keywords import propose_sectors
from app.companies.sectors.tree import proposed_code, sector_phrases, sector_tree
from app.companies.sectors.vocabulary import fold_words, is_han, pinyin_words, plain_pinyin, significant_words
from app.core.localized import LANGUAGES, language_of

MIN_LETTERS: Final = 2
WORD_RUN: Final = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_PINYIN_PATTERN: Final = re.compile(r"[a-z' ]+|[a-z]+[1-5](?: ?[a-z]+[1-5])*")


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A phrase as it is searched: folded with a space before each word; in pinyin from each syllable on (``sound``: all
    of these, a space before each), and by the first letters of all syllables."""

    code: str
    text: str
    language: str
    folded: str
    sounds: tuple[str, ...]
    sound: str
    initials: str


def texts_with_runs(runs: list[str]) -> Iterator[SearchedText]:
    """The texts that hold every run: a Latin one at the start of a word, a Chinese one anywhere."""
    parts = sorted((run if is_han(run) else f" {run}" for run in runs), key=len)
    matching = list(searched_texts()) if parts else []
    while parts:
        part = parts.pop()
        matching = [text for text in matching if part in text.folded]
    yield from matching


def texts_sounding(query: str) -> Iterator[SearchedText]:
    """The Chinese texts that sound so from some syllable on; numbers of tones behind the syllables say nothing."""
    letters = plain_pinyin(re.sub(r"[^a-z]", "", query))
    if len(letters) >= MIN_LETTERS and _PINYIN_PATTERN.fullmatch(query):
        start = f" {letters}"
        yield from [text for text in searched_texts() if start in text.sound]


def initialled_characters(hit: SearchedText, letters: str) -> str:
    """The characters of a text that begin with these letters."""
    characters = "".join(sign for sign in fold_words(hit.text) if is_han(sign))
    start = hit.initials.index(letters)
    return characters[start : start + len(letters)]


@cache
def searched_texts() -> tuple[SearchedText, ...]:
    """All keywords and whole labels, those of sections too."""
    labels = ((proposed_code(sector.code, sector_tree()), sector) for sector in sector_tree())
    texts_by_code = [(phrase.code, phrase.text, phrase.language) for phrase in sector_phrases() if phrase.weight == 1]
    texts_by_code += [(code, sector.label.exactly(each), each) for code, sector in labels for each in LANGUAGES]
    return tuple(_searched_text(*each) for each in dict.fromkeys(texts_by_code))


def _searched_text(code: str, text: str, language: str) -> SearchedText:
    syllables = plain_pinyin(pinyin_words(text)).split() if language == "zh" else []
    sounds = tuple(accumulate(reversed(syllables), lambda tail, head: head + tail))
    first = "".join(syllable[0] for syllable in syllables)
    return SearchedText(
        code, text, language, f" {spaced_words(text)}", sounds, "".join(f" {sound}" for sound in sounds), first
    )


def spaced_words(text: str) -> str:
    """Folded, with one space between words."""
    return " ".join(WORD_RUN.findall(fold_words(text)))


MAX_MATCHES: Final = 40
MAX_WORDS_SHOWN: Final = 3
_INITIALS_PATTERN: Final = re.compile(r"[a-z]{2,6}")


@dataclass(frozen=True, slots=True)
class SectorMatch:
    """A sector that was found, and up to three of the words it was found by, where its label does not show them."""

    code: str
    words: tuple[str, ...] = ()


def search_sectors(query: str, language: str, *, most: int = MAX_MATCHES) -> tuple[SectorMatch, ...]:
    """The sectors that hold all the words of a query (or their beginnings), those that fit best first.

    A code finds itself and what lies under it; one of another list (SSIC 52101, NACE C27.2) what it means. Where no
    sector holds them all, those that ``propose`` takes for the likeliest. Of more than ``most`` the closest are kept.
    Empty for an empty query.
    """
    folded_query = fold_words(query).strip()
    if not folded_query:
        return ()
    if (codes := parse_typed_code(query)) is not None:
        return tuple(SectorMatch(code) for code in codes[:most])
    reader = language_of(language)
    hits, sound_hits = list(texts_with_runs(WORD_RUN.findall(folded_query))), list[SearchedText]()
    if reader == "zh" or not hits:
        sound_hits = list(texts_sounding(folded_query))
    matches = _ranked_matches([*hits, *sound_hits], folded_query, reader, most)
    if not sound_hits and (reader == "zh" or not hits):
        matches = _with_initials(matches, folded_query, reader)[:most]
    return tuple(matches) or tuple(SectorMatch(each.code) for each in propose_sectors(query)[:most])


def _with_initials(matches: list[SectorMatch], query: str, reader: str) -> list[SectorMatch]:
    """Besides what was found the sectors whose words begin with these letters, syllable by syllable: dc for 电池,
    behind what is called just so (IT, HR)."""
    if not _INITIALS_PATTERN.fullmatch(query):
        return matches
    named = [each for each in matches if f" {query} " in f" {' '.join(map(spaced_words, each.words))} "]
    if len(significant_words(query)) > 1:
        named += [SectorMatch(each.code) for each in propose_sectors(query)]
    every = {each.code: each for each in (*named, *_matches_by_initials(query, reader), *matches)}
    return list(every.values())


def _matches_by_initials(letters: str, reader: str) -> list[SectorMatch]:
    """Those whose word is no longer than that first, then those whose word many texts hold."""
    hits = {text: initialled_characters(text, letters) for text in searched_texts() if letters in text.initials}
    frequencies = Counter(hits.values())
    by_code: defaultdict[str, list[SearchedText]] = defaultdict(list)
    for hit in sorted(hits, key=lambda hit: (len(hit.initials), -frequencies[hits[hit]])):
        by_code[hit.code].append(hit)
    return [SectorMatch(code, _words_beside_label(code_hits, reader)) for code, code_hits in by_code.items()]


def _ranked_matches(hits: Iterable[SearchedText], query: str, reader: str, most: int) -> list[SectorMatch]:
    """The hits by sector: the likeliest first, and of those that are as likely the one whose text is closest to the
    length of the query."""
    by_code: defaultdict[str, dict[SearchedText, None]] = defaultdict(dict)
    for hit in hits:
        by_code[hit.code][hit] = None
    usual = _word_frequencies([hit for code_hits in by_code.values() for hit in code_hits], query)
    fit = {
        each.code: each.score * max(usual.get(hit, 1.0) for hit in by_code[each.code])
        for each in propose_sectors(query, MAX_MATCHES)
        if each.code in by_code
    }

    def place(code: str) -> tuple[float, int, int, tuple[str, ...]]:
        strange = min(abs(_typed_length(hit, query) - len(query)) for hit in by_code[code])
        above = sector_tree().path(code)
        return -fit.get(code, 0.0), strange, -len(above), above

    return [SectorMatch(code, _words_beside_label(by_code[code], reader)) for code in sorted(by_code, key=place)[:most]]


def _word_frequencies(hits: list[SearchedText], query: str) -> dict[SearchedText, float]:
    """How usual the word is by which letters found a Chinese text, of all the words that sound so, in (0, 1]: of nine
    texts eight say 银行 (bank), one 引航 (pilotage). Words of one character are as usual as each other."""
    letters = plain_pinyin(re.sub(r"[^a-z]", "", query))
    words = {hit: word for hit in hits if len(word := _sounding_word(hit, letters)) > 1}
    frequencies = Counter(words.values())
    return {hit: frequencies[word] / max(frequencies.values()) for hit, word in words.items()}


def _sounding_word(hit: SearchedText, letters: str) -> str:
    """The characters that these letters spell, the last one perhaps in part; "" where the text does not sound so."""
    characters = [sign for sign in fold_words(hit.text) if is_han(sign)]
    for start, sound in enumerate(reversed(hit.sounds)):
        if not letters or not sound.startswith(letters):
            continue
        ends = (end for end in range(start, len(hit.sounds)) if _letters_between(hit, start, end) >= len(letters))
        return "".join(characters[start : next(ends, start) + 1])
    return ""


def _letters_between(hit: SearchedText, start: int, end: int) -> int:
    """How many letters the syllables from ``start`` to ``end`` have."""
    sounds = (*reversed(hit.sounds), "")
    return len(sounds[start]) - len(sounds[end + 1])


def _typed_length(hit: SearchedText, query: str) -> int:
    """In letters of the script that was typed: a Chinese text that Latin letters found counts by its pinyin."""
    return len(hit.sounds[-1]) if hit.sounds and query.isascii() else len(hit.text)


def _words_beside_label(hits: Iterable[SearchedText], reader: str) -> tuple[str, ...]:
    """What to show beside the label: the reader's language first; nothing that the label itself says."""
    beside = [hit for hit in hits if hit.folded.strip() not in _folded_label(hit.code, reader)]
    beside.sort(key=lambda hit: (hit.language != reader, len(hit.text)))
    return tuple(dict.fromkeys(hit.text for hit in beside))[:MAX_WORDS_SHOWN]


@cache
def _folded_label(code: str, language: str) -> str:
    return spaced_words(sector_tree()[code].label.exactly(language))


@dataclass(slots=True)
class PickerNode:
    """A line of the picker. ``opens``: a branch whose children are not shown yet; ``whole``: a branch that can itself
    be chosen, as the leaf that stands first below it; ``words``: what it was found by; ``above``: the codes that it
    lies in, the section first, where they are not shown."""

    code: str
    open: bool = False
    opens: bool = False
    whole: bool = False
    words: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    children: list[PickerNode] = field(default_factory=list)

    @property
    def is_leaf(self) -> bool:
        return not self.children and not self.opens


def match_nodes(matches: Iterable[SectorMatch]) -> list[PickerNode]:
    """All matches as leaves in their order, the best first; each knows what lies above it."""
    return [
        PickerNode(match.code, whole=True, words=match.words, above=sector_tree().path(match.code)[:-1])
        for match in matches
    ]


def open_nodes(code: str) -> list[PickerNode]:
    """All sections, the branch of ``code`` open down to it; a code that is none opens nothing."""
    path = sector_tree().path(code) if code in sector_tree() else ()
    return [_open_node(section, path) for section in sector_tree().sections]


def leaf_codes(nodes: Iterable[PickerNode]) -> list[str]:
    """The codes that can be ticked in what is shown."""
    return [code for node in nodes for code in ([node.code] if node.is_leaf else leaf_codes(node.children))]


def _open_node(code: str, path: tuple[str, ...]) -> PickerNode:
    below = sector_tree().children(code)
    if not below:
        return PickerNode(code)
    if code not in path:
        return PickerNode(code, opens=True)
    whole = [] if sector_tree()[code].level == "section" else [PickerNode(code, whole=True)]
    return PickerNode(code, open=True, children=[*whole, *(_open_node(child, path) for child in below)])
