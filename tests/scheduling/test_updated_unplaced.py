"""Reasons told anew after a change by hand are those that would be told from the beginning."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as patience

from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.pace import SearchPace
from app.scheduling.solver import solve_problem
from app.scheduling.unplaced import list_unplaced, unplaced_json, updated_unplaced
from tests.bench.generating import generate
from tests.scheduling.problems import problems


def by_request(timetable):
    return {held.request: held for held in timetable}


def reasons(told):
    """``taken_out`` is what would fit."""
    return {one["request"]: "fits" if one["reason"] == "taken_out" else one["reason"] for one in told}


def moves(problem, timetable):
    """What a planner could do by hand, one thing each: out with each meeting, or wherever it may go."""
    bench = ManualSchedule(problem, timetable)
    for held in timetable:
        yield {one: each for one, each in bench.placed.items() if one != held.request}
        for spot in bench.spots(held.request):
            after = bench.with_placed(held.request, spot.slot, make_way=True)
            if after is not None:
                yield after


def assert_the_same_as_from_the_beginning(problem, before, after):
    told = unplaced_json(list_unplaced(problem, tuple(before.values())))

    anew = updated_unplaced(problem, told, before, after)

    whole = unplaced_json(list_unplaced(problem, tuple(after.values())))
    assert reasons(anew) == reasons(whole)
    assert not any("stale" in one for one in anew)


@pytest.mark.full
@patience(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(problems())
def test_after_any_move_the_reasons_are_true(problem):
    timetable = solve_problem(problem, pace=SearchPace(work=200)).timetable

    for after in moves(problem, timetable):
        assert_the_same_as_from_the_beginning(problem, by_request(timetable), after)


def test_in_a_crowded_event_too():
    problem = generate(60, 20, 5, 5, blocked=0.2, seed=3, everything=True)
    timetable = solve_problem(problem, pace=SearchPace(work=800)).timetable

    for after in Random(1).sample([*moves(problem, timetable)], 12):
        assert_the_same_as_from_the_beginning(problem, by_request(timetable), after)


def test_what_there_is_no_time_for_is_marked_and_comes_next():
    problem = generate(150, 20, 4, 6, blocked=0.2, seed=1)
    before = by_request(solve_problem(problem, pace=SearchPace(work=1500)).timetable)
    told = unplaced_json(list_unplaced(problem, tuple(before.values())))
    after = dict([*before.items()][1:])

    some = updated_unplaced(problem, told, before, after, most=5)
    rest = updated_unplaced(problem, some, after, after, most=1000)

    assert {one["request"] for one in some} == {one["request"] for one in told} | (set(before) - set(after))
    assert sum("stale" in one for one in some) > 5
    assert not any("stale" in one for one in rest)
    assert reasons(rest) == reasons(unplaced_json(list_unplaced(problem, tuple(after.values()))))


def test_of_a_draft_whose_search_died_all_are_told():
    problem = generate(60, 20, 4, 6, blocked=0.2, seed=1)
    held = by_request(solve_problem(problem, pace=SearchPace(work=1500)).timetable)

    assert updated_unplaced(problem, (), {}, held) == unplaced_json(list_unplaced(problem, tuple(held.values())))
