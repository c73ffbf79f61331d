"""Figures of an overview as charts: meetings per company, who meets whom by section, from asked to placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from app.meetings.lifecycle import PLACED_STATES, MeetingState

MOST_COLUMNS: Final = 12


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """``companies`` that have ``least`` to ``most`` meetings; ``most`` None: or more. ``share``: of the highest
    column."""

    least: int
    most: int | None
    companies: int
    share: float


def chart_columns(counts: Iterable[int]) -> tuple[ChartColumn, ...]:
    """One for each number from the lowest to the highest, as many as ``MOST_COLUMNS``; the last takes in all above."""
    companies_by_count = Counter(counts)
    if not companies_by_count:
        return ()
    first, last = min(companies_by_count), max(companies_by_count)
    cut = min(last, first + MOST_COLUMNS - 1)
    bars = [(number, number, companies_by_count[number]) for number in range(first, cut)]
    above = sum(companies for number, companies in companies_by_count.items() if number >= cut)
    highest = max([*(companies for _least, _most, companies in bars), above])
    every = [*bars, (cut, cut if cut == last else None, above)]
    return tuple(ChartColumn(least, most, companies, companies / highest) for least, most, companies in every)


NO_SECTION: Final = ""
HEAT_STEPS: Final = 6
"""Of the ramp of colours."""


class CrossingCompany(NamedTuple):
    """A firm as it is counted. ``group``: its side of the event, None for none."""

    group: int | None
    sections: frozenset[str]

    @property
    def counted_sections(self) -> frozenset[str]:
        return self.sections or frozenset({NO_SECTION})


@dataclass(frozen=True, slots=True)
class SectorCrossing:
    """``cells``: (section of a row, section of a column) → meetings, only those with any. ``sides``: the groups of the
    rows and of the columns where all meetings are between two; else None, and rows and columns mean the same."""

    cells: Mapping[tuple[str, str], int]
    rows: Sequence[str]
    columns: Sequence[str]
    sides: tuple[int, int] | None

    def heat(self, row: str, column: str) -> int:
        """The step of colour of a cell: 0 for none, 1 to ``SEAT_STEPS`` by its share of the highest."""
        count = self.cells.get((row, column), 0)
        return -(-count * HEAT_STEPS // max(self.cells.values(), default=1)) if count else 0


def cross_sectors(
    meetings: Iterable[tuple[int, int]], companies: Mapping[int, CrossingCompany], order: Sequence[str]
) -> SectorCrossing:
    """``meetings``: pairs of keys of ``firms``; ``order``: of the sections, those that it lacks come last."""
    pairs = Counter((companies[first], companies[second]) for first, second in meetings)  # many firms are counted alike
    sides = _two_sides(pairs)
    cells: Counter[tuple[str, str]] = Counter()
    for (first, second), count in pairs.items():
        for cell in _crossing_cells(first, second, sides):
            cells[cell] += count
    places = {code: place for place, code in enumerate(order)}

    def sections_of(at: int) -> list[str]:
        sections = {cell[at] for cell in cells}
        return sorted(sections, key=lambda code: (code == NO_SECTION, places.get(code, len(places)), code))

    return SectorCrossing(cells, sections_of(0), sections_of(1), sides)


def _two_sides(pairs: Iterable[tuple[CrossingCompany, CrossingCompany]]) -> tuple[int, int] | None:
    pairs_of_groups = {frozenset((first.group, second.group)) for first, second in pairs}
    groups = next(iter(pairs_of_groups)) if len(pairs_of_groups) == 1 else frozenset()
    sides = sorted(group for group in groups if group is not None)
    return (sides[0], sides[1]) if len(sides) == 2 else None


def _crossing_cells(
    company: CrossingCompany, partner: CrossingCompany, sides: tuple[int, int] | None
) -> Iterator[tuple[str, str]]:
    if sides is not None:
        first, second = (company, partner) if company.group == sides[0] else (partner, company)
        yield from ((row, column) for row in first.counted_sections for column in second.counted_sections)
        return
    yield from {cell for a in company.counted_sections for b in partner.counted_sections for cell in ((a, b), (b, a))}


class FunnelStage(StrEnum):
    """How far a request came."""

    ASKED = "asked"
    ANSWERED = "answered"
    AGREED = "agreed"
    PLACED = "placed"


_PLACED: Final = tuple(sorted(PLACED_STATES))
_AGREED: Final = (MeetingState.AGREED, *_PLACED)
FUNNEL_STATES: Final[Mapping[FunnelStage, tuple[MeetingState, ...]]] = {
    FunnelStage.ASKED: tuple(MeetingState),
    FunnelStage.ANSWERED: (*_AGREED, MeetingState.DECLINED, MeetingState.CANCELLED),
    FunnelStage.AGREED: _AGREED,
    FunnelStage.PLACED: _PLACED,
}
"""Each holds the next."""


@dataclass(frozen=True, slots=True)
class FunnelBar:
    """``share``: of all that were asked for, 0 to 1."""

    stage: FunnelStage
    count: int
    share: float


def funnel(by_state: Mapping[str, int]) -> tuple[FunnelBar, ...]:
    """Of the counts of requests by state, or of all meetings."""
    counts = {stage: sum(by_state.get(state, 0) for state in states) for stage, states in FUNNEL_STATES.items()}
    most = counts[FunnelStage.ASKED] or 1
    return tuple(FunnelBar(stage, count, count / most) for stage, count in counts.items())
