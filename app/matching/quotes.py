"""Lines about firms' own texts, with the words that they are about."""

from __future__ import annotations

from collections.abc import Iterable

from app.kernel.localized import LANGUAGES, Localized
from app.matching.passages import MOST, cut, passages
from app.matching.reasons import Kind, Quote, Reason
from app.matching.said import Texts

ABOUT_TEXTS = (Kind.THEIR_TEXT, Kind.YOUR_TEXT)


def quoted(reasons: Iterable[Reason], mine: Texts, theirs: Texts) -> tuple[Reason, ...]:
    """The reasons of a firm towards another with the words of both, as their texts are now."""
    return tuple(_quoted(one, mine, theirs) if one.kind in ABOUT_TEXTS else one for one in reasons)


def _quoted(reason: Reason, mine: Texts, theirs: Texts) -> Reason:
    wish, offer = (mine, theirs) if reason.kind is Kind.THEIR_TEXT else (theirs, mine)
    return reason._replace(quote=_quote(reason, wish.seeks, offer.offers))


def _quote(reason: Reason, wished: Localized, offered: Localized) -> Quote | None:
    """None where one of the texts has gone since."""
    words, (wish, language) = offered.exactly(reason.code), wished.in_language(LANGUAGES[0])
    if not words or not wish:
        return None
    place, wish_place = divmod(int(reason.met_by or 0), MOST)
    return Quote(_passage(words, place), reason.code, _passage(wish, wish_place), language)


def _passage(text: str, place: int) -> str:
    """The first one where the text has changed since and has no such passage any more."""
    found = passages(text)
    return cut(found[place] if place < len(found) else found[0])
