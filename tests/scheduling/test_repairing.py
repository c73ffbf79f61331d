"""A new must-meet after publication finds its place by moving as few meetings as can be, and takes nobody's away."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as patience

from app.scheduling import checker
from app.scheduling.bounds import proven_bound
from app.scheduling.drafts import PlanSettings
from app.scheduling.pace import SearchPace
from app.scheduling.problem import REPAIR_WEIGHTS, ProblemWeights
from app.scheduling.queries.drafts import get_draft
from app.scheduling.queries.event_problem import get_event_problem
from app.scheduling.services import draft_changes, drafts, planning, publishing
from app.scheduling.solver import solve_problem
from tests import factories
from tests.bench.generating import generate
from tests.scheduling import halls
from tests.scheduling.problems import best_value, problems
from tests.support.soundness import faults_of_rows

both = pytest.mark.databases("sqlite", "postgresql")


def published(firms=2, **values):
    """Firms that meet one each, the first pair at the first time, the second at the second, and so on."""
    event, here, there = halls.hall(firms, firms, **values)
    planner = factories.user().id
    for one, other in zip(here, there, strict=True):
        halls.arranged(one, other)
    planning.create_draft(event, PlanSettings(seconds=20), by=planner)
    slots = halls.slot_ids(event)
    for place, held in enumerate(drafts.list_placed_meetings(get_draft(event.id, 1).id)):
        draft_changes.place_meeting(event.id, 1, held.request, str(slots[place % len(slots)]), make_way=True)
    publishing.publish_draft(event.id, 1, by=planner)
    return event, here, there, planner


def repaired(event, planner):
    planning.create_draft(event, PlanSettings(seconds=20), by=planner)
    return get_draft(event.id, 2)


@pytest.mark.full
@both
@pytest.mark.usefixtures("the_day_before")
def test_a_new_must_without_a_free_time_moves_one_meeting(app):
    event, here, there, planner = published(slots=2, tables=2)
    new = halls.arranged(here[0], there[1], priority="must")

    draft = repaired(event, planner)

    assert (draft.figures["held"], draft.figures["changes"], draft.state) == (3, 1, "done")
    assert draft.proven
    assert publishing.publish_draft(event.id, 2, by=planner) == 2
    assert str(new) in {held.request for held in drafts.list_placed_meetings(draft.id)}
    assert faults_of_rows() == []


@pytest.mark.usefixtures("the_day_before")
@pytest.mark.parametrize("priority", ["want", "open"])
def test_a_new_meeting_that_is_no_must_moves_nobody(app, priority):
    event, here, there, planner = published(slots=2, tables=2)
    halls.arranged(here[0], there[1], priority=priority)

    draft = repaired(event, planner)

    assert (draft.figures["held"], draft.figures["changes"]) == (2, 0)


@pytest.mark.usefixtures("the_day_before")
def test_nobody_loses_a_meeting_for_new_musts(app):
    """The only time of four firms: two musts would come in for one meeting that is held."""
    event, here, there = halls.hall(2, 2, slots=1, tables=4)
    planner = factories.user().id
    held = halls.arranged(here[0], there[0], priority="open")
    planning.create_draft(event, PlanSettings(seconds=20), by=planner)
    publishing.publish_draft(event.id, 1, by=planner)
    halls.agreed(here[0], there[1], priority="must")
    halls.agreed(here[1], there[0], priority="must")

    draft = repaired(event, planner)

    assert [one.request for one in drafts.list_placed_meetings(draft.id)] == [str(held)]
    assert draft.figures["changes"] == 0


@pytest.mark.usefixtures("the_day_before")
def test_before_anything_is_published_a_must_moves_nothing_that_was_booked_by_hand(app):
    event, *_ = halls.hall()

    assert get_event_problem(event, PlanSettings()).problem.weights == ProblemWeights()


SMALL = replace(REPAIR_WEIGHTS, must=9, want=3, open=1, least=0, change=1000, missed=8000, lost=20_000)


@pytest.mark.full
@patience(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[*HealthCheck])
@given(problems(most_slots=3, most_firms=4, most_requests=4, rich=False))
def test_no_repair_of_a_small_event_is_better(problem):
    first = replace(problem, requests=problem.requests[1:])
    standing = solve_problem(first, pace=SearchPace(work=200)).timetable
    musts = tuple(replace(one, priority="must") if place == 0 else one for place, one in enumerate(problem.requests))
    after = replace(problem, requests=musts, standing=standing, weights=SMALL)

    plan = solve_problem(after, pace=SearchPace(work=3000))

    assert checker.find_faults(after, plan.timetable) == []
    assert plan.value == checker.schedule_value(after, plan.timetable) == best_value(after)
    assert plan.certificate is None or proven_bound(after, plan.certificate) >= plan.value


@pytest.mark.full
@pytest.mark.parametrize(("seed", "new"), [*product(range(3), (1, 3))])
def test_in_a_crowded_hall_new_musts_come_in_with_the_fewest_changes_there_can_be(seed, new):
    problem, draw = generate(120, 40, 8, 15, blocked=0.1, seed=seed), Random(seed)
    held = {one.request for one in solve_problem(problem, pace=SearchPace(work=5000)).timetable}
    later = {*draw.sample(sorted(held), 20)}
    musts = {*draw.sample(sorted(later), new)}
    before = replace(problem, requests=tuple(one for one in problem.requests if one.id in held - later))
    standing = solve_problem(before, pace=SearchPace(work=5000)).timetable
    requests = (*before.requests, *(replace(one, priority="must") for one in problem.requests if one.id in musts))
    after = replace(problem, requests=requests, standing=standing, weights=REPAIR_WEIGHTS)

    plan = solve_problem(after, pace=SearchPace(work=40_000))

    assert {one.request for one in plan.timetable} >= musts | {one.request for one in standing}
    assert (plan.bound or 0) - (plan.value or 0) < REPAIR_WEIGHTS.change  # one change fewer is proven to be impossible
