"""The six steps of a chamber with its delegation: where each stands, and which one is next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    IMPORT = "import"
    FIX = "fix"
    INVITE = "invite"
    CHASE = "chase"
    WISHES = "wishes"
    EXPORT = "export"


class Stand(StrEnum):
    """``HERE``: the one to take next; ``PART``: so many of all; ``LATER``: nothing to do yet;
    ``OVER``: not done, and the event takes no more of it."""

    DONE = "done"
    HERE = "here"
    PART = "part"
    LATER = "later"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of one delegation's firms.

    ``previews``: sheets that wait in their preview; ``to_send``: firms whose link is still to send; ``held``: those
    whose letter is written and waits, for the rehearsal or for a mail server; ``wished``: firms that named somebody to
    meet; ``may_wish``: the event lets them; ``exported``: the chamber has taken its list home; ``over``: steps of which
    the event takes no more.
    """

    firms: int
    previews: int
    to_send: int
    held: int
    complete: int
    wished: int
    may_wish: bool
    exported: bool
    over: frozenset[Step] = frozenset()


@dataclass(frozen=True, slots=True)
class StepNow:
    """``on`` of ``of`` firms are through with it (both 0 where that says nothing)."""

    step: Step
    stand: Stand
    on: int = 0
    of: int = 0


_DONE: Final[dict[Step, Callable[[Figures], bool]]] = {
    Step.IMPORT: lambda it: it.firms > 0,
    Step.FIX: lambda it: it.firms > 0 and not it.previews,
    Step.INVITE: lambda it: it.firms > 0 and not it.to_send and not it.held,
    Step.CHASE: lambda it: it.firms > 0 and it.complete == it.firms,
    Step.WISHES: lambda it: it.firms > 0 and it.wished == it.firms,
    Step.EXPORT: lambda it: it.exported,
}
_COUNT: Final[dict[Step, Callable[[Figures], int]]] = {
    Step.INVITE: lambda it: it.firms - it.to_send - it.held,
    Step.CHASE: lambda it: it.complete,
    Step.WISHES: lambda it: it.wished,
}


def six_steps(figures: Figures) -> tuple[StepNow, ...]:
    """The steps in order; exactly one is ``HERE``, unless all are done."""
    here = next((step for step in Step if not _DONE[step](figures) and _mine(step, figures)), None)
    return tuple(_now(step, figures, here) for step in Step)


def _now(step: Step, figures: Figures, here: Step | None) -> StepNow:
    count = _COUNT[step](figures) if step in _COUNT and figures.firms else 0
    of = figures.firms if step in _COUNT else 0
    if step == here:
        return StepNow(step, Stand.HERE, count, of)
    if _DONE[step](figures):
        return StepNow(step, Stand.DONE, count, of)
    if step in figures.over:
        return StepNow(step, Stand.OVER, count, of)
    if of and _open(step, figures):
        return StepNow(step, Stand.PART, count, of)
    return StepNow(step, Stand.LATER, count, of)


def _mine(step: Step, figures: Figures) -> bool:
    """Whether the chamber can do something in it: a sheet in its preview is gone on with before another is brought, and
    letters that are held wait for the organizer."""
    if step == Step.IMPORT:
        return not figures.previews and step not in figures.over
    return _open(step, figures) and (step != Step.INVITE or figures.to_send > 0)


def _open(step: Step, figures: Figures) -> bool:
    """Whether there is something to do in it at all now."""
    if step in figures.over:
        return False
    if step == Step.FIX:
        return figures.previews > 0
    if step == Step.WISHES:
        return figures.may_wish
    return step == Step.IMPORT or figures.firms > 0
