"""What the tree is searched in: every keyword and label, folded, by sound and by the first letters of its sound."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

from app.companies.phrases import phrases, proposed_for
from app.companies.pinyin import plain, spelt
from app.companies.sectors import tree
from app.companies.vocabulary import fold, is_han
from app.kernel.localized import LANGUAGES

LEAST_LETTERS: Final = 2
RUN: Final = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_SPELT: Final = re.compile(r"[a-z' ]+|[a-z]+[1-5](?: ?[a-z]+[1-5])*")


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase as it is searched: folded with a space before each word; in pinyin from each syllable on (``heard``: all
    of these, a space before each), and by the first letters of all syllables."""

    code: str
    text: str
    language: str
    folded: str
    sounds: tuple[str, ...]
    heard: str
    initials: str


def holding(runs: list[str]) -> Iterator[Text]:
    """The texts that hold every run: a Latin one at the start of a word, a Chinese one anywhere."""
    parts = sorted((run if is_han(run) else f" {run}" for run in runs), key=len)
    found = list(texts()) if parts else []
    while parts:
        part = parts.pop()
        found = [text for text in found if part in text.folded]
    yield from found


def sounding(wanted: str) -> Iterator[Text]:
    """The Chinese texts that sound so from some syllable on; numbers of tones behind the syllables say nothing."""
    letters = plain(re.sub(r"[^a-z]", "", wanted))
    if len(letters) >= LEAST_LETTERS and _SPELT.fullmatch(wanted):
        start = f" {letters}"
        yield from [text for text in texts() if start in text.heard]


def initialled(hit: Text, letters: str) -> str:
    """The characters of a text that begin with these letters."""
    characters = "".join(sign for sign in fold(hit.text) if is_han(sign))
    start = hit.initials.index(letters)
    return characters[start : start + len(letters)]


@cache
def texts() -> tuple[Text, ...]:
    """All keywords and whole labels, those of sections too."""
    labels = ((proposed_for(sector.code, tree()), sector) for sector in tree())
    said = [(phrase.code, phrase.text, phrase.language) for phrase in phrases() if phrase.weight == 1]
    said += [(code, sector.label.exactly(each), each) for code, sector in labels for each in LANGUAGES]
    return tuple(_searched(*each) for each in dict.fromkeys(said))


def _searched(code: str, text: str, language: str) -> Text:
    syllables = plain(spelt(text)).split() if language == "zh" else []
    sounds = tuple(accumulate(reversed(syllables), lambda tail, head: head + tail))
    first = "".join(syllable[0] for syllable in syllables)
    return Text(code, text, language, f" {spaced(text)}", sounds, "".join(f" {sound}" for sound in sounds), first)


def spaced(text: str) -> str:
    """Folded, with one space between words."""
    return " ".join(RUN.findall(fold(text)))
