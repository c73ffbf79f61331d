"""A list as the log keeps it: whom it held, with their scores, in a sixth of the bytes that showing it takes."""

from __future__ import annotations

from struct import Struct
from typing import Final

from app.matching.packed import without_reasons

PLACE: Final = Struct("<IH")
"""Key of the other firm, and its score in hundredths."""
HUNDREDTHS: Final = 100


def logged(packed: bytes | None) -> bytes:
    """Out of a list as it is stored (``packed``); nothing for no list."""
    if not packed:
        return b""
    return b"".join(PLACE.pack(place.other, round(place.score * HUNDREDTHS)) for place in without_reasons(packed))


def read(places: bytes) -> tuple[tuple[int, float], ...]:
    """(other firm, score in [0, 100]) by position, the best first."""
    return tuple((other, score / HUNDREDTHS) for other, score in PLACE.iter_unpack(places))
