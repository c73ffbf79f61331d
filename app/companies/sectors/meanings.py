"""Sectors by what typed words mean, beside the words themselves; with the extra of ``sentences`` alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.companies import text_vectors
from app.companies.sectors.proposals import MAX_PROPOSALS, is_remark, nearest_sectors
from app.companies.sectors.tree import DATA_FOLDER, sector_phrases

if TYPE_CHECKING:
    from app.companies.text_vectors import Vectors

NEAR_PHRASES: Final = 60
"""Phrases: several of them say the same sector."""


def sectors_to_choose(text: str) -> tuple[str, ...]:
    """Up to five codes to choose from, the surest first; as ``nearest`` finds them by their words, and where the extra
    and its index are there, also by what the text means.

    What both find goes first. Nothing is meant by what says nothing.
    """
    by_words = nearest_sectors(text)
    if not text_vectors.is_installed() or is_remark(text) or (index := load_index()) is None:
        return by_words
    return _fuse_ranks(by_words, _codes_by_meaning(text, index))[:MAX_PROPOSALS]


def build_index() -> Path:
    """What all phrases mean, written once for all processes: about ten seconds, 23 MB."""
    import numpy as np

    path = index_path()
    unfinished = path.with_suffix(".part.npy")
    np.save(unfinished, text_vectors.encode_texts([phrase.text for phrase in sector_phrases()]))
    unfinished.replace(path)
    load_index.cache_clear()
    return path


def _fuse_ranks(*lists: Sequence[str]) -> tuple[str, ...]:
    """Codes of several lists by the sum of the reciprocals of their places; of equals the earlier list's first."""
    worth: dict[str, float] = defaultdict(float)
    for codes in lists:
        for place, code in enumerate(codes, 1):
            worth[code] += 1 / (1 + place)
    return tuple(sorted(worth, key=lambda code: -worth[code]))


def _codes_by_meaning(text: str, index: Vectors) -> tuple[str, ...]:
    import numpy as np

    near = index @ text_vectors.encode_texts([text])[0]
    best = np.argpartition(-near, NEAR_PHRASES)[:NEAR_PHRASES]
    ordered = best[np.argsort(-near[best], kind="stable")].tolist()
    return tuple(dict.fromkeys(sector_phrases()[place].code for place in ordered))[:MAX_PROPOSALS]


@cache
def load_index() -> Vectors | None:
    """Mapped from its file, so that all processes share it; None where nobody built it for these phrases."""
    import numpy as np

    path = index_path()
    return np.load(path, mmap_mode="r") if path.exists() else None


def index_path() -> Path:
    """Another one for other phrases."""
    phrases_text = "\n".join(phrase.text for phrase in sector_phrases()).encode()
    return DATA_FOLDER / f"sentences-{hashlib.blake2b(phrases_text, digest_size=8).hexdigest()}.npy"


if __name__ == "__main__":
    build_index()
