"""The buses of a visit as somebody types them, and who rides in which."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

MOST_BUSES: Final = 9
BUS_LENGTH: Final = 20
"""Characters of a bus's name."""
NO_BUS: Final = ""
"""The seat of somebody who rides in none."""
_PARTS: Final = re.compile(r"[,;，、；/\n]+")
_WORD: Final = re.compile(r"^\s*(?:bus|car|autocar)\b\s*(?:n[o°]\.?\s*)?|^\s*第?(?=\d)|(?:号车|号)\s*$", re.IGNORECASE)


def buses_in(text: str) -> tuple[str, ...]:
    """The names of buses in their order, each once: ``1, 2`` as well as ``bus 1; bus 2`` or ``1号车、2号车``."""
    names = (_WORD.sub("", part).strip() for part in _PARTS.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


def typed_again(buses: Iterable[str]) -> str:
    """The names as they stand in the field."""
    return ", ".join(buses)


def bus_of(seat: str | None, buses: Sequence[str]) -> str:
    """Where somebody rides: in the bus of their ``seat``, in the first where it is None or gone; ``NO_BUS`` for who
    rides in none, or where there are none."""
    if seat == NO_BUS or not buses:
        return NO_BUS
    return seat if seat is not None and seat in buses else buses[0]
