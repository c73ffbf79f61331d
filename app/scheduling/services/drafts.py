"""Drafts as they are stored: never anything with a fault; nobody changes unseen what another planner did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.core import audit
from app.core.db import db, side_transaction, transaction
from app.core.errors import Conflict
from app.scheduling import checker
from app.scheduling.drafts import DraftState, packed_json, unpacked_problem
from app.scheduling.figures import schedule_figures
from app.scheduling.models import Placement, ScheduleDraft
from app.scheduling.problem import PlacedMeeting, SchedulingProblem
from app.scheduling.queries.drafts import DRAFT_CHANGED, list_changes_since
from app.scheduling.unplaced import updated_unplaced


def update_progress(draft_id: int, *, value: int | None, bound: int | None, seconds: float) -> None:
    """How far the search is; a short write of its own."""
    mine = (ScheduleDraft.id == draft_id, ScheduleDraft.state == DraftState.SEARCHING.value)
    with side_transaction() as connection:
        connection.execute(
            update(ScheduleDraft).where(*mine).values(value=value, bound=bound, seconds=round(seconds, 2))
        )


def save_timetable(draft_id: int, problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> None:
    """The best so far, while the search goes on."""
    with transaction():
        write_placements(db.session.get_one(ScheduleDraft, draft_id), problem, timetable)


def finish_search(draft_id: int, state: DraftState, problem: SchedulingProblem, outcome: dict[str, Any]) -> None:
    """The end of a search. ``found``: as ``flask timetable solve`` writes it."""
    with transaction():
        draft = db.session.get_one(ScheduleDraft, draft_id)
        if draft.state != DraftState.SEARCHING:
            return
        draft.state = state.value
        draft.bound = outcome["bound"]
        draft.proven = outcome["status"] == "optimal"
        draft.seconds = outcome["seconds"]
        draft.unplaced = outcome.get("unplaced", [])
        draft.certificate = packed_json(outcome["certificate"]) if outcome["certificate"] is not None else None
        timetable = [placed_meeting_of_json(entry) for entry in outcome["timetable"]]
        write_placements(draft, problem, timetable)


def mark_search_lost(draft_id: int) -> None:
    """The search died: what was kept stands, with its figures and the reasons of the rest."""
    with transaction():
        draft = db.session.get_one(ScheduleDraft, draft_id)
        if draft.state != DraftState.SEARCHING:
            return
        draft.state = DraftState.LOST.value
        problem, timetable = unpacked_problem(draft.problem), list_placed_meetings(draft.id)
        draft.value = checker.schedule_value(problem, timetable) if timetable else None
        draft.figures = schedule_figures(problem, timetable) if timetable else {}
        draft.unplaced = updated_unplaced(problem, (), {}, {placed.request: placed for placed in timetable})


def write_placements(draft: ScheduleDraft, problem: SchedulingProblem, timetable: Sequence[PlacedMeeting]) -> None:
    """Write the placements and what they are worth; what the checker faults is left out. Locks stay."""
    faulted = {fault.request for fault in checker.find_faults(problem, timetable)}
    faultless = [placed for placed in timetable if placed.request not in faulted]
    locked = {placed.request for placed in problem.fixed} | _locked_ids(draft.id)
    db.session.execute(delete(Placement).where(Placement.draft_id == draft.id))
    rows = [placement_row(draft, placed, locked=placed.request in locked) for placed in faultless]
    if rows:
        db.session.execute(insert(Placement), rows)
    draft.value = checker.schedule_value(problem, faultless)
    draft.figures = schedule_figures(problem, faultless)
    db.session.flush()


def list_placed_meetings(draft_id: int) -> list[PlacedMeeting]:
    """What a draft holds, in the words of the problem; by meeting."""
    rows = select(*Placement.__table__.c).where(Placement.draft_id == draft_id).order_by(Placement.meeting_id)
    return [placed_meeting_of_row(row) for row in db.session.execute(rows)]


def placed_meeting_of_row(row: Any) -> PlacedMeeting:
    """Of a Placement, or its columns."""
    return PlacedMeeting(
        str(row.meeting_id),
        str(row.slot_id),
        _id_text(row.table_id),
        (str(row.person_id), str(row.other_person_id)),
        _id_text(row.interpreter_id),
    )


def _id_text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _id_number(text: str | None) -> int | None:
    return None if text is None else int(text)


def placement_row(draft: ScheduleDraft, placed: PlacedMeeting, *, locked: bool) -> dict[str, Any]:
    person, other = placed.people or ("0", "0")
    return {
        "event_id": draft.event_id,
        "draft_id": draft.id,
        "meeting_id": int(placed.request),
        "slot_id": int(placed.slot),
        "table_id": _id_number(placed.table),
        "person_id": int(person),
        "other_person_id": int(other),
        "interpreter_id": _id_number(placed.interpreter),
        "locked": locked,
    }


def _locked_ids(draft_id: int) -> set[str]:
    rows = select(Placement.meeting_id).where(Placement.draft_id == draft_id, Placement.locked)
    return {str(meeting_id) for meeting_id in db.session.scalars(rows)}


def placed_meeting_of_json(entry: dict[str, Any]) -> PlacedMeeting:
    people = entry.get("people")
    return PlacedMeeting(
        entry["request"],
        entry["slot"],
        entry.get("table"),
        (people[0], people[1]) if people else None,
        entry.get("interpreter"),
    )


def request_ids(timetable: Iterable[PlacedMeeting]) -> set[str]:
    return {placed.request for placed in timetable}


MAX_NAMED = 50


class DraftChangedByOther(Conflict):
    """Another planner has changed what this act is about since it was seen."""

    code = "draft_moved_on"


def require_draft_version(
    draft: ScheduleDraft, seen: int | None, *, by: int | None, about: Collection[str] | None = None
) -> None:
    """``seen``: the version of the draft that the planner looked at, None where that is not known; ``about``: the
    meetings that the act touches, None where that depends on all others. Raises DraftMovedOn."""
    if seen is None or seen >= draft.version:
        return
    for change in list_changes_since(draft, seen, by_others_than=by):
        if about is None or not set(about).isdisjoint(change.meetings):
            raise DraftChangedByOther


def log_draft_change(draft: ScheduleDraft, did: str, meetings: Iterable[str], *, by: int | None) -> None:
    """As of the draft's version now."""
    named = sorted(int(meeting_id) for meeting_id in meetings)[:MAX_NAMED]
    audit.log_action(
        DRAFT_CHANGED,
        draft,
        event_id=draft.event_id,
        by=by,
        number=draft.number,
        version=draft.version,
        did=did,
        meetings=named,
    )


class PlanAlreadyRunning(Conflict):
    """Somebody's plan of this event runs already. Details: draft."""

    code = "plan_runs"


class NothingToPlan(Conflict):
    """No meeting waits for a time."""

    code = "nothing_to_plan"


class SearchDied(Conflict):
    """The search ended without a result; what it had found until then is kept."""

    code = "search_died"


class SearchLost(Conflict):
    """The process that searched was killed; what it had found until then is kept."""

    code = "search_lost"


class DraftClosed(Conflict):
    """The draft is published, or still searched for: it cannot be changed. Details: state."""

    code = "draft_closed"


class MoveBreaksRules(Conflict):
    """A change by hand breaks rules. Details: faults, as codes."""

    code = "move_breaks"


class PlanOutdated(Conflict):
    """Things have changed since the draft was made; ``rows`` says which, nothing was published."""

    code = "plan_changed"
