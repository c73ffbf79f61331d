"""A draft changed by hand: each act is checked at once, written, and can be undone; its problem can be gathered
anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import delete, func, insert, select, update

from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.services.policy import require_phase
from app.meetings.services.substitutes import mark_absent
from app.scheduling import checker
from app.scheduling.bounds import certificate_json, parse_certificate, proven_bound, transferred_certificate
from app.scheduling.drafts import (
    OPEN_STATES,
    PlanSettings,
    figures_cost,
    packed_json,
    packed_problem,
    problem_fingerprint,
    shown_worth,
    unpacked_json,
    unpacked_problem,
)
from app.scheduling.figures import schedule_figures
from app.scheduling.json_form import timetable_json
from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.models import Placement, ScheduleDraft
from app.scheduling.problem import PlacedMeeting, SchedulingProblem
from app.scheduling.queries.drafts import get_draft
from app.scheduling.queries.event_problem import get_event_problem
from app.scheduling.services.drafts import (
    DraftClosed,
    MoveBreaksRules,
    list_placed_meetings,
    log_draft_change,
    placed_meeting_of_json,
    placement_row,
    require_draft_version,
    write_placements,
)
from app.scheduling.unplaced import TAKEN_OUT_REASON, updated_unplaced

MAX_UNDO: Final = 50
MeetingsById = Mapping[str, PlacedMeeting]
"""By the ids of its requests."""


@dataclass(frozen=True)
class ManualChangeResult:
    """What an act by hand has done: meetings that lost their time by it, what they are all worth less; below 0: more;
    and how many more that people hold are changed; below 0: fewer."""

    out: tuple[str, ...]
    costs: int
    changes: int = 0


@dataclass(frozen=True)
class ManualAct:
    """Who does what by hand. ``about``: the meetings that it touches, None where that depends on all others; ``seen``:
    the version of the draft that it was decided on, None where that is not known."""

    did: str
    about: Set[str] | None = None
    by: int | None = None
    seen: int | None = None


def change_draft(
    event_id: int, number: int, make: Callable[[ManualSchedule], MeetingsById], act: ManualAct
) -> ManualChangeResult:
    """What ``make`` makes of the timetable of a draft. Raises Breaks, DraftClosed, DraftMovedOn, NotFound,
    PhaseForbids."""
    with transaction():
        draft, problem = get_open_draft(event_id, number)
        require_draft_version(draft, act.seen, by=act.by, about=act.about)
        return apply_change(draft, problem, make, act)


def apply_change(
    draft: ScheduleDraft, problem: SchedulingProblem, make: Callable[[ManualSchedule], MeetingsById], act: ManualAct
) -> ManualChangeResult:
    """The same with a draft that is locked already, and seen as it is."""
    before = placed_meetings_by_id(draft)
    bench = ManualSchedule(problem, before.values(), locked_meeting_ids(draft.id))
    after = make(bench)
    require_faultless(problem, after)
    worth, changes = _draft_worth(draft)
    ids = [meeting_id for meeting_id in {*before, *after} if before.get(meeting_id) != after.get(meeting_id)]
    was = timetable_json(before[meeting_id] for meeting_id in ids if meeting_id in before)
    out = sorted(({entry["request"] for entry in draft.unplaced if entry["reason"] == TAKEN_OUT_REASON}) & {*ids})
    write_changes(draft, problem, before, after)
    done = {"ids": sorted(ids), "was": was, "out": out, "by": act.by}
    draft.undo = [*draft.undo, done][-MAX_UNDO:]
    log_draft_change(draft, act.did, ids, by=act.by)
    left, now = _draft_worth(draft)
    return ManualChangeResult(tuple(sorted({*before} - {*after}, key=int)), worth - left, now - changes)


def require_faultless(problem: SchedulingProblem, timetable: MeetingsById) -> None:
    """Locks apart, as those may be changed by hand. Raises Breaks."""
    faults = checker.find_faults(replace(problem, fixed=()), tuple(timetable.values()))
    if faults:
        raise MoveBreaksRules(faults=", ".join(sorted({fault.code for fault in faults})))


def _draft_worth(draft: ScheduleDraft) -> tuple[int, int]:
    """What its meetings are worth, the cost of its changes apart, and how many these are."""
    return shown_worth(draft.value, None, cost=figures_cost(draft.figures)).value or 0, draft.figures.get("changes", 0)


def placed_meetings_by_id(draft: ScheduleDraft) -> dict[str, PlacedMeeting]:
    return {placed.request: placed for placed in list_placed_meetings(draft.id)}


def get_open_draft(event_id: int, number: int) -> tuple[ScheduleDraft, SchedulingProblem]:
    """Locked until the transaction ends, with its problem. Raises DraftClosed, NotFound, PhaseForbids."""
    draft = get_draft(event_id, number, locked=True)
    require_phase(db.session.get_one(Event, event_id), EventAct.PLAN)
    if draft.state not in OPEN_STATES:
        raise DraftClosed(state=draft.state)
    return draft, unpacked_problem(draft.problem)


def write_changes(
    draft: ScheduleDraft,
    problem: SchedulingProblem,
    before: MeetingsById,
    after: MeetingsById,
    *,
    out: Set[str] | None = None,
) -> None:
    """Only what differs; why requests are not held is told anew of whom it may concern. ``out``: see
    ``update_unplaced``."""
    ids = [meeting_id for meeting_id in {*before, *after} if before.get(meeting_id) != after.get(meeting_id)]
    conditions = (Placement.draft_id == draft.id, Placement.meeting_id.in_([int(meeting_id) for meeting_id in ids]))
    db.session.execute(delete(Placement).where(*conditions))
    rows = [placement_row(draft, after[meeting_id], locked=False) for meeting_id in ids if meeting_id in after]
    if rows:
        db.session.execute(insert(Placement), rows)
    timetable = tuple(after.values())
    draft.value = checker.schedule_value(problem, timetable)
    draft.proven = draft.bound is not None and draft.value >= draft.bound
    draft.figures = schedule_figures(problem, timetable)
    update_unplaced(draft, problem, before, after, out=out)
    draft.version += 1
    update_lock_count(draft)
    db.session.flush()


def update_unplaced(
    draft: ScheduleDraft,
    problem: SchedulingProblem,
    before: MeetingsById,
    after: MeetingsById,
    *,
    also: Set[str] = frozenset(),
    out: Set[str] | None = None,
) -> None:
    """Why the rest is not held; no remedy touches what is locked. ``also``: meetings that are locked or free anew."""
    fixed = tuple(after[meeting_id] for meeting_id in sorted(locked_meeting_ids(draft.id)) if meeting_id in after)
    draft.unplaced = updated_unplaced(replace(problem, fixed=fixed), draft.unplaced, before, after, also=also, out=out)


def locked_meeting_ids(draft_id: int) -> frozenset[str]:
    """The meetings that a planner has locked."""
    rows = select(Placement.meeting_id).where(Placement.draft_id == draft_id, Placement.locked)
    return frozenset(str(meeting_id) for meeting_id in db.session.scalars(rows))


def update_lock_count(draft: ScheduleDraft) -> None:
    counted = select(func.count()).where(Placement.draft_id == draft.id, Placement.locked)
    draft.figures = {**draft.figures, "locked": db.session.scalar(counted) or 0}


def refresh_draft(draft: ScheduleDraft) -> SchedulingProblem:
    """The problem of the draft from now on. What cannot be held any more loses its time, and each reason is to be told
    anew by the change that follows. What was changed by hand before can still be undone, as far as there is something.

    The bound is proven by the same prices, which prove one for any problem.
    """
    event = db.session.get_one(Event, draft.event_id)
    db.session.expire(event)
    before = placed_meetings_by_id(draft)
    gathered = get_event_problem(
        event, PlanSettings.from_json(draft.settings), fixed=unpacked_problem(draft.problem).fixed
    )
    problem = gathered.problem
    known = {request.id for request in problem.requests}
    draft.problem, draft.problem_mark = packed_problem(problem), problem_fingerprint(problem)
    draft.versions = {str(item): version for item, version in gathered.versions.items()}
    write_placements(draft, problem, [placed for item, placed in before.items() if item in known])
    _update_bound(draft, problem)
    draft.undo = [item for item in draft.undo if not known.isdisjoint(item["ids"])]
    draft.unplaced = [item | {"stale": True} for item in draft.unplaced]
    update_lock_count(draft)
    return problem


def _update_bound(draft: ScheduleDraft, problem: SchedulingProblem) -> None:
    if draft.certificate is None:
        return
    certificate = transferred_certificate(problem, parse_certificate(unpacked_json(draft.certificate)))
    draft.certificate, draft.bound = packed_json(certificate_json(certificate)), proven_bound(problem, certificate)
    draft.proven = draft.value is not None and draft.value >= draft.bound


class NothingToUndo(Conflict):
    code = "nothing_to_undo"


def place_meeting(
    event_id: int,
    number: int,
    meeting: str,
    slot: str,
    *,
    table: str = "",
    make_way: bool = False,
    by: int | None = None,
    seen: int | None = None,
) -> ManualChangeResult:
    """Give a meeting a time, or another one; ``table``: at this one. ``make_way``: who is in the way loses theirs.
    Raises Breaks, DraftClosed, DraftMovedOn, NotFound, PhaseForbids."""

    def act(bench: ManualSchedule) -> Mapping[str, PlacedMeeting]:
        if meeting not in bench.requests:
            raise NotFound
        if meeting in bench.locked:
            raise MoveBreaksRules(faults="locked")
        changed = bench.with_placed(meeting, slot, table=table, make_way=make_way)
        if changed is None:
            raise MoveBreaksRules
        return changed

    about = None if make_way else {meeting}
    return change_draft(event_id, number, act, ManualAct("placed", about, by, seen))


def remove_meeting(
    event_id: int, number: int, meeting: str, *, by: int | None = None, seen: int | None = None
) -> ManualChangeResult:
    """A meeting has no time in this draft any more. Raises NotFound where it has none, Breaks where it is locked,
    DraftMovedOn."""

    def act(bench: ManualSchedule) -> Mapping[str, PlacedMeeting]:
        if meeting not in bench.placed:
            raise NotFound
        if meeting in bench.locked:
            raise MoveBreaksRules(faults="locked")
        return {meeting_id: placed for meeting_id, placed in bench.placed.items() if meeting_id != meeting}

    return change_draft(event_id, number, act, ManualAct("taken_out", {meeting}, by, seen))


def lock_meetings(
    event_id: int,
    number: int,
    *,
    on: bool,
    meeting: str = "",
    company: str = "",
    by: int | None = None,
    seen: int | None = None,
) -> int:
    """Keep a meeting, or all of a company, as they are when it is planned anew; how many. Raises NotFound, DraftClosed,
    DraftMovedOn."""
    with transaction():
        draft, problem = get_open_draft(event_id, number)
        known = {
            item.id
            for item in problem.requests
            if item.id == meeting or (not meeting and company in (item.asker, item.asked))
        }
        require_draft_version(draft, seen, by=by, about=known)
        these = (Placement.draft_id == draft.id, Placement.meeting_id.in_([int(item) for item in known]))
        count = db.session.execute(update(Placement).where(*these).values(locked=on)).rowcount  # type: ignore[attr-defined]
        if not count:
            raise NotFound
        placed = placed_meetings_by_id(draft)
        update_unplaced(draft, problem, placed, placed, also=known)
        update_lock_count(draft)
        draft.version += 1
        log_draft_change(draft, "locked" if on else "unlocked", known & {*placed}, by=by)
        return int(count)


def undo_change(event_id: int, number: int, *, by: int | None = None, seen: int | None = None) -> None:
    """Take the last change by hand back, also what was said for somebody with it. Raises NothingToUndo, DraftClosed,
    DraftMovedOn, Breaks where that would move what was locked since, or what was there before is forbidden by now,
    SeatsHeld where who was said to be there is booked by now."""
    with transaction():
        draft, problem = get_open_draft(event_id, number)
        if not draft.undo:
            raise NothingToUndo
        require_draft_version(draft, seen, by=by)
        *rest, last = draft.undo
        if locked_meeting_ids(draft.id) & {*last["ids"]}:
            raise MoveBreaksRules(faults="locked")
        known = {request.id for request in problem.requests}
        was = {item["request"]: placed_meeting_of_json(item) for item in last["was"] if item["request"] in known}
        before = placed_meetings_by_id(draft)
        after = {item: placed for item, placed in before.items() if item not in last["ids"]} | was
        require_faultless(problem, after)
        write_changes(draft, problem, before, after, out={*last.get("out", ())})
        draft.undo = rest
        if "there" in last:
            _restore_absence(draft, last["there"], by=by)
        log_draft_change(draft, "undone", last["ids"], by=by)


def _restore_absence(draft: ScheduleDraft, there: tuple[int, list[int]], *, by: int | None) -> None:
    """Who was said to be there is away again, and the draft is looked at anew on that."""
    person, slots = there
    mark_absent(draft.event_id, person, slots, by=by)
    problem, placed = refresh_draft(draft), placed_meetings_by_id(draft)
    write_changes(draft, problem, placed, placed)
