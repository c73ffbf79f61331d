"""Kinds of paper, a request to print one, and its runs: what was printed when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE


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
    ``chamber``: for the chamber of the delegation, whose runs stand apart."""

    kind: PaperKind
    language: str = OWN_LANGUAGE
    size: str = ""
    delegation_id: int | None = None
    day: date | None = None
    chamber: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "language": self.language,
            "size": self.size,
            "delegation_id": self.delegation_id,
            "day": self.day.isoformat() if self.day else None,
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
        values["chamber"],
    )


class PaperRun(Model):
    """A pack that was made. ``number`` counts those of a kind at an event.

    ``delegation_id``: of the chamber that made it for its own people, whose paper the organizers' runs know nothing of.
    Without ``finished_at`` nothing of it was printed. ``choices``: codes of what was chosen.
    """

    __tablename__ = "paper_runs"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "number"),
        CheckConstraint(enum_check("kind", PaperKind), name="kind"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("sheets >= 0", name="sheets"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    kind: Mapped[str] = mapped_column(info=CODE)
    number: Mapped[int]
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    sheets: Mapped[int]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict, info=CODE)
