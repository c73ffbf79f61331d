"""The kinds of paper: in which sizes, by what a sheet of them is chosen, and who may make them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """In the order in which the page lists them."""

    AGENDAS = "agendas"
    BADGES = "badges"
    PLACE_CARDS = "place_cards"
    TABLE_SIGNS = "table_signs"
    TICK_SLIPS = "tick_slips"
    HALL_PLAN = "hall_plan"
    RUN_SHEETS = "run_sheets"
    BUS_LISTS = "bus_lists"


ALL: Final = "all"
"""The kind of a run that made the archive of everything."""


@dataclass(frozen=True, slots=True)
class Traits:
    """``sizes``: the first is the usual one; ``by_delegation``, ``by_day``: sheets can be chosen so; ``for_chambers``:
    of its own delegations."""

    sizes: tuple[str, ...]
    by_delegation: bool = False
    by_day: bool = False
    for_chambers: bool = False


TRAITS: Final = {
    Kind.AGENDAS: Traits(("a4", "a5"), by_delegation=True, by_day=True, for_chambers=True),
    Kind.BADGES: Traits(("card", "a6"), by_delegation=True),
    Kind.PLACE_CARDS: Traits(("a4",), by_delegation=True),
    Kind.TABLE_SIGNS: Traits(("a4",), by_day=True),
    Kind.TICK_SLIPS: Traits(("a6",), by_day=True),
    Kind.HALL_PLAN: Traits(("a3",), by_day=True),
    Kind.RUN_SHEETS: Traits(("a4",)),
    Kind.BUS_LISTS: Traits(("a4",), by_delegation=True, by_day=True, for_chambers=True),
}
