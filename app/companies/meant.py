"""Sectors by what typed words mean, beside the words themselves; with the extra of ``sentences`` alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.companies import sentences
from app.companies.phrases import phrases
from app.companies.proposals import MOST, nearest, says_nothing
from app.companies.sectors import DATA

if TYPE_CHECKING:
    from app.companies.sentences import Vectors

LOOKED_AT: Final = 60
"""Phrases: several of them say the same sector."""


def to_choose(text: str) -> tuple[str, ...]:
    """Up to five codes to choose from, the surest first; as ``nearest`` finds them by their words, and where the extra
    and its index are there, also by what the text means.

    What both find goes first. Nothing is meant by what says nothing.
    """
    by_words = nearest(text)
    if not sentences.installed() or says_nothing(text) or (index := load_index()) is None:
        return by_words
    return _fused(by_words, _by_meaning(text, index))[:MOST]


def build_index() -> Path:
    """What all phrases mean, written once for all processes: about ten seconds, 23 MB."""
    import numpy as np

    path = index_path()
    unfinished = path.with_suffix(".part.npy")
    np.save(unfinished, sentences.vectors_of([phrase.text for phrase in phrases()]))
    unfinished.replace(path)
    load_index.cache_clear()
    return path


def _fused(*lists: Sequence[str]) -> tuple[str, ...]:
    """Codes of several lists by the sum of the reciprocals of their places; of equals the earlier list's first."""
    worth: dict[str, float] = defaultdict(float)
    for codes in lists:
        for place, code in enumerate(codes, 1):
            worth[code] += 1 / (1 + place)
    return tuple(sorted(worth, key=lambda code: -worth[code]))


def _by_meaning(text: str, index: Vectors) -> tuple[str, ...]:
    import numpy as np

    near = index @ sentences.vectors_of([text])[0]
    best = np.argpartition(-near, LOOKED_AT)[:LOOKED_AT]
    ordered = best[np.argsort(-near[best], kind="stable")].tolist()
    return tuple(dict.fromkeys(phrases()[place].code for place in ordered))[:MOST]


@cache
def load_index() -> Vectors | None:
    """Mapped from its file, so that all processes share it; None where nobody built it for these phrases."""
    import numpy as np

    path = index_path()
    return np.load(path, mmap_mode="r") if path.exists() else None


def index_path() -> Path:
    """Another one for other phrases."""
    said = "\n".join(phrase.text for phrase in phrases()).encode()
    return DATA / f"sentences-{hashlib.blake2b(said, digest_size=8).hexdigest()}.npy"


if __name__ == "__main__":
    build_index()
