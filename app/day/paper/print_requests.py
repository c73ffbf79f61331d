"""The kinds of paper with their sizes and makers, and a request to print one, as a form and a job carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final


class PaperKind(StrEnum):
    """In the order in which the page lists them."""

    AGENDAS = "agendas"
    BADGES = "badges"
    PLACE_CARDS = "place_cards"
    TABLE_SIGNS = "table_signs"
    TICK_SLIPS = "tick_slips"
    HALL_PLAN = "hall_plan"
    RUN_SHEETS = "run_sheets"
    BUS_LISTS = "bus_lists"


ALL_KINDS: Final = "all"
"""The kind of a run that made the archive of everything."""


@dataclass(frozen=True, slots=True)
class PaperTraits:
    """``sizes``: the first is the usual one; ``by_delegation``, ``by_day``: sheets can be chosen so; ``for_chambers``:
    of its own delegations."""

    sizes: tuple[str, ...]
    by_delegation: bool = False
    by_day: bool = False
    for_chambers: bool = False


PAPER_TRAITS: Final = {
    PaperKind.AGENDAS: PaperTraits(("a4", "a5"), by_delegation=True, by_day=True, for_chambers=True),
    PaperKind.BADGES: PaperTraits(("card", "a6"), by_delegation=True),
    PaperKind.PLACE_CARDS: PaperTraits(("a4",), by_delegation=True),
    PaperKind.TABLE_SIGNS: PaperTraits(("a4",), by_day=True),
    PaperKind.TICK_SLIPS: PaperTraits(("a6",), by_day=True),
    PaperKind.HALL_PLAN: PaperTraits(("a3",), by_day=True),
    PaperKind.RUN_SHEETS: PaperTraits(("a4",)),
    PaperKind.BUS_LISTS: PaperTraits(("a4",), by_delegation=True, by_day=True, for_chambers=True),
}


OWN_LANGUAGE: Final = "own"
"""Each sheet in the language of who gets it."""


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """``language``: of all sheets, or ``OWN``; ``delegation_id``: of this one alone; ``day``: of this one alone;
    ``only_changed``: what says something else than was printed; ``chamber``: for the chamber of the delegation, whose
    runs stand apart."""

    kind: PaperKind
    language: str = OWN_LANGUAGE
    size: str = ""
    delegation_id: int | None = None
    day: date | None = None
    only_changed: bool = False
    chamber: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "language": self.language,
            "size": self.size,
            "delegation_id": self.delegation_id,
            "day": self.day.isoformat() if self.day else None,
            "only_changed": self.only_changed,
            "chamber": self.chamber,
        }

    def fitting(self) -> PrintRequest:
        """The same without what this kind has no use for."""
        traits = PAPER_TRAITS[self.kind]
        return replace(
            self,
            size=self.size if self.size in traits.sizes else traits.sizes[0],
            delegation_id=self.delegation_id if traits.by_delegation or self.chamber else None,
            day=self.day if traits.by_day else None,
        )


def parse_json_request(values: Mapping[str, Any]) -> PrintRequest:
    day = values["day"]
    return PrintRequest(
        PaperKind(values["kind"]),
        values["language"],
        values["size"],
        values["delegation_id"],
        date.fromisoformat(day) if day else None,
        values["only_changed"],
        values["chamber"],
    )
