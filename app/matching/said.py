"""What a firm says in its own words, where that counts: with the extra of ``companies.sentences``. Needs no numpy."""

from typing import NamedTuple

from app.companies import text_vectors
from app.core.localized import LANGUAGES, Localized
from app.matching.passages import read_apart


class Says(NamedTuple):
    """What a firm seeks and offers in its own words, "" for nothing, and the ``language`` of what it offers."""

    seeks: str = ""
    offers: str = ""
    language: str = LANGUAGES[0]


class Texts(NamedTuple):
    """All that a firm says in its own words."""

    offers: Localized = Localized()
    seeks: Localized = Localized()


def says_of(offers: Localized, seeks: Localized) -> Says | None:
    """A firm's texts, each in the first language that has it; None without the extra, and where it says nothing."""
    if not text_vectors.is_installed() or not (offers or seeks):
        return None
    offered, tongue = offers.in_language(LANGUAGES[0])
    return Says(seeks.in_language(LANGUAGES[0])[0], offered, tongue)


def texts_read(said: Says) -> tuple[str, ...]:
    """All of which it is looked up what it means: both texts, and the passages of a text of several; each once."""
    whole = [text for text in (said.seeks, said.offers) if text]
    return tuple(dict.fromkeys([*whole, *(passage for text in whole for passage in read_apart(text))]))
