"""Who meets whom, by the sections of ISIC that firms are in.

Each figure is how many meetings there are between a firm of one section and a firm of another. A firm in two sections
counts in both, so that figures add up to more than there are meetings; one that names none counts under ``NONE``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

NONE: Final = ""
STEPS: Final = 6
"""Of the ramp of colours."""


class Met(NamedTuple):
    """A firm as it is counted. ``group``: its side of the event, None for none."""

    group: int | None
    sections: frozenset[str]

    @property
    def counted_in(self) -> frozenset[str]:
        return self.sections or frozenset({NONE})


@dataclass(frozen=True, slots=True)
class Crossing:
    """``cells``: (section of a row, section of a column) → meetings, only those with any. ``sides``: the groups of the
    rows and of the columns where all meetings are between two; else None, and rows and columns mean the same."""

    cells: Mapping[tuple[str, str], int]
    rows: Sequence[str]
    columns: Sequence[str]
    sides: tuple[int, int] | None

    def heat(self, row: str, column: str) -> int:
        """The step of colour of a cell: 0 for none, 1 to ``STEPS`` by its share of the highest."""
        found = self.cells.get((row, column), 0)
        return -(-found * STEPS // max(self.cells.values(), default=1)) if found else 0


def crossed(meetings: Iterable[tuple[int, int]], firms: Mapping[int, Met], order: Sequence[str]) -> Crossing:
    """``meetings``: pairs of keys of ``firms``; ``order``: of the sections, those that it lacks come last."""
    pairs = Counter((firms[one], firms[other]) for one, other in meetings)  # many firms are counted alike
    sides = _two_sides(pairs)
    cells: Counter[tuple[str, str]] = Counter()
    for (one, other), count in pairs.items():
        for cell in _cells(one, other, sides):
            cells[cell] += count
    places = {code: place for place, code in enumerate(order)}

    def sections_of(at: int) -> list[str]:
        found = {cell[at] for cell in cells}
        return sorted(found, key=lambda code: (code == NONE, places.get(code, len(places)), code))

    return Crossing(cells, sections_of(0), sections_of(1), sides)


def _two_sides(pairs: Iterable[tuple[Met, Met]]) -> tuple[int, int] | None:
    met = {frozenset((one.group, other.group)) for one, other in pairs}
    found = next(iter(met)) if len(met) == 1 else frozenset()
    sides = sorted(group for group in found if group is not None)
    return (sides[0], sides[1]) if len(sides) == 2 else None


def _cells(one: Met, other: Met, sides: tuple[int, int] | None) -> Iterator[tuple[str, str]]:
    if sides is not None:
        first, second = (one, other) if one.group == sides[0] else (other, one)
        yield from ((row, column) for row in first.counted_in for column in second.counted_in)
        return
    yield from {cell for a in one.counted_in for b in other.counted_in for cell in ((a, b), (b, a))}
