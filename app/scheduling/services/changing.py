"""A draft changed by hand: what an act makes of it is checked at once, written, and kept to be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import delete, func, insert, select

from app.core.db import db, transaction
from app.events.models import Event
from app.events.phases import EventAct as Allowed
from app.meetings.services.requirements import require_phase
from app.scheduling import check
from app.scheduling.anew import TAKEN_OUT, told_anew
from app.scheduling.figures import figures
from app.scheduling.models import Draft, Placement
from app.scheduling.moving import Bench
from app.scheduling.packing import unpacked_problem
from app.scheduling.problem import Held, Problem
from app.scheduling.queries.drafts import draft_at
from app.scheduling.services.errors import Breaks, DraftClosed
from app.scheduling.services.storing import row_of, timetable_of
from app.scheduling.services.together import note, require_seen
from app.scheduling.standing import OPEN
from app.scheduling.worth import cost_in, worth_of
from app.scheduling.writing import timetable_json

MOST_UNDONE: Final = 50
Timetable = Mapping[str, Held]
"""By the ids of its requests."""


@dataclass(frozen=True)
class Changed:
    """What an act by hand has done: meetings that lost their time by it, what they are all worth less; below 0: more;
    and how many more that people hold are changed; below 0: fewer."""

    out: tuple[str, ...]
    costs: int
    changes: int = 0


@dataclass(frozen=True)
class Act:
    """Who does what by hand. ``about``: the meetings that it touches, None where that depends on all others; ``seen``:
    the version of the draft that it was decided on, None where that is not known."""

    did: str
    about: Set[str] | None = None
    by: int | None = None
    seen: int | None = None


def change(event_id: int, number: int, make: Callable[[Bench], Timetable], act: Act) -> Changed:
    """What ``make`` makes of the timetable of a draft. Raises Breaks, DraftClosed, DraftMovedOn, NotFound,
    PhaseForbids."""
    with transaction():
        draft, problem = open_draft(event_id, number)
        require_seen(draft, act.seen, by=act.by, about=act.about)
        return apply(draft, problem, make, act)


def apply(draft: Draft, problem: Problem, make: Callable[[Bench], Timetable], act: Act) -> Changed:
    """The same with a draft that is locked already, and seen as it is."""
    before = held_in_draft(draft)
    bench = Bench(problem, before.values(), locked_in(draft.id))
    after = make(bench)
    require_faultless(problem, after)
    worth, changes = _worth(draft)
    ids = [one for one in {*before, *after} if before.get(one) != after.get(one)]
    was = timetable_json(before[one] for one in ids if one in before)
    out = sorted(taken_out(draft) & {*ids})
    write(draft, problem, before, after)
    done = {"ids": sorted(ids), "was": was, "out": out, "by": act.by}
    draft.undo = [*draft.undo, done][-MOST_UNDONE:]
    note(draft, act.did, ids, by=act.by)
    left, now = _worth(draft)
    return Changed(tuple(sorted({*before} - {*after}, key=int)), worth - left, now - changes)


def require_faultless(problem: Problem, timetable: Timetable) -> None:
    """Locks apart, as those may be changed by hand. Raises Breaks."""
    faults = check.faults(replace(problem, fixed=()), tuple(timetable.values()))
    if faults:
        raise Breaks(faults=", ".join(sorted({fault.code for fault in faults})))


def _worth(draft: Draft) -> tuple[int, int]:
    """What its meetings are worth, the cost of its changes apart, and how many these are."""
    return worth_of(draft.value, None, cost=cost_in(draft.figures)).value or 0, draft.figures.get("changes", 0)


def held_in_draft(draft: Draft) -> dict[str, Held]:
    return {held.request: held for held in timetable_of(draft.id)}


def open_draft(event_id: int, number: int) -> tuple[Draft, Problem]:
    """Locked until the transaction ends, with its problem. Raises DraftClosed, NotFound, PhaseForbids."""
    draft = draft_at(event_id, number, locked=True)
    require_phase(db.session.get_one(Event, event_id), Allowed.PLAN)
    if draft.state not in OPEN:
        raise DraftClosed(state=draft.state)
    return draft, unpacked_problem(draft.problem)


def taken_out(draft: Draft) -> set[str]:
    """The meetings of which it is said that somebody took them out by hand."""
    return {one["request"] for one in draft.unplaced if one["reason"] == TAKEN_OUT}


def write(draft: Draft, problem: Problem, before: Timetable, after: Timetable, *, out: Set[str] | None = None) -> None:
    """Only what differs; why requests are not held is told anew of whom it may concern. ``out``: see ``told_anew``."""
    ids = [one for one in {*before, *after} if before.get(one) != after.get(one)]
    gone = (Placement.draft_id == draft.id, Placement.meeting_id.in_([int(one) for one in ids]))
    db.session.execute(delete(Placement).where(*gone))
    rows = [row_of(draft, after[one], locked=False) for one in ids if one in after]
    if rows:
        db.session.execute(insert(Placement), rows)
    timetable = tuple(after.values())
    draft.value = check.value(problem, timetable)
    draft.proven = draft.bound is not None and draft.value >= draft.bound
    draft.figures = figures(problem, timetable)
    explain(draft, problem, before, after, out=out)
    draft.version += 1
    count_locks(draft)
    db.session.flush()


def explain(
    draft: Draft,
    problem: Problem,
    before: Timetable,
    after: Timetable,
    *,
    also: Set[str] = frozenset(),
    out: Set[str] | None = None,
) -> None:
    """Why the rest is not held; no remedy touches what is locked. ``also``: meetings that are locked or free anew."""
    fixed = tuple(after[one] for one in sorted(locked_in(draft.id)) if one in after)
    draft.unplaced = told_anew(replace(problem, fixed=fixed), draft.unplaced, before, after, also=also, out=out)


def locked_in(draft_id: int) -> frozenset[str]:
    """The meetings that a planner has locked."""
    rows = select(Placement.meeting_id).where(Placement.draft_id == draft_id, Placement.locked)
    return frozenset(str(one) for one in db.session.scalars(rows))


def count_locks(draft: Draft) -> None:
    counted = select(func.count()).where(Placement.draft_id == draft.id, Placement.locked)
    draft.figures = {**draft.figures, "locked": db.session.scalar(counted) or 0}
