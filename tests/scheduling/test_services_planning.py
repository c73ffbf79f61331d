"""A plan as background work: what it keeps, whom it tells, and what is left when something dies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.core.db import db, transaction
from app.core.jobs import JobAttempt, request_stop
from app.core.jobs.execution import execute_job
from app.core.models import JobRun
from app.events.phases import PhaseForbids
from app.scheduling import checker
from app.scheduling.bounds import parse_certificate, proven_bound
from app.scheduling.drafts import PlanSettings, Suppositions, unpacked_json, unpacked_problem
from app.scheduling.models import Placement, ScheduleDraft
from app.scheduling.services import drafts, planning, publishing
from app.scheduling.services.drafts import DraftClosed, NothingToPlan, PlanAlreadyRunning, SearchLost
from app.scheduling.solver import solve_problem
from tests import factories
from tests.scheduling import halls
from tests.scheduling.conftest import BEFORE

pytestmark = pytest.mark.usefixtures("the_day_before", "sought_by_a_child")
QUICK = PlanSettings(seconds=8)


@pytest.fixture
def waiting(app):
    """Jobs wait until somebody does them."""
    app.config["JOBS"] = "queue"


@pytest.fixture
def planner(app):
    return factories.user().id


def small_hall():
    event, here, there = halls.hall()
    meetings = [halls.agreed(one, other) for one in here for other in there]
    return event, meetings


@pytest.mark.full
def test_a_plan_holds_all_that_can_be_held_and_proves_it(app, planner):
    event, meetings = small_hall()

    draft = planning.create_draft(event, QUICK, by=planner)

    db.session.refresh(draft)
    problem, timetable = unpacked_problem(draft.problem), drafts.list_placed_meetings(draft.id)
    assert (draft.number, draft.state, draft.proven) == (1, "done", True)
    assert {held.request for held in timetable} == {str(one.id) for one in meetings}
    assert checker.find_faults(problem, timetable) == []
    assert (
        draft.value == draft.bound == proven_bound(problem, parse_certificate(unpacked_json(draft.certificate or b"")))
    )
    assert draft.figures["held"] == 9
    run = db.session.scalars(select(JobRun)).one()
    assert (run.state, run.queue) == ("done", "long")
    assert run.result == {"draft": 1, "value": draft.value, "bound": draft.bound, "stopped": False}


@pytest.mark.full
def test_what_cannot_be_held_says_why(app, planner):
    event, here, there = halls.hall(slots=2)
    for other in there:
        halls.agreed(here[0], other)

    draft = planning.create_draft(event, QUICK, by=planner)

    db.session.refresh(draft)
    assert draft.figures["held"] == 2
    assert [one["reason"] for one in draft.unplaced] == ["firm_full"]


def test_a_second_planner_is_told_of_the_first(app, planner, waiting):
    event, _meetings = small_hall()
    planning.create_draft(event, QUICK, by=planner)

    with pytest.raises(PlanAlreadyRunning):
        planning.create_draft(event, QUICK, by=factories.user().id)

    assert [one.number for one in db.session.scalars(select(ScheduleDraft))] == [1]


@pytest.mark.full
def test_a_killed_worker_leaves_the_draft_so_far_and_a_job_that_says_so(app, planner, waiting):
    event, _meetings = small_hall()
    draft = planning.create_draft(event, QUICK, by=planner)
    problem = unpacked_problem(draft.problem)
    kept = solve_problem(problem).timetable[0]
    drafts.save_timetable(draft.id, problem, [kept])
    with transaction() as session:
        session.execute(update(JobRun).values(attempts=1))  # begun, and died

    execute_job(draft.job_id or 0)

    db.session.expire_all()
    run = db.session.get_one(JobRun, draft.job_id)
    assert (run.state, run.error) == ("failed", "search_lost")
    assert (draft.state, draft.figures["held"]) == ("lost", 1)
    assert drafts.list_placed_meetings(draft.id) == [kept]
    app.config["JOBS"] = "now"
    assert planning.create_draft(event, QUICK, by=planner).number == 2


def test_a_child_that_dies_leaves_the_same(app, planner, waiting, monkeypatch):
    event, _meetings = small_hall()
    draft = planning.create_draft(event, QUICK, by=planner)
    monkeypatch.setattr(
        "app.scheduling.search_process.SearchProcess.__init__.__kwdefaults__", {"seed": 0, "memory": 50 << 20}
    )

    execute_job(draft.job_id or 0)

    db.session.expire_all()
    run = db.session.get_one(JobRun, draft.job_id)
    assert (run.state, run.error, draft.state) == ("failed", "search_died", "lost")


def test_a_job_that_is_no_more_does_not_bar_the_next_plan(app, planner, waiting):
    event, _meetings = small_hall()
    first = planning.create_draft(event, QUICK, by=planner)
    with transaction() as session:
        session.execute(update(JobRun).values(state="failed", error="job_lost"))

    second = planning.create_draft(event, QUICK, by=planner)

    db.session.refresh(first)
    assert (first.state, second.number) == ("lost", 2)


@pytest.mark.full
def test_stop_keeps_the_best(app, planner, waiting):
    event = halls.crowd(300, 60, slots=8, tables=20)
    draft = planning.create_draft(event, PlanSettings(seconds=60), by=planner)
    with transaction() as session:
        session.execute(update(JobRun).values(state="running", attempts=1, heartbeat_at=BEFORE))
        request_stop(db.session.get_one(JobRun, draft.job_id))

    found = planning.search_draft(draft.id, JobAttempt(draft.job_id or 0, 1))

    db.session.refresh(draft)
    problem, timetable = unpacked_problem(draft.problem), drafts.list_placed_meetings(draft.id)
    assert found["stopped"]
    assert draft.state == "stopped"
    assert draft.seconds < 30
    assert len(timetable) > 100
    assert checker.find_faults(problem, timetable) == []


def test_a_second_attempt_searches_no_further(app, planner, waiting):
    event, _meetings = small_hall()
    draft = planning.create_draft(event, QUICK, by=planner)

    with pytest.raises(SearchLost):
        planning.search_draft(draft.id, JobAttempt(draft.job_id or 0, 2))


def test_nothing_is_planned_where_nothing_waits_or_the_phase_forbids(app, planner):
    with pytest.raises(NothingToPlan):
        planning.create_draft(halls.event(), QUICK, by=planner)
    with pytest.raises(PhaseForbids):
        planning.create_draft(halls.event(phase="booking"), QUICK, by=planner)


@pytest.mark.full
def test_locks_of_another_draft_are_kept(app, planner):
    event, _meetings = small_hall()
    first = planning.create_draft(event, QUICK, by=planner)
    with transaction() as session:
        row = session.scalars(select(Placement).where(Placement.draft_id == first.id)).all()[0]
        row.locked = True
        locked = drafts.placed_meeting_of_row(row)

    second = planning.create_draft(event, PlanSettings(seconds=60, seed=7, locks_of=1), by=planner)

    assert locked in drafts.list_placed_meetings(second.id)
    rows = db.session.scalars(select(Placement).where(Placement.draft_id == second.id, Placement.locked))
    assert [drafts.placed_meeting_of_row(row) for row in rows] == [locked]


@pytest.mark.full
def test_what_the_checker_faults_is_not_kept(app, planner):
    event, _meetings = small_hall()
    draft = planning.create_draft(event, QUICK, by=planner)
    problem, timetable = unpacked_problem(draft.problem), drafts.list_placed_meetings(draft.id)
    clashing = [replace(held, slot=timetable[0].slot) for held in timetable]

    with transaction():
        drafts.write_placements(draft, problem, clashing)

    assert checker.find_faults(problem, drafts.list_placed_meetings(draft.id)) == []
    assert len(drafts.list_placed_meetings(draft.id)) < 9


@pytest.mark.full
def test_locks_that_contradict_what_is_so_now_make_the_plan_impossible_and_nothing_of_it_is_published(app, planner):
    event, _meetings = small_hall()
    first = planning.create_draft(event, QUICK, by=planner)
    with transaction() as session:
        session.execute(update(Placement).where(Placement.draft_id == first.id).values(locked=True))
    table = drafts.list_placed_meetings(first.id)[0].table or ""

    lost = Suppositions(tables=frozenset({int(table)}))
    second = planning.create_draft(event, replace(QUICK, locks_of=1, supposed=lost), by=planner)

    db.session.refresh(second)
    assert (second.state, drafts.list_placed_meetings(second.id)) == ("impossible", [])
    with pytest.raises(DraftClosed):
        publishing.publish_draft(event.id, 2, by=planner)
