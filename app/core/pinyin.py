"""How Chinese characters sound, in syllables without tones: 重庆 is chong qing, 重量 zhong liang.

The readings are those of the library pypinyin, of which only the files are read: its own tables take 55 MB in every
process, these 7. Most phrases sound as their characters do one by one, so only the others are kept with their sound.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_LIBRARY: Final = "pypinyin"
_TONES: Final = re.compile("[\u0300\u0301\u0304\u030c]")
_CHARACTER: Final = re.compile(r'"(\d+)": "([^",]+)')
"""In the file of characters: a code point and the first of its readings."""
_PHRASE_OR_READING: Final = re.compile(r'"([^"]+)": |\[\s*"([^"]+)"')
"""In the file of phrases: a phrase, or the first of the readings of one of its characters."""


def syllables(text: str) -> list[str]:
    """The syllables of a text in order, ü as v; what is no Chinese character stays together as it is."""
    return [syllable for phrase, _ in _spoken_phrases(text) for syllable in phrase]


def syllable_initials(text: str) -> str:
    """The first letters of the syllables, other characters as they are: 叶水福 → ysf."""
    return "".join(
        syllable[0] if chinese else syllable for phrase, chinese in _spoken_phrases(text) for syllable in phrase
    )


@dataclass(frozen=True, slots=True)
class _PinyinReadings:
    """``of_character``: by code point, a place in ``known`` (0 where there is no reading). ``phrases``: by their first
    character, the rest of each between line ends. ``unlike``: phrases that sound otherwise than their characters do.
    """

    known: tuple[str, ...]
    of_character: "array[int]"
    phrases: dict[str, str]
    unlike: dict[str, tuple[str, ...]]
    longest: int

    def of(self, character: str) -> str:
        """ "" where nothing is known."""
        point = ord(character)
        return self.known[self.of_character[point]] if point < len(self.of_character) else ""


def _spoken_phrases(text: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Phrase by phrase its syllables, and whether it is Chinese; the longest phrase that fits goes first."""
    if text.isascii():  # most names: nothing need be read for them
        yield (text,), False
        return
    readings, at = _load_readings(), 0
    while at < len(text):
        if readings.of(text[at]):
            phrase = _longest_phrase(readings, text, at)
            yield readings.unlike.get(phrase) or tuple(map(readings.of, phrase)), True
            at += len(phrase)
        else:
            end = next((place for place in range(at, len(text)) if readings.of(text[place])), len(text))
            yield (text[at:end],), False
            at = end


def _longest_phrase(readings: _PinyinReadings, text: str, at: int) -> str:
    """The longest known phrase of a text from ``at`` on, or the one character there."""
    rests = readings.phrases.get(text[at])
    if rests is not None:
        for end in range(min(at + readings.longest, len(text)), at + 1, -1):
            if f"\n{text[at + 1 : end]}\n" in rests:
                return text[at:end]
    return text[at]


@cache
def _load_readings() -> _PinyinReadings:
    """Read from the library's files when first needed; RuntimeError where it is not installed."""
    spec = find_spec(_LIBRARY)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"{_LIBRARY} is not installed")
    folder = Path(spec.submodule_search_locations[0])
    known, of_character = _load_characters(folder / "pinyin_dict.json")
    readings = _PinyinReadings(known, of_character, {}, {}, 0)
    return _add_phrases(readings, folder / "phrases_dict.json")


def _load_characters(file: Path) -> tuple[tuple[str, ...], "array[int]"]:
    known, of_character = {"": 0}, array("H")
    for match in _CHARACTER.finditer(file.read_text(encoding="utf-8")):
        point, syllable = int(match[1]), _toneless(match[2])
        of_character.extend([0] * (point + 1 - len(of_character)))
        of_character[point] = known.setdefault(syllable, len(known))
    return tuple(known), of_character


def _add_phrases(readings: _PinyinReadings, file: Path) -> _PinyinReadings:
    rests: dict[str, str] = {}
    unlike: dict[str, tuple[str, ...]] = {}
    longest = 1
    for phrase, sound in _load_phrases(file):
        rests[phrase[0]] = rests.get(phrase[0], "\n") + phrase[1:] + "\n"
        longest = max(longest, len(phrase))
        if sound != tuple(map(readings.of, phrase)):
            unlike[phrase] = sound
    return _PinyinReadings(readings.known, readings.of_character, rests, unlike, longest)


def _load_phrases(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each phrase with its syllables, one after the other: as plain lists all of them would take 40 MB for a moment."""
    phrase, sound = "", list[str]()
    for match in _PHRASE_OR_READING.finditer(file.read_text(encoding="utf-8")):
        if match[2]:
            sound.append(_toneless(match[2]))
            continue
        if phrase:
            yield phrase, tuple(sound)
        phrase, sound = match[1], []
    yield phrase, tuple(sound)


@cache
def _toneless(reading: str) -> str:
    bare = _TONES.sub("", unicodedata.normalize("NFD", reading))
    return unicodedata.normalize("NFC", bare).replace("ü", "v")
