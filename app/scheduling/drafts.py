"""Drafts of a schedule: what a planner asks, their states, how value and bound are shown, problems as bytes."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from app.scheduling.json_form import parse_problem, problem_json
from app.scheduling.problem import ProblemWeights, SchedulingProblem

SECONDS_CHOICES: Final = (10, 30, 120)
"""How long a search may take, for planners to choose from."""
DEFAULT_SECONDS: Final = 30


@dataclass(frozen=True)
class Suppositions:
    """What has happened, or is feared: ``people`` who do not come, ``tables`` that are lost, companies that are
    ``late`` (firm → the slot from which on it is there). All are ids."""

    people: Set[int] = frozenset()
    tables: Set[int] = frozenset()
    late: Mapping[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.people or self.tables or self.late)


@dataclass(frozen=True)
class PlanSettings:
    """``keep_tables``: companies of a seated side stay at one table; ``unanswered``: requests without an answer are
    placed too; ``locks_of``: the draft (its number) whose locks are kept; ``seed``: another one searches elsewhere."""

    seconds: int = DEFAULT_SECONDS
    keep_tables: bool = False
    unanswered: bool = False
    locks_of: int | None = None
    seed: int = 0
    supposed: Suppositions = field(default_factory=Suppositions)

    def to_json(self) -> dict[str, Any]:
        supposed = {
            "people": sorted(self.supposed.people),
            "tables": sorted(self.supposed.tables),
            "late": {str(company): slot for company, slot in sorted(self.supposed.late.items())},
        }
        values = {name: value for name, value in vars(self).items() if name != "supposed"}
        return values | {"supposed": supposed}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> PlanSettings:
        supposed = values.get("supposed", {})
        late = {int(company): slot for company, slot in supposed.get("late", {}).items()}
        happened = Suppositions(frozenset(supposed.get("people", ())), frozenset(supposed.get("tables", ())), late)
        plain = {
            name: values[name]
            for name in ("seconds", "keep_tables", "unanswered", "locks_of", "seed")
            if name in values
        }
        return cls(**plain, supposed=happened)


class DraftState(StrEnum):
    """``searching`` may still get better; ``lost``: its search died, what it had found until then is kept."""

    SEARCHING = "searching"
    DONE = "done"
    STOPPED = "stopped"
    LOST = "lost"
    IMPOSSIBLE = "impossible"  # what is locked contradicts itself
    PUBLISHED = "published"


DRAFT_STATES: Final = tuple(DraftState)
OPEN_STATES: Final = (DraftState.DONE, DraftState.STOPPED, DraftState.LOST)
"""In these it may be changed by hand and published."""


@dataclass(frozen=True)
class DraftWorth:
    """None: not known so far."""

    value: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """How much of the bound may be lacking, as a share of it."""
        if self.value is None or self.bound is None:
            return None
        return 0.0 if self.value >= self.bound else (self.bound - self.value) / max(1, abs(self.bound))

    @property
    def part(self) -> float:
        """The value as a share of the bound, in percent."""
        return 100.0 if self.gap is None else max(0.0, 100 * (1 - self.gap))


def figures_cost(figures: Mapping[str, Any]) -> int:
    """What a draft pays; those of earlier versions paid for changes alone."""
    cost: int = figures.get("cost", ProblemWeights().change * figures.get("changes", 0))
    return cost


def shown_worth(value: int | None, bound: int | None, *, cost: int) -> DraftWorth:
    """``value``, ``bound``: as the search tells them. While its ``cost`` is not known, the value may be below nothing:
    then it is not known either."""
    shown = DraftWorth(None if value is None else value + cost, None if bound is None else bound + cost)
    return DraftWorth(None, None) if shown.value is not None and shown.value < 0 else shown


CACHED_PROBLEMS: Final = 8
"""Problems that a process remembers, for each click on a draft reads one."""


def packed_json(value: Any) -> bytes:
    """Anything that is plain JSON."""
    return zlib.compress(_canonical_json(value), 6)


def unpacked_json(content: bytes) -> Any:
    return json.loads(zlib.decompress(content))


def packed_problem(problem: SchedulingProblem) -> bytes:
    return packed_json(problem_json(problem))


@lru_cache(CACHED_PROBLEMS)
def unpacked_problem(content: bytes) -> SchedulingProblem:
    return parse_problem(zlib.decompress(content).decode())


def problem_fingerprint(problem: SchedulingProblem) -> str:
    """The same for the same problem, whenever it was gathered."""
    return hashlib.sha256(_canonical_json(problem_json(problem))).hexdigest()


def _canonical_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
