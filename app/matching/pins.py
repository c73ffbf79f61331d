"""Pairs that an organizer puts first in the lists of both, or takes out of them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np

from app.matching.firm import Key
from app.matching.floor import Bars
from app.matching.nodes import Ints


class Pin(StrEnum):
    UP = "up"
    DOWN = "down"


Pins = Mapping[tuple[Key, Key], Pin]
Held = Sequence[Sequence[int]]


def pinned_up(pins: Pins, rows: Mapping[Key, int], bars: Bars) -> dict[int, list[int]]:
    """Row → the rows that stand first in its list, as far as rules and bars let them; pairs hold both ways round."""
    found: dict[int, list[int]] = {}
    for (one, other), pin in pins.items():
        if pin is Pin.UP and one in rows and other in rows:
            for looking, seen in ((rows[one], rows[other]), (rows[other], rows[one])):
                if bars.may(looking, seen) and seen not in found.setdefault(looking, []):
                    found[looking].append(seen)
    return found


def keys_of(first: Mapping[int, Sequence[int]], firms: int) -> Ints:
    """The same as looking · firms + seen, ascending."""
    return np.array(sorted(row * firms + seen for row, each in first.items() for seen in each), dtype=np.intp)


def with_pins(held: Held, first: Mapping[int, Sequence[int]], places: int) -> Held:
    """The lists with those who stand first; others, the last ones, go where there is no room for both."""
    if not first:
        return held
    return [_with(list(each), first[row], places) if row in first else each for row, each in enumerate(held)]


def _with(held: list[int], first: Sequence[int], places: int) -> list[int]:
    rest = [each for each in held if each not in first]
    return [*first, *rest[: max(places - len(first), 0)]]
