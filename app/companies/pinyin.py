"""Chinese typed in Latin letters: syllables without tones, with or without spaces."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Final

from app.companies.phrases import phrases
from app.companies.vocabulary import fold
from app.kernel.sounds import syllables as sounds_of

_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_LONGEST: Final = 6


def spelt(text: str) -> str:
    """A Chinese text in syllables between spaces: ``冷链`` → ``leng lian``; other characters part words."""
    return " ".join(" ".join(sounds_of(run)) for run in _HAN.findall(fold(text)))


def syllables(text: str) -> tuple[str, ...]:
    """A text cut into the fewest known syllables; empty unless all of it can be cut."""
    cut: tuple[str, ...] = ()
    for word in re.findall(r"[a-z0-9]+", plain(fold(text))):
        parts = _cut(word)
        if not parts:
            return ()
        cut += parts
    return cut


def pairs_for(text: str) -> list[str]:
    """The pairs of characters, out of those that sectors are said with, that sound like the text."""
    cut = syllables(text)
    return [pair for sound in pairwise(cut) for pair in _pairs_by_sound().get(sound, ())]


def _cut(word: str) -> tuple[str, ...]:
    """Fewest syllables first, the longer ones in front."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            if before is None or word[start:end] not in _known():
                continue
            found, kept = (*before, word[start:end]), best[end]
            if kept is None or len(found) < len(kept):
                best[end] = found
    return best[-1] or ()


def plain(sounds: str) -> str:
    """``lü`` is typed as ``lv`` or ``lu``."""
    return re.sub(r"(?<=[ln])v", "u", sounds)


@cache
def _known() -> frozenset[str]:
    return frozenset(syllable for sound in _pairs_by_sound() for syllable in sound)


@cache
def _pairs_by_sound() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for phrase in phrases():
        for run in _HAN.findall(fold(phrase.text)) if phrase.language == "zh" else ():
            sounds = [plain(sound) for sound in sounds_of(run)]
            for place in range(len(run) - 1):
                found[sounds[place], sounds[place + 1]][run[place : place + 2]] = None
    return {sound: tuple(pairs) for sound, pairs in found.items()}
