"""How many firms have how many meetings, as columns of a chart."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST_COLUMNS: Final = 12


@dataclass(frozen=True, slots=True)
class Column:
    """``firms`` that have ``least`` to ``most`` meetings; ``most`` None: or more. ``share``: of the highest column."""

    least: int
    most: int | None
    firms: int
    share: float


def columns_of(counts: Iterable[int]) -> tuple[Column, ...]:
    """One for each number from the lowest to the highest, as many as ``MOST_COLUMNS``; the last takes in all above."""
    found = Counter(counts)
    if not found:
        return ()
    first, last = min(found), max(found)
    cut = min(last, first + MOST_COLUMNS - 1)
    bars = [(number, number, found[number]) for number in range(first, cut)]
    above = sum(firms for number, firms in found.items() if number >= cut)
    highest = max([*(firms for _least, _most, firms in bars), above])
    every = [*bars, (cut, cut if cut == last else None, above)]
    return tuple(Column(least, most, firms, firms / highest) for least, most, firms in every)
