"""Change a draft by hand: each act is checked at once, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from app.db import db, table_of, transaction
from app.events.models import Event
from app.events.phases import Act
from app.kernel.errors import Conflict, NotFound
from app.meetings.services.requirements import require_phase
from app.scheduling import check
from app.scheduling.figures import figures
from app.scheduling.models import Draft, Placement
from app.scheduling.moving import Bench
from app.scheduling.packing import unpacked_problem
from app.scheduling.problem import Held, Problem
from app.scheduling.queries.drafts import draft_at
from app.scheduling.services.errors import Breaks, DraftClosed
from app.scheduling.services.storing import held_in, row_of, timetable_of
from app.scheduling.standing import OPEN
from app.scheduling.writing import timetable_json

MOST_UNDONE: Final = 50
_PLACEMENTS = table_of(Placement)


@dataclass(frozen=True)
class Changed:
    """What an act by hand has done: meetings that lost their time by it, and what the value has lost; below 0: won."""

    out: tuple[str, ...]
    costs: int


class NothingToUndo(Conflict):
    code = "nothing_to_undo"


def place(event_id: int, number: int, meeting: str, slot: str, *, make_way: bool = False) -> Changed:
    """Give a meeting a time, or another one. ``make_way``: who is in the way loses theirs. Raises Breaks, DraftClosed,
    NotFound, PhaseForbids."""

    def act(bench: Bench) -> Mapping[str, Held]:
        if meeting not in bench.requests:
            raise NotFound
        if meeting in bench.locked:
            raise Breaks(faults="locked")
        found = bench.with_placed(meeting, slot, make_way=make_way)
        if found is None:
            raise Breaks
        return found

    return _change(event_id, number, act)


def take_out(event_id: int, number: int, meeting: str) -> Changed:
    """A meeting has no time in this draft any more. Raises NotFound where it has none, Breaks where it is locked."""

    def act(bench: Bench) -> Mapping[str, Held]:
        if meeting not in bench.held:
            raise NotFound
        if meeting in bench.locked:
            raise Breaks(faults="locked")
        return {one: held for one, held in bench.held.items() if one != meeting}

    return _change(event_id, number, act)


def remedy(event_id: int, number: int, meeting: str) -> Changed:
    """Do what would help a request that is not held: move another meeting, or give it up. Raises Breaks where that does
    not help any more, NotFound."""

    def act(bench: Bench) -> Mapping[str, Held]:
        found_so: dict[str, Any] = next(
            (one for one in draft_at(event_id, number).unplaced if one["request"] == meeting), {}
        )
        how = found_so.get("remedy", {})
        other = how.get("about", "")
        if how.get("do") not in ("move", "give_up") or other not in bench.held or meeting not in bench.requests:
            raise NotFound
        if other in bench.locked:
            raise Breaks(faults="locked")
        kept = [held for one, held in bench.held.items() if one != other]
        found = Bench(bench.problem, kept, bench.locked).with_placed(meeting, how["slot"])
        if found is not None and how["do"] == "move":
            found = Bench(bench.problem, found.values(), bench.locked).with_placed(other, how["to"])
        if found is None:
            raise Breaks
        return found

    return _change(event_id, number, act)


def lock(event_id: int, number: int, *, on: bool, meeting: str = "", firm: str = "") -> int:
    """Keep a meeting, or all of a firm, as they are when it is planned anew; how many. Raises NotFound, DraftClosed."""
    with transaction():
        draft, problem = _open_draft(event_id, number)
        wanted = {meeting} if meeting else {one.id for one in problem.requests if firm in (one.asker, one.asked)}
        these = (
            _PLACEMENTS.c.draft_id == draft.id,
            _PLACEMENTS.c.meeting_id.in_([int(one) for one in wanted if one.isdigit()]),
        )
        count = db.session.execute(update(_PLACEMENTS).where(*these).values(locked=on)).rowcount  # type: ignore[attr-defined]
        if not count:
            raise NotFound
        _count_locks(draft)
        draft.version += 1
        return int(count)


def undo(event_id: int, number: int) -> None:
    """Take the last change by hand back. Raises NothingToUndo, DraftClosed."""
    with transaction():
        draft, problem = _open_draft(event_id, number)
        if not draft.undo:
            raise NothingToUndo
        *rest, last = draft.undo
        was = {one["request"]: held_in(one) for one in last["was"]}
        before = {held.request: held for held in timetable_of(draft.id)}
        after = {one: held for one, held in before.items() if one not in last["ids"]} | was
        _write(draft, problem, before, after)
        draft.undo = rest


def _change(event_id: int, number: int, act: Callable[[Bench], Mapping[str, Held]]) -> Changed:
    with transaction():
        draft, problem = _open_draft(event_id, number)
        before = {held.request: held for held in timetable_of(draft.id)}
        bench = Bench(problem, before.values(), _locked(draft.id))
        after = act(bench)
        faults = check.faults(bench.problem, tuple(after.values()))
        if faults:
            raise Breaks(faults=", ".join(sorted({fault.code for fault in faults})))
        value = draft.value or 0
        ids = [one for one in {*before, *after} if before.get(one) != after.get(one)]
        was = timetable_json(before[one] for one in ids if one in before)
        _write(draft, problem, before, after)
        draft.undo = [*draft.undo, {"ids": sorted(ids), "was": was}][-MOST_UNDONE:]
        return Changed(tuple(sorted({*before} - {*after}, key=int)), value - (draft.value or 0))


def _open_draft(event_id: int, number: int) -> tuple[Draft, Problem]:
    draft = draft_at(event_id, number, locked=True)
    require_phase(db.session.get_one(Event, event_id), Act.PLAN)
    if draft.state not in OPEN:
        raise DraftClosed(state=draft.state)
    return draft, unpacked_problem(draft.problem)


def _write(draft: Draft, problem: Problem, before: Mapping[str, Held], after: Mapping[str, Held]) -> None:
    """Only what differs; why requests are not held is told anew of those alone that have just lost their time."""
    ids = [one for one in {*before, *after} if before.get(one) != after.get(one)]
    gone = (_PLACEMENTS.c.draft_id == draft.id, _PLACEMENTS.c.meeting_id.in_([int(one) for one in ids]))
    db.session.execute(delete(_PLACEMENTS).where(*gone))
    rows = [row_of(draft, after[one], locked=False) for one in ids if one in after]
    if rows:
        db.session.execute(insert(_PLACEMENTS), rows)
    timetable = tuple(after.values())
    draft.value = check.value(problem, timetable)
    draft.proven = draft.bound is not None and draft.value >= draft.bound
    draft.figures = figures(problem, timetable)
    draft.unplaced = list(_unplaced(draft.unplaced, before, after))
    draft.version += 1
    _count_locks(draft)
    db.session.flush()


def _unplaced(
    told: Iterable[dict[str, Any]], before: Mapping[str, Held], after: Mapping[str, Held]
) -> Iterable[dict[str, Any]]:
    yield from (one for one in told if one["request"] not in after)
    for request in sorted({*before} - {*after}, key=int):
        yield {"request": request, "reason": "taken_out", "about": [], "remedy": {"do": "none"}}


def _locked(draft_id: int) -> frozenset[str]:
    rows = select(Placement.meeting_id).where(Placement.draft_id == draft_id, Placement.locked)
    return frozenset(str(one) for one in db.session.scalars(rows))


def _count_locks(draft: Draft) -> None:
    counted = select(func.count()).where(_PLACEMENTS.c.draft_id == draft.id, _PLACEMENTS.c.locked)
    draft.figures = {**draft.figures, "locked": db.session.scalar(counted) or 0}
