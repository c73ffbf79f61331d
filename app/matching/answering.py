"""Which words of a text answer which words of a wish, by what they mean; with the extra of ``companies.sentences``."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from app.companies import text_vectors
from app.matching.nodes import Ints
from app.matching.passages import MOST, passages
from app.matching.texts import Singles

PAIRS_AT_A_TIME: Final = 1_024


def answering(wishes: Sequence[str], offers: Sequence[str]) -> Ints:
    """For each pair of a wish and an offer which of their ``passages`` are nearest, as place in the offer · MOST +
    place in the wish; the first of those that are as near."""
    asked, said = ([passages(text) for text in texts] for texts in (wishes, offers))
    found = np.zeros(len(asked), dtype=np.intp)
    several = [at for at, (one, other) in enumerate(zip(asked, said, strict=True)) if len(one) > 1 or len(other) > 1]
    for some in _parts(several):
        wish, offer = (_padded([each[at] for at in some]) for each in (asked, said))
        near = offer @ wish.transpose(0, 2, 1)
        near[near == 0] = -np.inf  # there is no such passage
        found[some] = near.reshape(len(some), -1).argmax(axis=1)
    return found


def _padded(texts: Sequence[tuple[str, ...]]) -> Singles:
    """Texts × MOST × ``sentences.DIMENSIONS``; 0 where a text has no such passage."""
    vectors = text_vectors.cached_vectors([passage for text in texts for passage in text])
    rows = np.zeros((len(texts), MOST, text_vectors.DIMENSIONS), dtype=np.float32)
    ends = np.cumsum([0, *map(len, texts)])
    for row, (start, stop) in zip(rows, pairwise(ends.tolist()), strict=True):
        row[: stop - start] = vectors[start:stop]
    return rows


def _parts(items: list[int]) -> Iterator[list[int]]:
    return (items[start : start + PAIRS_AT_A_TIME] for start in range(0, len(items), PAIRS_AT_A_TIME))
