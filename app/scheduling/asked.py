"""What a planner asks of a plan: how long, by which rules, with which locks kept, and what is to be supposed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Final

SECONDS: Final = (10, 30, 120)
"""How long a search may take, for planners to choose from."""
USUAL_SECONDS: Final = 30


@dataclass(frozen=True)
class Supposed:
    """What has happened, or is feared: ``people`` who do not come, ``tables`` that are lost, firms that are ``late``
    (firm → the slot from which on it is there). All are ids."""

    people: Set[int] = frozenset()
    tables: Set[int] = frozenset()
    late: Mapping[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.people or self.tables or self.late)


@dataclass(frozen=True)
class Settings:
    """``keep_tables``: firms of a seated side stay at one table; ``unanswered``: requests without an answer are placed
    too; ``locks_of``: the draft (its number) whose locks are kept; ``seed``: another one searches elsewhere."""

    seconds: int = USUAL_SECONDS
    keep_tables: bool = False
    unanswered: bool = False
    locks_of: int | None = None
    seed: int = 0
    supposed: Supposed = field(default_factory=Supposed)

    def to_json(self) -> dict[str, Any]:
        supposed = {
            "people": sorted(self.supposed.people),
            "tables": sorted(self.supposed.tables),
            "late": {str(firm): slot for firm, slot in sorted(self.supposed.late.items())},
        }
        told = {name: value for name, value in vars(self).items() if name != "supposed"}
        return told | {"supposed": supposed}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Settings:
        supposed = told.get("supposed", {})
        late = {int(firm): slot for firm, slot in supposed.get("late", {}).items()}
        happened = Supposed(frozenset(supposed.get("people", ())), frozenset(supposed.get("tables", ())), late)
        plain = {
            name: told[name] for name in ("seconds", "keep_tables", "unanswered", "locks_of", "seed") if name in told
        }
        return cls(**plain, supposed=happened)
