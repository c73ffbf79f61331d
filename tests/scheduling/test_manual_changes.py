"""A timetable changed by hand: what a move breaks and costs is what the checker says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as patience

from app.scheduling import checker
from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.problem import (
    PlacedMeeting,
    ProblemCompany,
    ProblemLimits,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    ProblemTable,
    SchedulingProblem,
)
from app.scheduling.solver import solve_problem
from tests.scheduling.problems import problems


def day(slots=4, tables=2, **values):
    """Firms a, b, c, d with a person each; a wants b, c wants d."""
    times = tuple(ProblemSlot(f"s{n}", 0, 600 + 30 * n, 625 + 30 * n) for n in range(slots))
    firms = tuple(ProblemCompany(one) for one in "abcd")
    people = tuple(ProblemPerson(f"p{one}", (one,)) for one in "abcd")
    requests = (ProblemRequest("1", "a", "b"), ProblemRequest("2", "c", "d"), ProblemRequest("3", "a", "d", score=7))
    places = tuple(ProblemTable(f"t{n}") for n in range(tables))
    return replace(SchedulingProblem(times, firms, people, requests, places), **values)


def held(number, slot, table="t0", people=("pa", "pb")):
    return PlacedMeeting(number, slot, table, people)


def test_a_free_time_costs_nothing_and_the_present_table_is_kept():
    bench = ManualSchedule(day(), [held("1", "s0", "t1")])

    spots = bench.spots("1")

    assert [spot.is_free for spot in spots] == [True] * 4
    assert {spot.placed.table for spot in spots if spot.placed} == {"t1"}


def test_who_is_in_the_way_is_named_with_what_it_is_worth():
    bench = ManualSchedule(day(tables=2), [held("1", "s0"), held("3", "s1", "t0", ("pa", "pd"))])

    spot = next(one for one in bench.spots("1") if one.slot == "s1")

    assert (spot.breaks, spot.out, spot.costs) == ((), ("3",), 3 * 7)
    assert bench.with_placed("1", "s1") is None
    after = bench.with_placed("1", "s1", make_way=True)
    assert after is not None
    assert set(after) == {"1"}


def test_a_locked_meeting_makes_no_way():
    bench = ManualSchedule(day(), [held("1", "s0"), held("3", "s1", "t0", ("pa", "pd"))], frozenset({"3"}))

    spot = next(one for one in bench.spots("1") if one.slot == "s1")

    assert spot.breaks == ("locked",)
    assert bench.with_placed("1", "s1", make_way=True) is None


def test_a_limit_is_broken_whatever_the_time():
    firms = (ProblemCompany("a", limits=ProblemLimits(most=1)), *(ProblemCompany(one) for one in "bcd"))
    bench = ManualSchedule(day(firms=firms), [held("1", "s0")])

    assert [(spot.breaks, spot.out) for spot in bench.spots("3")] == [((), ("1",)), *[(("limit",), ())] * 3]


def test_where_nobody_can_be_the_reason_is_said():
    people = (ProblemPerson("pa", ("a",), ("s0",)), *(ProblemPerson(f"p{one}", (one,)) for one in "bcd"))
    bench = ManualSchedule(day(slots=2, people=people), [])

    assert [(spot.placed is None, spot.breaks) for spot in bench.spots("1")] == [
        (False, ()),
        (True, ("person_not_free",)),
    ]


@pytest.mark.full
@given(problems())
@patience(max_examples=60)
def test_what_is_offered_holds_and_what_is_refused_does_not(problem):
    problem = replace(problem, fixed=(), standing=())
    timetable = solve_problem(problem).timetable
    bench = ManualSchedule(problem, timetable)

    for request in problem.requests:
        for spot in bench.spots(request.id):
            after = bench.with_placed(request.id, spot.slot, make_way=True)
            if after is not None:
                faults = checker.find_faults(problem, tuple(after.values()))
                assert faults == []
                assert {held.request for held in timetable} - set(after) <= set(spot.out)


def test_somebody_of_the_firm_who_is_near_enough_is_found():
    """Two of three come from the other hall; the third one has the time to walk."""
    problem = SchedulingProblem(
        (ProblemSlot("s0", 0, 540, 565), ProblemSlot("s1", 0, 570, 595)),
        (ProblemCompany("a"), ProblemCompany("b", table="near"), ProblemCompany("x"), ProblemCompany("y")),
        (
            *(ProblemPerson(f"a{n}", ("a",)) for n in range(3)),
            *(ProblemPerson(f"b{n}", ("b",)) for n in range(3)),
            ProblemPerson("x", ("x",)),
            ProblemPerson("y", ("y",)),
        ),
        (ProblemRequest("ab", "a", "b"), ProblemRequest("ax", "a", "x"), ProblemRequest("ay", "a", "y")),
        (ProblemTable("near", "N"), ProblemTable("far", "F"), ProblemTable("far2", "F")),
        walking={("N", "F"): 10},
    )
    before = [PlacedMeeting("ax", "s0", "far", ("a0", "x")), PlacedMeeting("ay", "s0", "far2", ("a1", "y"))]

    spot = ManualSchedule(problem, before).spot("ab", "s1")

    assert spot is not None
    assert (spot.is_free, spot.placed and spot.placed.people) == (True, ("a2", "b0"))
