"""A firm's text in passages, short enough to be quoted one at a time."""

from __future__ import annotations

import re
from typing import Final

from app.core.texts import text_width

FITS: Final = 90
"""As wide as so many Latin letters; a Chinese character is as wide as two."""
MOST: Final = 6
"""Passages of a text that are looked at; what comes after them belongs to none."""
LONG_WORD: Final = 24
"""Letters; what is longer may be cut within."""
_SENTENCES: Final = re.compile(r"(?<=[.!?;:])\s+|(?<=[。！？；：])|[\r\n•]+")
_CLAUSES: Final = re.compile(r"(?<=,)\s+|(?<=[，、])")
_ENDS: Final = " \t.,;:。，、；："


def passages(text: str) -> tuple[str, ...]:
    """The whole text where it fits; else its sentences, and of a sentence that does not fit its clauses, as many
    together as fit. At least one, MOST at most."""
    if text_width(text) <= FITS:
        return (text,)
    found = [part for sentence in _SENTENCES.split(text) if (line := sentence.strip()) for part in _clauses(line)]
    return tuple(found[:MOST]) or (text,)


def read_apart(text: str) -> tuple[str, ...]:
    """The passages of a text of several."""
    found = passages(text)
    return found if len(found) > 1 else ()


def cut(passage: str, width: int = FITS) -> str:
    """A passage on one line without the mark at its end, cut between words where it is wider."""
    line = " ".join(passage.split()).strip(_ENDS)
    if text_width(line) <= width:
        return line
    end, taken = 0, 1  # the mark that it was cut
    while taken + text_width(line[end]) <= width:
        taken += text_width(line[end])
        end += 1
    kept = line[:end]
    if " " in kept[-LONG_WORD:] and not line[end].isspace():
        kept = kept[: kept.rindex(" ")]
    return f"{kept.rstrip(_ENDS)}…"


def _clauses(sentence: str) -> list[str]:
    if text_width(sentence) <= FITS:
        return [sentence]
    found: list[str] = []
    for clause in _CLAUSES.split(sentence):
        if found and text_width(found[-1]) + text_width(clause) < FITS:
            found[-1] += clause if text_width(found[-1][-1]) > 1 else f" {clause}"
        elif clause:
            found.append(clause)
    return found
