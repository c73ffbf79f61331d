"""What somebody asked to be printed, as a form and a job carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.core.localized import LANGUAGES
from app.core.parsing import parse_whole_number
from app.day.paper.kinds import TRAITS, Kind

OWN: Final = "own"
"""Each sheet in the language of who gets it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``language``: of all sheets, or ``OWN``; ``delegation_id``: of this one alone; ``day``: of this one alone;
    ``only_changed``: what says something else than was printed; ``chamber``: for the chamber of the delegation, whose
    runs stand apart."""

    kind: Kind
    language: str = OWN
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

    def fitting(self) -> Asked:
        """The same without what this kind has no use for."""
        traits = TRAITS[self.kind]
        return replace(
            self,
            size=self.size if self.size in traits.sizes else traits.sizes[0],
            delegation_id=self.delegation_id if traits.by_delegation or self.chamber else None,
            day=self.day if traits.by_day else None,
        )


def from_json(told: Mapping[str, Any]) -> Asked:
    day = told["day"]
    return Asked(
        Kind(told["kind"]),
        told["language"],
        told["size"],
        told["delegation_id"],
        date.fromisoformat(day) if day else None,
        told["only_changed"],
        told["chamber"],
    )


def read(kind: Kind, typed: Mapping[str, str]) -> Asked:
    """What a form or an address says; what cannot be read counts as not said."""
    language = typed.get("language", "")
    return Asked(
        kind,
        language if language in LANGUAGES else OWN,
        typed.get("size", ""),
        parse_whole_number(typed.get("delegation", "")),
        _day(typed.get("day", "")),
        typed.get("changed") == "1",
    ).fitting()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
