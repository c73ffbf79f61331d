"""Begin a search for a timetable, and follow it: in a child process, with no database lock held while it thinks."""

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
from app.meetings.services.requirements import require_phase
from app.scheduling import check
from app.scheduling.asked import Settings
from app.scheduling.models import Draft, Placement
from app.scheduling.packing import mark_of, packed_problem, unpacked_problem
from app.scheduling.problem import Held, Problem
from app.scheduling.queries.ground import gather
from app.scheduling.queries.people import of_event
from app.scheduling.seeking import Died, Seeking
from app.scheduling.services import storing
from app.scheduling.services.errors import NothingToPlan, PlanRuns, SearchDied, SearchLost
from app.scheduling.services.storing import held_of
from app.scheduling.standing import Standing
from app.scheduling.writing import problem_json

JOB: Final = "plan"
EVERY_SECONDS: Final = 0.5
KEPT_EVERY: Final = 2.0
BEYOND: Final = 90.0
"""So many seconds after its time a search is over that did not end by itself."""
PLANNED_FIRST: Final = Phase.PLANNING
"""In any other phase people hold times already: a plan keeps them, and is a list of changes."""


def begin(event: Event, settings: Settings, *, by: int) -> Draft:
    """Have a timetable sought in the background; what is supposed of other events is left out.

    Raises PhaseForbids, NothingToPlan, PlanRuns.
    """
    require_phase(event, EventAct.PLAN)
    settings = replace(settings, supposed=of_event(event.id, settings.supposed))
    found = gather(event, settings, fixed=locks_of(event.id, settings.locks_of))
    if not found.problem.requests:
        raise NothingToPlan
    try:
        with transaction() as session:
            let_go_of_the_dead(event.id)
            last = session.scalar(select(func.max(Draft.number)).where(Draft.event_id == event.id)) or 0
            draft = Draft(
                event_id=event.id,
                number=last + 1,
                is_repair=event.phase != PLANNED_FIRST,
                settings=settings.to_json(),
                problem=packed_problem(found.problem),
                problem_mark=mark_of(found.problem),
                versions={str(one): version for one, version in found.versions.items()},
                made_by=by,
            )
            session.add(draft)
            session.flush()
            draft.job_id = enqueue(JOB, user_id=by, event_id=event.id, draft_id=draft.id).id
            audit.log_action("plan.begun", draft, event_id=event.id, by=by, number=draft.number)
            return draft
    except IntegrityError as error:
        if breaks(error, "uq_drafts_searching") or breaks(error, "uq_drafts_event_id_number"):
            raise PlanRuns from error
        raise


def locks_of(event_id: int, number: int | None) -> list[Held]:
    """What is locked in a draft."""
    rows = (
        select(Placement)
        .join(Draft, Draft.id == Placement.draft_id)
        .where(Draft.event_id == event_id, Draft.number == number, Placement.locked)
    )
    return [held_of(row) for row in db.session.scalars(rows)] if number is not None else []


def let_go_of_the_dead(event_id: int) -> None:
    """A draft whose job is over, however that came about, is searched for no longer."""
    alive = select(JobRun.id).where(JobRun.id == Draft.job_id, JobRun.state.in_(("queued", "running")))
    dead = select(Draft.id).where(
        Draft.event_id == event_id, Draft.state == Standing.SEARCHING, ~alive.correlate(Draft).exists()
    )
    for draft_id in db.session.scalars(dead).all():
        storing.lose(draft_id)


def search(draft_id: int, run: JobAttempt) -> dict[str, Any]:
    """The work of the job; its result. Raises SearchLost where an attempt died before, SearchDied."""
    draft = db.session.get(Draft, draft_id)
    if draft is None or draft.state != Standing.SEARCHING:
        return {}
    if run.attempt > 1:  # what was found is kept; whether to search on is for the planner to say
        storing.lose(draft_id)
        raise SearchLost
    problem, settings, number = unpacked_problem(draft.problem), Settings.from_json(draft.settings), draft.number
    db.session.rollback()
    try:
        found, stopped = _Following(draft_id, problem, run, settings).to_the_end()
    except JobSuperseded:
        raise
    except Died:
        storing.lose(draft_id)
        raise SearchDied from None
    except BaseException:
        storing.lose(draft_id)
        raise
    return {"draft": number, "value": found["objective"], "bound": found["bound"], "stopped": stopped}


class _Following:
    """One search, from its first word to its last."""

    def __init__(self, draft_id: int, problem: Problem, run: JobAttempt, settings: Settings) -> None:
        self.draft_id, self.problem, self.run, self.settings = draft_id, problem, run, settings
        self.value: int | None = None
        self.bound: int | None = None
        self.best: list[Held] | None = None
        self.began = self.told_at = self.kept_at = monotonic()
        self.stopping = False

    def to_the_end(self) -> tuple[dict[str, Any], bool]:
        """What it found, and whether it was stopped. Raises Died, Superseded."""
        text = json.dumps(problem_json(self.problem))
        with Seeking(text, seconds=self.settings.seconds, seed=self.settings.seed) as seeking:
            for word in seeking.said(every=EVERY_SECONDS):
                if "found" in word:
                    return self.ended(word["found"])
                self.hear(word)
                if self.run.stop_requested() and not self.stopping:
                    self.stopping = True
                    seeking.stop()
                if self.seconds() > self.settings.seconds + BEYOND:
                    break
        raise Died

    def seconds(self) -> float:
        return monotonic() - self.began

    def hear(self, word: dict[str, Any]) -> None:
        if "value" in word:
            self.value, self.bound = word["value"], word["bound"]
        if "timetable" in word:
            self.best = [storing.held_in(one) for one in word["timetable"]]
        if self.best is not None and monotonic() - self.kept_at >= KEPT_EVERY:
            storing.keep(self.draft_id, self.problem, self.best)
            self.best, self.kept_at = None, monotonic()
        if monotonic() - self.told_at >= EVERY_SECONDS:
            self.told_at = monotonic()
            storing.tell(self.draft_id, value=self.value, bound=self.bound, seconds=self.seconds())
        self.run.progress(min(0.99, self.seconds() / self.settings.seconds), "searching")

    def ended(self, found: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        held = [storing.held_in(one) for one in found["timetable"]]
        amiss = {fault.code for fault in check.faults(self.problem, held)}
        impossible = found["status"] in ("infeasible", "unknown") or "not_as_fixed" in amiss
        state = Standing.IMPOSSIBLE if impossible else Standing.STOPPED if self.stopping else Standing.DONE
        storing.settle(self.draft_id, state, self.problem, found)
        return found, self.stopping
