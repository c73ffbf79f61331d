"""The tables of a hall on the pages of a screen: two columns each, zone after zone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from app.core.localized import Localized

ROWS: Final = 10
"""So many tables can be read in one column from ten metres."""
COLUMNS: Final = 2


@dataclass(frozen=True, slots=True)
class Seat:
    """A table, by its id."""

    id: int
    label: str
    zone: Localized = field(default_factory=Localized)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tables of one zone that stand on one page: A1 – A10."""

    zone: Localized
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class HallPage:
    """``columns``: one or two, of at most ``ROWS`` tables; ``zones``: where to find them."""

    columns: tuple[tuple[Seat, ...], ...]

    @property
    def zones(self) -> tuple[Stretch, ...]:
        seats = [seat for column in self.columns for seat in column]
        found = []
        for zone, group in groupby(seats, key=lambda seat: seat.zone):
            labels = [seat.label for seat in group]
            found.append(Stretch(zone, labels[0], labels[-1]))
        return tuple(found)

    @property
    def has_room(self) -> bool:
        """Whether something can be said below the last column."""
        return len(self.columns[-1]) <= ROWS - 2


def zone_key(zone: Localized) -> str:
    """By what a board remembers a zone; "" for tables without one."""
    return zone.in_language("en")[0]


def zones_of(seats: Iterable[Seat]) -> list[Localized]:
    """The zones, each once, in the order of their tables."""
    return list(dict.fromkeys(seat.zone for seat in seats))


def chosen(seats: Iterable[Seat], keys: Collection[str]) -> list[Seat]:
    """The tables of these zones; all of them where none is named, or none of the named is there any more."""
    every = list(seats)
    kept = [seat for seat in every if zone_key(seat.zone) in keys]
    return kept or every


def hall_pages(seats: Sequence[Seat]) -> tuple[HallPage, ...]:
    """In the order given, zones kept together: one that does not fit below the last begins a column of its own."""
    columns: list[list[Seat]] = []
    for zone in zones_of(seats):
        rest = [seat for seat in seats if seat.zone == zone]
        if columns and len(columns[-1]) + len(rest) <= ROWS:
            columns[-1] += rest
            continue
        columns += [rest[at : at + ROWS] for at in range(0, len(rest), ROWS)]
    return tuple(
        HallPage(tuple(tuple(column) for column in columns[at : at + COLUMNS]))
        for at in range(0, len(columns), COLUMNS)
    )
