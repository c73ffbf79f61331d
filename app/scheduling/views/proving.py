"""How good a draft is, in figures."""

from __future__ import annotations

from dataclasses import dataclass

from app.scheduling import check
from app.scheduling.models import Draft
from app.scheduling.shown import Seen
from app.scheduling.views.naming import Names
from app.scheduling.worth import cost_in, worth_of


@dataclass(frozen=True, slots=True)
class Proof:
    """``part``: the value as a share of the bound, in percent; ``worst``: the worst-served firm, its held and asked."""

    part: float
    faults: int
    held: int
    asked: int
    musts: int
    must_held: int
    least: tuple[int, int]
    worst: tuple[str, str, int, int] | None
    idle: int
    table_changes: int
    changes: int
    used: int
    every: int


def proof_of(draft: Draft, seen: Seen, names: Names) -> Proof:
    figures, (used, every) = draft.figures, seen.use()
    worst = next((one for one in seen.served() if one.held < one.asked), None)
    shown = worth_of(draft.value, draft.bound, cost=cost_in(figures))
    return Proof(
        part=shown.part,
        faults=len(check.faults(seen.problem, seen.timetable)),
        held=len(seen.timetable),
        asked=len(seen.problem.requests),
        musts=figures.get("musts", 0),
        must_held=figures.get("must_held", 0),
        least=seen.least_met(),
        worst=(worst.firm, names.firm(worst.firm), worst.held, worst.asked) if worst is not None else None,
        idle=figures.get("idle", 0),
        table_changes=figures.get("table_changes", 0),
        changes=figures.get("changes", 0),
        used=used,
        every=every,
    )
