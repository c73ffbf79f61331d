"""Begin a search for a schedule and follow it, in a child process; delete a draft, let go of one whose search died."""

from __future__ import annotations

import json
from dataclasses import replace
from time import monotonic
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core import audit
from app.core.db import breaks, db, transaction
from app.core.jobs import JobAttempt, enqueue
from app.core.jobs.runs import JobSuperseded
from app.core.models import JobRun
from app.events.models import Event
from app.events.phases import EventAct, Phase
from app.meetings.services.policy import require_phase
from app.scheduling import checker
from app.scheduling.drafts import DraftState, PlanSettings, packed_problem, problem_fingerprint, unpacked_problem
from app.scheduling.json_form import problem_json
from app.scheduling.models import Placement, ScheduleDraft
from app.scheduling.problem import PlacedMeeting, SchedulingProblem
from app.scheduling.queries.drafts import get_draft
from app.scheduling.queries.event_problem import get_event_problem, suppositions_of_event
from app.scheduling.search_process import SearchProcess, SearchProcessDied
from app.scheduling.services import drafts
from app.scheduling.services.drafts import (
    DraftClosed,
    NothingToPlan,
    PlanAlreadyRunning,
    SearchDied,
    SearchLost,
    placed_meeting_of_row,
)

PLAN_JOB: Final = "plan"
POLL_SECONDS: Final = 0.5
SAVE_SECONDS: Final = 2.0
OVERTIME_SECONDS: Final = 90.0
"""So many seconds after its time a search is over that did not end by itself."""
FIRST_PLAN_PHASE: Final = Phase.PLANNING
"""In any other phase people hold times already: a plan keeps them, and is a list of changes."""


def create_draft(event: Event, settings: PlanSettings, *, by: int) -> ScheduleDraft:
    """Have a timetable sought in the background; what is supposed of other events is left out.

    Raises PhaseForbids, NothingToPlan, PlanRuns.
    """
    require_phase(event, EventAct.PLAN)
    settings = replace(settings, supposed=suppositions_of_event(event.id, settings.supposed))
    gathered = get_event_problem(event, settings, fixed=list_locked_meetings(event.id, settings.locks_of))
    if not gathered.problem.requests:
        raise NothingToPlan
    try:
        with transaction() as session:
            mark_dead_searches(event.id)
            last = session.scalar(select(func.max(ScheduleDraft.number)).where(ScheduleDraft.event_id == event.id)) or 0
            draft = ScheduleDraft(
                event_id=event.id,
                number=last + 1,
                is_repair=event.phase != FIRST_PLAN_PHASE,
                settings=settings.to_json(),
                problem=packed_problem(gathered.problem),
                problem_mark=problem_fingerprint(gathered.problem),
                versions={str(meeting_id): version for meeting_id, version in gathered.versions.items()},
                made_by=by,
            )
            session.add(draft)
            session.flush()
            draft.job_id = enqueue(PLAN_JOB, user_id=by, event_id=event.id, draft_id=draft.id).id
            audit.log_action("plan.begun", draft, event_id=event.id, by=by, number=draft.number)
            return draft
    except IntegrityError as error:
        if breaks(error, "uq_drafts_searching") or breaks(error, "uq_drafts_event_id_number"):
            raise PlanAlreadyRunning from error
        raise


def list_locked_meetings(event_id: int, number: int | None) -> list[PlacedMeeting]:
    """What is locked in a draft."""
    rows = (
        select(Placement)
        .join(ScheduleDraft, ScheduleDraft.id == Placement.draft_id)
        .where(ScheduleDraft.event_id == event_id, ScheduleDraft.number == number, Placement.locked)
    )
    return [placed_meeting_of_row(row) for row in db.session.scalars(rows)] if number is not None else []


def mark_dead_searches(event_id: int) -> None:
    """A draft whose job is over, however that came about, is searched for no longer."""
    alive = select(JobRun.id).where(JobRun.id == ScheduleDraft.job_id, JobRun.state.in_(("queued", "running")))
    dead = select(ScheduleDraft.id).where(
        ScheduleDraft.event_id == event_id,
        ScheduleDraft.state == DraftState.SEARCHING,
        ~alive.correlate(ScheduleDraft).exists(),
    )
    for draft_id in db.session.scalars(dead).all():
        drafts.mark_search_lost(draft_id)


def search_draft(draft_id: int, run: JobAttempt) -> dict[str, Any]:
    """The work of the job; its result. Raises SearchLost where an attempt died before, SearchDied."""
    draft = db.session.get(ScheduleDraft, draft_id)
    if draft is None or draft.state != DraftState.SEARCHING:
        return {}
    if run.attempt > 1:  # what was found is kept; whether to search on is for the planner to say
        drafts.mark_search_lost(draft_id)
        raise SearchLost
    problem, settings, number = unpacked_problem(draft.problem), PlanSettings.from_json(draft.settings), draft.number
    db.session.rollback()
    try:
        outcome, stopped = _SearchFollower(draft_id, problem, run, settings).follow()
    except JobSuperseded:
        raise
    except SearchProcessDied:
        drafts.mark_search_lost(draft_id)
        raise SearchDied from None
    except BaseException:
        drafts.mark_search_lost(draft_id)
        raise
    return {"draft": number, "value": outcome["objective"], "bound": outcome["bound"], "stopped": stopped}


class _SearchFollower:
    """One search, from its first word to its last."""

    def __init__(self, draft_id: int, problem: SchedulingProblem, run: JobAttempt, settings: PlanSettings) -> None:
        self.draft_id, self.problem, self.run, self.settings = draft_id, problem, run, settings
        self.value: int | None = None
        self.bound: int | None = None
        self.best: list[PlacedMeeting] | None = None
        self.began = self.reported_at = self.saved_at = monotonic()
        self.stopping = False

    def follow(self) -> tuple[dict[str, Any], bool]:
        """What it found, and whether it was stopped. Raises Died, Superseded."""
        text = json.dumps(problem_json(self.problem))
        with SearchProcess(text, seconds=self.settings.seconds, seed=self.settings.seed) as seeking:
            for word in seeking.listen(every=POLL_SECONDS):
                if "found" in word:
                    return self.ended(word["found"])
                self.handle_message(word)
                if self.run.stop_requested() and not self.stopping:
                    self.stopping = True
                    seeking.stop()
                if self.seconds() > self.settings.seconds + OVERTIME_SECONDS:
                    break
        raise SearchProcessDied

    def seconds(self) -> float:
        return monotonic() - self.began

    def handle_message(self, word: dict[str, Any]) -> None:
        if "value" in word:
            self.value, self.bound = word["value"], word["bound"]
        if "timetable" in word:
            self.best = [drafts.placed_meeting_of_json(entry) for entry in word["timetable"]]
        if self.best is not None and monotonic() - self.saved_at >= SAVE_SECONDS:
            drafts.save_timetable(self.draft_id, self.problem, self.best)
            self.best, self.saved_at = None, monotonic()
        if monotonic() - self.reported_at >= POLL_SECONDS:
            self.reported_at = monotonic()
            drafts.update_progress(self.draft_id, value=self.value, bound=self.bound, seconds=self.seconds())
        self.run.progress(min(0.99, self.seconds() / self.settings.seconds), "searching")

    def ended(self, outcome: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        meetings = [drafts.placed_meeting_of_json(entry) for entry in outcome["timetable"]]
        amiss = {fault.code for fault in checker.find_faults(self.problem, meetings)}
        impossible = outcome["status"] in ("infeasible", "unknown") or "not_as_fixed" in amiss
        state = DraftState.IMPOSSIBLE if impossible else DraftState.STOPPED if self.stopping else DraftState.DONE
        drafts.finish_search(self.draft_id, state, self.problem, outcome)
        return outcome, self.stopping


def update_dead_searches(event_id: int) -> None:
    """A draft whose job is over is searched for no longer."""
    with transaction():
        mark_dead_searches(event_id)


def delete_draft(event_id: int, number: int) -> None:
    """Raises DraftClosed for what is published or still searched for, NotFound."""
    with transaction():
        draft = get_draft(event_id, number, locked=True)
        if draft.state in (DraftState.SEARCHING, DraftState.PUBLISHED):
            raise DraftClosed(state=draft.state)
        db.session.delete(draft)
