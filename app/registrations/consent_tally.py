"""How many firms and people said yes or no in a sheet's own columns of consent."""

from __future__ import annotations

from dataclasses import dataclass

from app.registrations.plan import ImportPlan
from app.registrations.said_consents import OWN


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
            if one.person is not None or one.purpose != OWN or not effect.after.people:
                counted.setdefault((one.header, one.purpose), [0, 0])[0 if one.given else 1] += 1
    return tuple(
        ConsentTally(header, purpose, yes, no, _silent(plan, header, purpose), purpose == OWN)
        for (header, purpose), (yes, no) in counted.items()
    )


def _silent(plan: ImportPlan, header: str, purpose: str) -> int:
    """How many firms, or people, say nothing there; a firm that names nobody speaks itself."""
    silent = 0
    for effect in plan.effects:
        said = {one.person for one in effect.consents if (one.header, one.purpose) == (header, purpose)}
        if purpose == OWN and effect.after.people:
            silent += len(set(range(len(effect.after.people))) - said)
        else:
            silent += None not in said
    return silent
