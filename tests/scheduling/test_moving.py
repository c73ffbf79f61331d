"""A timetable changed by hand: what a move breaks and costs is what the checker says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as patience

from app.scheduling import check
from app.scheduling.moving import Bench
from app.scheduling.problem import Firm, Held, Limits, Person, Problem, Request, Slot, Table
from app.scheduling.solver import solve
from tests.scheduling.problems import problems


def day(slots=4, tables=2, **values):
    """Firms a, b, c, d with a person each; a wants b, c wants d."""
    times = tuple(Slot(f"s{n}", 0, 600 + 30 * n, 625 + 30 * n) for n in range(slots))
    firms = tuple(Firm(one) for one in "abcd")
    people = tuple(Person(f"p{one}", (one,)) for one in "abcd")
    requests = (Request("1", "a", "b"), Request("2", "c", "d"), Request("3", "a", "d", score=7))
    places = tuple(Table(f"t{n}") for n in range(tables))
    return replace(Problem(times, firms, people, requests, places), **values)


def held(number, slot, table="t0", people=("pa", "pb")):
    return Held(number, slot, table, people)


def test_a_free_time_costs_nothing_and_the_present_table_is_kept():
    bench = Bench(day(), [held("1", "s0", "t1")])

    spots = bench.spots("1")

    assert [spot.is_free for spot in spots] == [True] * 4
    assert {spot.held.table for spot in spots if spot.held} == {"t1"}


def test_who_is_in_the_way_is_named_with_what_it_is_worth():
    bench = Bench(day(tables=2), [held("1", "s0"), held("3", "s1", "t0", ("pa", "pd"))])

    spot = next(one for one in bench.spots("1") if one.slot == "s1")

    assert (spot.breaks, spot.out, spot.costs) == ((), ("3",), 3 * 7)
    assert bench.with_placed("1", "s1") is None
    after = bench.with_placed("1", "s1", make_way=True)
    assert after is not None
    assert set(after) == {"1"}


def test_a_locked_meeting_makes_no_way():
    bench = Bench(day(), [held("1", "s0"), held("3", "s1", "t0", ("pa", "pd"))], frozenset({"3"}))

    spot = next(one for one in bench.spots("1") if one.slot == "s1")

    assert spot.breaks == ("locked",)
    assert bench.with_placed("1", "s1", make_way=True) is None


def test_a_limit_is_broken_whatever_the_time():
    firms = (Firm("a", limits=Limits(most=1)), *(Firm(one) for one in "bcd"))
    bench = Bench(day(firms=firms), [held("1", "s0")])

    assert [(spot.breaks, spot.out) for spot in bench.spots("3")] == [((), ("1",)), *[(("limit",), ())] * 3]


def test_where_nobody_can_be_the_reason_is_said():
    people = (Person("pa", ("a",), ("s0",)), *(Person(f"p{one}", (one,)) for one in "bcd"))
    bench = Bench(day(slots=2, people=people), [])

    assert [(spot.held is None, spot.breaks) for spot in bench.spots("1")] == [
        (False, ()),
        (True, ("person_not_free",)),
    ]


@pytest.mark.full
@given(problems())
@patience(max_examples=60)
def test_what_is_offered_holds_and_what_is_refused_does_not(problem):
    problem = replace(problem, fixed=(), standing=())
    timetable = solve(problem).timetable
    bench = Bench(problem, timetable)

    for request in problem.requests:
        for spot in bench.spots(request.id):
            after = bench.with_placed(request.id, spot.slot, make_way=True)
            if after is not None:
                faults = check.faults(problem, tuple(after.values()))
                assert faults == []
                assert {held.request for held in timetable} - set(after) <= set(spot.out)


def test_somebody_of_the_firm_who_is_near_enough_is_found():
    """Two of three come from the other hall; the third one has the time to walk."""
    problem = Problem(
        (Slot("s0", 0, 540, 565), Slot("s1", 0, 570, 595)),
        (Firm("a"), Firm("b", table="near"), Firm("x"), Firm("y")),
        (
            *(Person(f"a{n}", ("a",)) for n in range(3)),
            *(Person(f"b{n}", ("b",)) for n in range(3)),
            Person("x", ("x",)),
            Person("y", ("y",)),
        ),
        (Request("ab", "a", "b"), Request("ax", "a", "x"), Request("ay", "a", "y")),
        (Table("near", "N"), Table("far", "F"), Table("far2", "F")),
        walking={("N", "F"): 10},
    )
    before = [Held("ax", "s0", "far", ("a0", "x")), Held("ay", "s0", "far2", ("a1", "y"))]

    spot = Bench(problem, before).spot("ab", "s1")

    assert spot is not None
    assert (spot.is_free, spot.held and spot.held.people) == (True, ("a2", "b0"))
