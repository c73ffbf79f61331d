"""How many firms and people said yes or no in a sheet's own columns of consent."""

from __future__ import annotations

from dataclasses import dataclass

from app.registrations.plan import ImportPlan


@dataclass(frozen=True, slots=True)
class ConsentTally:
    """``header``: of the column, the source; ``yes``, ``no``, ``silent``: firms, of whom the last are not asked yet."""

    header: str
    purpose: str
    yes: int
    no: int
    silent: int


def consent_tally(plan: ImportPlan) -> tuple[ConsentTally, ...]:
    """One for each column of consent, in the order in which the rows speak; none where the sheet has no such column."""
    counted: dict[tuple[str, str], list[int]] = {}
    for effect in plan.effects:
        said = {(one.header, one.purpose): one.given for one in effect.consents if one.person is None}
        for key, given in said.items():
            counted.setdefault(key, [0, 0])[0 if given else 1] += 1
    firms = len(plan.effects)
    return tuple(
        ConsentTally(header, purpose, yes, no, firms - yes - no) for (header, purpose), (yes, no) in counted.items()
    )
