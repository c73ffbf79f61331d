"""The six steps of a chamber with its delegation: the state of each, and which is next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ChamberStep(StrEnum):
    IMPORT = "import"
    FIX = "fix"
    INVITE = "invite"
    CHASE = "chase"
    WISHES = "wishes"
    EXPORT = "export"


class StepState(StrEnum):
    """``HERE``: the one to take next; ``PART``: so many of all; ``LATER``: nothing to do yet;
    ``OVER``: not done, and the event takes no more of it."""

    DONE = "done"
    HERE = "here"
    PART = "part"
    LATER = "later"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFigures:
    """Counts of one delegation's companies.

    ``previews``: sheets that wait in their preview; ``to_send``: companies whose link is still to send; ``withheld``:
    those whose email is written and waits, for the rehearsal or for a mail server; ``wished``: companies that named
    somebody to meet; ``may_wish``: the event lets them; ``exported``: the chamber has taken its list home; ``over``:
    steps of which the event takes no more.
    """

    companies: int
    previews: int
    to_send: int
    withheld: int
    complete: int
    wished: int
    may_wish: bool
    exported: bool
    over: frozenset[ChamberStep] = frozenset()


@dataclass(frozen=True, slots=True)
class StepStatus:
    """``on`` of ``of`` firms are through with it (both 0 where that says nothing)."""

    step: ChamberStep
    stand: StepState
    on: int = 0
    of: int = 0


_IS_DONE: Final[dict[ChamberStep, Callable[[StepFigures], bool]]] = {
    ChamberStep.IMPORT: lambda it: it.companies > 0,
    ChamberStep.FIX: lambda it: it.companies > 0 and not it.previews,
    ChamberStep.INVITE: lambda it: it.companies > 0 and not it.to_send and not it.withheld,
    ChamberStep.CHASE: lambda it: it.companies > 0 and it.complete == it.companies,
    ChamberStep.WISHES: lambda it: it.companies > 0 and it.wished == it.companies,
    ChamberStep.EXPORT: lambda it: it.exported,
}
_COUNTS: Final[dict[ChamberStep, Callable[[StepFigures], int]]] = {
    ChamberStep.INVITE: lambda it: it.companies - it.to_send - it.withheld,
    ChamberStep.CHASE: lambda it: it.complete,
    ChamberStep.WISHES: lambda it: it.wished,
}


def list_step_statuses(figures: StepFigures) -> tuple[StepStatus, ...]:
    """The steps in order; exactly one is ``HERE``, unless all are done."""
    here = next(
        (step for step in ChamberStep if not _IS_DONE[step](figures) and _is_chambers_turn(step, figures)), None
    )
    return tuple(_step_status(step, figures, here) for step in ChamberStep)


def _step_status(step: ChamberStep, figures: StepFigures, here: ChamberStep | None) -> StepStatus:
    count = _COUNTS[step](figures) if step in _COUNTS and figures.companies else 0
    of = figures.companies if step in _COUNTS else 0
    if step == here:
        return StepStatus(step, StepState.HERE, count, of)
    if _IS_DONE[step](figures):
        return StepStatus(step, StepState.DONE, count, of)
    if step in figures.over:
        return StepStatus(step, StepState.OVER, count, of)
    if of and _is_open(step, figures):
        return StepStatus(step, StepState.PART, count, of)
    return StepStatus(step, StepState.LATER, count, of)


def _is_chambers_turn(step: ChamberStep, figures: StepFigures) -> bool:
    """Whether the chamber can do something in it: a sheet in its preview is gone on with before another is brought, and
    emails that are held wait for the organizer."""
    if step == ChamberStep.IMPORT:
        return not figures.previews and step not in figures.over
    return _is_open(step, figures) and (step != ChamberStep.INVITE or figures.to_send > 0)


def _is_open(step: ChamberStep, figures: StepFigures) -> bool:
    """Whether there is something to do in it at all now."""
    if step in figures.over:
        return False
    if step == ChamberStep.FIX:
        return figures.previews > 0
    if step == ChamberStep.WISHES:
        return figures.may_wish
    return step == ChamberStep.IMPORT or figures.companies > 0
