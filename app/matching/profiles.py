"""A company as the ranking sees it: its profile, its side of the event, and its own texts in passages that can
be quoted."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from app.companies import text_vectors
from app.companies.profile import CompanyProfile
from app.core.localized import LANGUAGES, Localized
from app.core.texts import text_width
from app.matching.reasons import MatchReason, ReasonKind, ReasonQuote

PASSAGE_WIDTH: Final = 90
"""As wide as so many Latin letters; a Chinese character is as wide as two."""
MAX_PASSAGES: Final = 6
"""Passages of a text that are looked at; what comes after them belongs to none."""
LONG_WORD_LENGTH: Final = 24
"""Letters; what is longer may be cut within."""
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?;:])\s+|(?<=[。！？；：])|[\r\n•]+")
_CLAUSE_ENDS: Final = re.compile(r"(?<=,)\s+|(?<=[，、])")
_END_MARKS: Final = " \t.,;:。，、；："


def text_passages(text: str) -> tuple[str, ...]:
    """The whole text where it fits; else its sentences, and of a sentence that does not fit its clauses, as many
    together as fit. At least one, MOST at most."""
    if text_width(text) <= PASSAGE_WIDTH:
        return (text,)
    parts = [
        part for sentence in _SENTENCE_ENDS.split(text) if (line := sentence.strip()) for part in _clause_passages(line)
    ]
    return tuple(parts[:MAX_PASSAGES]) or (text,)


def separate_passages(text: str) -> tuple[str, ...]:
    """The passages of a text of several."""
    parts = text_passages(text)
    return parts if len(parts) > 1 else ()


def shortened_passage(passage: str, width: int = PASSAGE_WIDTH) -> str:
    """A passage on one line without the mark at its end, cut between words where it is wider."""
    line = " ".join(passage.split()).strip(_END_MARKS)
    if text_width(line) <= width:
        return line
    end, taken = 0, 1  # the mark that it was cut
    while taken + text_width(line[end]) <= width:
        taken += text_width(line[end])
        end += 1
    shortened = line[:end]
    if " " in shortened[-LONG_WORD_LENGTH:] and not line[end].isspace():
        shortened = shortened[: shortened.rindex(" ")]
    return f"{shortened.rstrip(_END_MARKS)}…"


def _clause_passages(sentence: str) -> list[str]:
    if text_width(sentence) <= PASSAGE_WIDTH:
        return [sentence]
    parts: list[str] = []
    for clause in _CLAUSE_ENDS.split(sentence):
        if parts and text_width(parts[-1]) + text_width(clause) < PASSAGE_WIDTH:
            parts[-1] += clause if text_width(parts[-1][-1]) > 1 else f" {clause}"
        elif clause:
            parts.append(clause)
    return parts


class OwnWords(NamedTuple):
    """What a firm seeks and offers in its own words, "" for nothing, and the ``language`` of what it offers."""

    seeks: str = ""
    offers: str = ""
    language: str = LANGUAGES[0]


class ProfileTexts(NamedTuple):
    """All that a firm says in its own words."""

    offers: Localized = Localized()
    seeks: Localized = Localized()


def own_words(offers: Localized, seeks: Localized) -> OwnWords | None:
    """A firm's texts, each in the first language that has it; None without the extra, and where it says nothing."""
    if not text_vectors.is_installed() or not (offers or seeks):
        return None
    offered, tongue = offers.in_language(LANGUAGES[0])
    return OwnWords(seeks.in_language(LANGUAGES[0])[0], offered, tongue)


def texts_to_read(words: OwnWords) -> tuple[str, ...]:
    """All of which it is looked up what it means: both texts, and the passages of a text of several; each once."""
    whole = [text for text in (words.seeks, words.offers) if text]
    return tuple(dict.fromkeys([*whole, *(passage for text in whole for passage in separate_passages(text))]))


CompanyKey = Hashable
GroupKey = Hashable
ProfileOrder = tuple[Any, ...]
TieDraw = tuple[ProfileOrder, bytes]
"""What a firm stands by among others: its ``order``, and its ``lot`` among those that say the same."""


@dataclass(frozen=True, slots=True)
class RankedCompany:
    """One registration. ``key`` names it and never decides; ``group`` is its side of the event; ``says``: its texts,
    None where they do not count; ``seen``: whether it stands in lists of others, or only has one of its own."""

    key: CompanyKey
    profile: CompanyProfile
    group: GroupKey = None
    says: OwnWords | None = None
    seen: bool = True

    @property
    def order(self) -> ProfileOrder:
        """What ties are broken by: equal for firms that say the same."""
        profile = self.profile
        sets = (profile.offered, profile.seeks, profile.offers, profile.holds, profile.needs, profile.languages)
        return (profile.goal or "", *[tuple(sorted(each)) if each else () for each in sets], self.says or ())

    @property
    def lot(self) -> bytes:
        """Where firms that say the same stand in their round: a draw that favours no low number."""
        return blake2b(repr(self.key).encode(), digest_size=8).digest()


TEXT_KINDS = (ReasonKind.THEIR_TEXT, ReasonKind.YOUR_TEXT)


def quoted_reasons(
    reasons: Iterable[MatchReason], mine: ProfileTexts, theirs: ProfileTexts, reader: str
) -> tuple[MatchReason, ...]:
    """The reasons of a company towards another with the words of both, as their texts are now, in the language
    ``reader`` where they say the same in it."""
    quoted = []
    for reason in reasons:
        if reason.kind in TEXT_KINDS:
            wish, offer = (mine, theirs) if reason.kind is ReasonKind.THEIR_TEXT else (theirs, mine)
            language, quote = wish.seeks.in_language(LANGUAGES[0])[1], None
            if offer.offers.exactly(reason.code) and wish.seeks.exactly(language):  # either may have gone since
                place, wish_place = divmod(int(reason.met_by or 0), MAX_PASSAGES)
                words = _reader_passage(offer.offers, reason.code, place, reader)
                quote = ReasonQuote(*words, *_reader_passage(wish.seeks, language, wish_place, reader))
            reason = reason._replace(quote=quote)
        quoted.append(reason)
    return tuple(quoted)


def _reader_passage(text: Localized, language: str, place: int, reader: str) -> tuple[str, str]:
    """The words and their language: the reader's where its text has as many passages, so that this is the same one in
    it. The first one where the text has changed since and has no such passage any more."""
    parts, own = text_passages(text.exactly(language)), text.exactly(reader)
    if own and len(text_passages(own)) == len(parts):
        parts, language = text_passages(own), reader
    return shortened_passage(parts[place] if place < len(parts) else parts[0]), language
