"""Two planners of one event at the same moment: one plan is begun, and no draft ends up with a fault."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.events.models import Event
from app.meetings.models import Meeting
from app.scheduling import checker
from app.scheduling.drafts import PlanSettings, unpacked_problem
from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.models import ScheduleDraft
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services import draft_changes, drafts, planning, publishing
from app.scheduling.services.drafts import PlanAlreadyRunning
from tests import factories
from tests.scheduling import halls

pytestmark = [pytest.mark.databases("sqlite", "postgresql"), pytest.mark.usefixtures("the_day_before")]


@pytest.fixture
def hall(app):
    event, here, there = halls.hall()
    for one in here:
        for other in there:
            halls.agreed(one, other)
    return event.id, factories.user().id


def all_at_once(app: Any, acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each returned, or was refused with."""
    acts = list(acts)
    start, found = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                found.append(act())
            except (Conflict, NotFound) as refused:  # another one may have taken the meeting out
                found.append(refused)

    db.session.rollback()
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_plans_at_the_same_moment_one_is_begun_and_the_other_planner_is_told(app, hall):
    event_id, planner = hall
    app.config["JOBS"] = "queue"

    def begin() -> int:
        return planning.create_draft(db.session.get_one(Event, event_id), PlanSettings(), by=planner).number

    found = all_at_once(app, [begin] * 4)

    assert sorted(one for one in found if isinstance(one, int)) == [1]
    assert sum(isinstance(one, PlanAlreadyRunning) for one in found) == 3
    assert db.session.scalar(select(func.count(ScheduleDraft.id))) == 1


@pytest.mark.full
def test_moves_undos_and_locks_at_the_same_moment_leave_no_fault(app, hall):
    event_id, planner = hall
    planning.create_draft(db.session.get_one(Event, event_id), PlanSettings(seconds=60), by=planner)
    planned = get_draft(event_id, 1)
    problem, timetable = unpacked_problem(planned.problem), drafts.list_placed_meetings(planned.id)
    bench = ManualSchedule(problem, timetable)
    wanted = [
        (held.request, spot.slot)
        for held in timetable
        for spot in bench.spots(held.request)
        if spot.placed and not spot.breaks and spot.slot != held.slot
    ][:12]

    def placing(request: str, slot: str) -> Callable[[], Any]:
        return lambda: draft_changes.place_meeting(event_id, 1, request, slot, make_way=True)

    acts = [placing(*one) for one in wanted]
    acts += [
        lambda: draft_changes.undo_change(event_id, 1),
        lambda: draft_changes.lock_meetings(event_id, 1, on=True, meeting=timetable[0].request),
    ]
    found = all_at_once(app, acts)

    db.session.expire_all()
    draft = get_draft(event_id, 1)
    held = drafts.list_placed_meetings(draft.id)
    assert len(found) == len(acts)
    assert checker.find_faults(problem, held) == []
    assert (draft.value, draft.figures["held"]) == (checker.schedule_value(problem, held), len(held))
    assert {one["request"] for one in draft.unplaced} == {one.id for one in problem.requests} - {
        one.request for one in held
    }


def test_a_draft_that_two_publish_at_the_same_moment_is_published_once(app, hall):
    event_id, planner = hall
    planning.create_draft(db.session.get_one(Event, event_id), PlanSettings(seconds=60), by=planner)
    app.config["JOBS"] = "queue"

    found = all_at_once(app, [lambda: publishing.publish_draft(event_id, 1, by=planner)] * 3)

    assert sorted(one for one in found if isinstance(one, int)) == [9]
    assert sum(isinstance(one, Conflict) for one in found) == 2
    assert db.session.scalar(select(func.count(Meeting.id)).where(Meeting.state == "booked")) == 9
