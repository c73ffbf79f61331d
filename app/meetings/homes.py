"""Which table a firm may keep all day, and how the firms of a side get theirs in the order of the hall."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.meetings.board import TablePlace

KEPT: Final = "registration.table"
"""The notice of a firm that keeps another table from now on, or none. Its details: ``table``, ``before`` and, where
somebody gave it, ``act``, one word for all that was given at once."""
LEAST_SEATS: Final = 2


class Unfit(StrEnum):
    """Why a firm cannot keep a table."""

    OTHER_SIDE = "other_side"  # firms of another side keep the tables of its zone
    TOO_SMALL = "too_small"
    NEVER_OPEN = "never_open"  # it cannot be had at any time at which the firm is there


@dataclass(frozen=True, slots=True)
class Keeper:
    """A firm that is to keep a table. ``times``: slots to come in which it is there; ``seats``: how many sit at the
    largest of its meetings."""

    registration_id: int
    group_id: int | None
    times: frozenset[int]
    seats: int = LEAST_SEATS


Shut = Mapping[int, Set[int]]
"""Table → the slots in which it cannot be had."""


def unfit(table: TablePlace, firm: Keeper, shut: Shut) -> Unfit | None:
    if table.group_id not in (None, firm.group_id):
        return Unfit.OTHER_SIDE
    if table.seats < firm.seats:
        return Unfit.TOO_SMALL
    return Unfit.NEVER_OPEN if firm.times and firm.times <= shut.get(table.id, frozenset()) else None


def suited(firms: Iterable[Keeper], tables: Iterable[TablePlace], shut: Shut) -> frozenset[int]:
    """The firms that at least one of these tables suits."""
    every = list(tables)
    known: dict[tuple[object, ...], bool] = {}  # most firms of a side are alike
    found = set()
    for firm in firms:
        kind = (firm.group_id, firm.seats, firm.times)
        if kind not in known:
            known[kind] = any(unfit(table, firm, shut) is None for table in every)
        if known[kind]:
            found.add(firm.registration_id)
    return frozenset(found)


def given_in_order(
    firms: Iterable[Keeper], tables: Iterable[TablePlace], shut: Shut, *, taken: Set[int]
) -> dict[int, int]:
    """Firm → its table: of each firm in turn the first that suits it and that nobody has, those of its side's own zones
    before those of nobody's. Firms for which none is left are absent."""
    free = sorted((one for one in tables if one.id not in taken), key=lambda one: one.group_id is None)
    given: dict[int, int] = {}
    for firm in firms:
        table = next((one for one in free if unfit(one, firm, shut) is None), None)
        if table is not None:
            free.remove(table)
            given[firm.registration_id] = table.id
    return given
