"""Lines about firms' own texts, with the words that they are about."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.localized import LANGUAGES, Localized
from app.matching.passages import MOST, cut, passages
from app.matching.reasons import Kind, Quote, Reason
from app.matching.said import Texts

ABOUT_TEXTS = (Kind.THEIR_TEXT, Kind.YOUR_TEXT)


def quoted(reasons: Iterable[Reason], mine: Texts, theirs: Texts, reader: str) -> tuple[Reason, ...]:
    """The reasons of a firm towards another with the words of both, as their texts are now, in the language ``reader``
    where they say the same in it."""
    return tuple(_quoted(one, mine, theirs, reader) if one.kind in ABOUT_TEXTS else one for one in reasons)


def _quoted(reason: Reason, mine: Texts, theirs: Texts, reader: str) -> Reason:
    wish, offer = (mine, theirs) if reason.kind is Kind.THEIR_TEXT else (theirs, mine)
    return reason._replace(quote=_quote(reason, wish.seeks, offer.offers, reader))


def _quote(reason: Reason, wished: Localized, offered: Localized, reader: str) -> Quote | None:
    """None where one of the texts has gone since."""
    language = wished.in_language(LANGUAGES[0])[1]
    if not offered.exactly(reason.code) or not wished.exactly(language):
        return None
    place, wish_place = divmod(int(reason.met_by or 0), MOST)
    return Quote(*_passage(offered, reason.code, place, reader), *_passage(wished, language, wish_place, reader))


def _passage(text: Localized, language: str, place: int, reader: str) -> tuple[str, str]:
    """The words and their language: the reader's where its text has as many passages, so that this is the same one in
    it. The first one where the text has changed since and has no such passage any more."""
    found, own = passages(text.exactly(language)), text.exactly(reader)
    if own and len(passages(own)) == len(found):
        found, language = passages(own), reader
    return cut(found[place] if place < len(found) else found[0]), language
