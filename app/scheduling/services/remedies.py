"""Do what would help a request that is not held: in the draft alone, or by more of what the event has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.companies.wording import company_label
from app.core.clock import Span
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound
from app.events.models import Event, Slot
from app.events.services import add_table
from app.interpreters.services.interpreters import InterpreterDraft, create_interpreter
from app.meetings.interpreters import choose_languages
from app.meetings.services.policy import raise_meeting_limit
from app.meetings.services.substitutes import mark_present
from app.registrations.models import Representative
from app.scheduling.drafts import PlanSettings
from app.scheduling.event_problem import interpreter_needs_between
from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.models import ScheduleDraft
from app.scheduling.problem import PlacedMeeting, ProblemTable, SchedulingProblem, find_person, missing_slots
from app.scheduling.queries.event_problem import get_event_problem, removable_absences
from app.scheduling.services import draft_changes
from app.scheduling.services.draft_changes import ManualAct, ManualChangeResult, MeetingsById, refresh_draft
from app.scheduling.services.drafts import MoveBreaksRules, require_draft_version

DRAFT_REMEDIES: Final = ("place", "move", "give_up")
EVENT_REMEDIES: Final = ("one_more_table", "one_more_interpreter", "raise_limit", "free_person")


RemedyJson = Mapping[str, Any]
"""A remedy as ``unplaced_json`` writes it."""


class AdviceChanged(Conflict):
    """What would help is something else by now: nothing was done."""

    code = "advice_changed"


@dataclass(frozen=True)
class RemedyResult:
    """``made``: what the event has more now, as its name or number; "" where only the draft has changed."""

    changed: ManualChangeResult
    made: str = ""


def apply_remedy(
    event_id: int, number: int, meeting: str, *, do: str, by: int | None, name: str = "", seen: int | None = None
) -> RemedyResult:
    """``do``: what the planner was offered; ``name``: of an interpreter who comes in. A change of the event is real at
    once, the draft is looked at anew on it, and all is undone where it does not help.

    Raises AdviceChanged, Breaks, NotFound, DraftClosed, DraftMovedOn, PhaseForbids, and as ``change_event``.
    """
    with transaction():
        draft, problem = draft_changes.get_open_draft(event_id, number)
        require_draft_version(draft, seen, by=by)
        act, entry = ManualAct("remedied", by=by), _unplaced_entry(draft, meeting)
        how: RemedyJson = entry.get("remedy", {})
        if not how:
            raise NotFound
        if how["do"] != do:
            raise AdviceChanged
        if do in DRAFT_REMEDIES:
            return RemedyResult(draft_changes.apply_change(draft, problem, _draft_remedy_act(meeting, how), act))
        if do not in EVENT_REMEDIES:
            raise NotFound
        made = EVENT_REMEDY_ACTS[do](draft, problem, meeting, how, by, name)
        done = draft_changes.apply_change(draft, refresh_draft(draft), _placing_act(meeting, how["slot"]), act)
        if do == "free_person":
            draft.undo = [*draft.undo[:-1], draft.undo[-1] | {"there": _needed_times(problem, meeting, how)}]
        return RemedyResult(done, made)


def _unplaced_entry(draft: ScheduleDraft, meeting: str) -> dict[str, Any]:
    return next((entry for entry in draft.unplaced if entry["request"] == meeting), {})


def _placing_act(meeting: str, slot: str) -> Callable[[ManualSchedule], MeetingsById]:
    def act(bench: ManualSchedule) -> Mapping[str, PlacedMeeting]:
        if meeting not in bench.requests:
            raise MoveBreaksRules(faults="gone")
        changed = bench.with_placed(meeting, slot)
        if changed is None:
            raise MoveBreaksRules
        return changed

    return act


def _draft_remedy_act(meeting: str, how: RemedyJson) -> Callable[[ManualSchedule], MeetingsById]:
    other = how.get("about", "")

    def act(bench: ManualSchedule) -> Mapping[str, PlacedMeeting]:
        if how["do"] == "place":
            return _placing_act(meeting, how["slot"])(bench)
        if other not in bench.placed:
            raise AdviceChanged
        if other in bench.locked:
            raise MoveBreaksRules(faults="locked")
        others = [placed for meeting_id, placed in bench.placed.items() if meeting_id != other]
        changed = ManualSchedule(bench.problem, others, bench.locked).with_placed(meeting, how["slot"])
        if changed is not None and how["do"] == "move":
            changed = ManualSchedule(bench.problem, changed.values(), bench.locked).with_placed(other, how["to"])
        if changed is None:
            raise MoveBreaksRules
        return changed

    return act


def _create_table(
    draft: ScheduleDraft, problem: SchedulingProblem, meeting: str, how: RemedyJson, by: int | None, _name: str
) -> str:
    """In the first zone where it helps; its label."""
    slot = how["slot"]
    timetable = draft_changes.placed_meetings_by_id(draft).values()
    for zone, beside in {table.zone: table.id for table in reversed(problem.tables)}.items():
        larger = replace(problem, tables=(*problem.tables, ProblemTable("new", zone)))
        if ManualSchedule(larger, timetable).with_placed(meeting, slot) is not None:
            return add_table(draft.event_id, beside=int(beside), by=by).label
    raise MoveBreaksRules


def _create_interpreter(
    draft: ScheduleDraft, problem: SchedulingProblem, meeting: str, how: RemedyJson, by: int | None, name: str
) -> str:
    """For this meeting's languages and hours alone; the name that it was given."""
    slot = how["slot"]
    request = next(item for item in problem.requests if item.id == meeting)
    first = next(place for place, each in enumerate(problem.slots) if each.id == slot)
    last = problem.slots[first + request.length - 1]
    begins, ends = (db.session.get_one(Slot, int(item)) for item in (slot, last.id))
    parties = get_event_problem(
        db.session.get_one(Event, draft.event_id), PlanSettings.from_json(draft.settings)
    ).ground.parties
    needs = interpreter_needs_between(*(parties[int(company)] for company in (request.asker, request.asked)))
    hours = (Span(begins.starts_at, ends.ends_at),)
    create_interpreter(draft.event_id, InterpreterDraft(name, choose_languages(needs), hours=hours), by=by)
    return name


def _raise_limit(
    draft: ScheduleDraft, _problem: SchedulingProblem, _meeting: str, how: RemedyJson, by: int | None, _name: str
) -> str:
    """How many meetings the firms may have now that had their most; of two, in the order of the request."""
    companies = sorted(int(company_id) for company_id in how["about"].split())
    most = {company: raise_meeting_limit(draft.event_id, company, by=by) for company in companies}
    return " ".join(str(most[int(company_id)]) for company_id in how["about"].split())


def _cancel_absence(
    draft: ScheduleDraft, problem: SchedulingProblem, meeting: str, how: RemedyJson, by: int | None, _name: str
) -> str:
    """Of whoever was said to be away then; the name."""
    person, slots = _needed_times(problem, meeting, how)
    if removable_absences(db.session.get_one(Event, draft.event_id), {(person, slot) for slot in slots}) != {
        (person, slot) for slot in slots
    }:
        raise AdviceChanged
    mark_present(draft.event_id, person, slots, by=by)
    return company_label(db.session.get_one(Representative, person))


def _needed_times(problem: SchedulingProblem, meeting: str, how: RemedyJson) -> tuple[int, list[int]]:
    """Who would have to be there, and when."""
    person = find_person(problem, how["about"])
    request = next((candidate for candidate in problem.requests if candidate.id == meeting), None)
    if person is None or request is None:
        raise AdviceChanged
    return int(person.id), [int(slot) for slot in missing_slots(problem, request, how["slot"], person)]


EVENT_REMEDY_ACTS: Final = {
    "free_person": _cancel_absence,
    "one_more_table": _create_table,
    "one_more_interpreter": _create_interpreter,
    "raise_limit": _raise_limit,
}
