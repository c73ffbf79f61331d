"""What firms' own texts mean to each other: a soft bonus where the offer of one answers the wish of another, in any two
languages. With the extra of ``companies.sentences`` alone; without it no firm says anything here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.companies import text_vectors
from app.core.localized import LANGUAGES
from app.matching.nodes import Floats, Ints
from app.matching.said import Says

Singles = NDArray[np.float32]
MOST: Final = 0.6
"""How far a text can meet a wish, a share of 1; an offer of the very code meets it by .9."""
LEAST: Final = 0.57
SPAN: Final = 0.13
"""A text whose cosine with a wish is LEAST or less is not said to answer it, from LEAST + SPAN on they mean the same.

Of the model event's 3,456 pairs 28 are above LEAST, all true; of the next ten every third is not.
"""
PAIRS_AT_A_TIME: Final = 8_192


@dataclass(frozen=True, slots=True)
class Texts:
    """``seeks``, ``offers``: firms × ``sentences.DIMENSIONS``, rows of length 1, or 0 where nothing is said;
    ``tongue``: the place of the language of each offer in LANGUAGES."""

    seeks: Singles
    offers: Singles
    tongue: Ints

    def answered(self, asking: slice, offering: slice) -> Singles:
        """How far the wish of each asking firm is met by the text of each offering one, in [0, MOST]."""
        cosine: Singles = self.seeks[asking] @ self.offers[offering].T
        met: Singles = np.clip((cosine - np.float32(LEAST)) / np.float32(SPAN), 0, 1) * np.float32(MOST)
        return met

    def of_pairs(self, asking: Ints, offering: Ints) -> Floats:
        """The same by pair."""
        found = np.empty(len(asking))
        for first in range(0, len(asking), PAIRS_AT_A_TIME):
            some = slice(first, first + PAIRS_AT_A_TIME)
            one, other = self.seeks[asking[some]], self.offers[offering[some]]
            found[some] = np.einsum("ij,ij->i", one, other, dtype=np.float64)
        return np.clip((found - LEAST) / SPAN, 0, 1) * MOST


def texts_of(said: Sequence[Says | None]) -> Texts | None:
    """None where nobody says anything."""
    if not any(said):
        return None
    seeks, offers = ([(one or Says())[part] for one in said] for part in (0, 1))
    if not any(seeks) or not any(offers):
        return None
    tongue = [LANGUAGES.index((one or Says()).language) for one in said]
    return Texts(_rows(seeks), _rows(offers), np.array(tongue, dtype=np.intp))


def _rows(texts: Sequence[str]) -> Singles:
    rows = np.zeros((len(texts), text_vectors.DIMENSIONS), dtype=np.float32)
    some = [place for place, text in enumerate(texts) if text]
    if some:
        rows[some] = text_vectors.cached_vectors([texts[place] for place in some])
    return rows
