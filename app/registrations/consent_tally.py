"""How many firms and people said yes or no in a sheet's own columns of consent."""

from __future__ import annotations

from dataclasses import dataclass

from app.registrations.plan import ImportPlan
from app.registrations.said_consents import PERSONAL


@dataclass(frozen=True, slots=True)
class ConsentTally:
    """``header``: of the column, the source; ``yes``, ``no``, ``silent``: firms, or people (``of_people``) where each
    speaks for their own data; the last are not asked yet."""

    header: str
    purpose: str
    yes: int
    no: int
    silent: int
    of_people: bool = False


def consent_tally(plan: ImportPlan) -> tuple[ConsentTally, ...]:
    """One for each column of consent, in the order in which the rows speak; none where the sheet has no such column."""
    counted: dict[tuple[str, str], list[int]] = {}
    for effect in plan.effects:
        for one in effect.consents:
            if one.person is not None or one.purpose not in PERSONAL or not effect.after.people:
                counted.setdefault((one.header, one.purpose), [0, 0])[0 if one.given else 1] += 1
    return tuple(
        ConsentTally(header, purpose, yes, no, _subjects(plan, purpose) - yes - no, purpose in PERSONAL)
        for (header, purpose), (yes, no) in counted.items()
    )


def _subjects(plan: ImportPlan, purpose: str) -> int:
    """Who may speak to the purpose: firms, or their people; a firm that names nobody speaks itself."""
    if purpose not in PERSONAL:
        return len(plan.effects)
    return sum(max(len(effect.after.people), 1) for effect in plan.effects)
