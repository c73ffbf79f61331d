"""Each way to search, in this process, beside the oracle that tries everything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.bench.published import search
from tests.bench.published.check import Placement, breaks, faults
from tests.bench.published.counting import least_breaks, why_impossible
from tests.bench.published.drawn import drawn, full_hall, round_robin
from tests.bench.published.oracle import fewest_breaks
from tests.bench.published.problem import Meeting, Problem
from tests.bench.published.search import WAYS, Best, WrongTimetable, solve
from tests.bench.published.windows import windows


def optimum(problem: Problem, way: str) -> int | None:
    """As a process of its own finds it; every bound and timetable on the way is right."""
    counts: list[int] = []
    bounds: list[int] = []

    def send(message: tuple[str, Any]) -> None:
        kind, value = message
        if kind == "bound":
            bounds.append(value)
            return
        timetable, counted = value
        placed = [Placement(meeting, slot) for meeting, slot in enumerate(timetable, 1)]
        assert (faults(problem, placed), sum(breaks(problem, placed))) == ([], counted)
        counts.append(counted)

    fewest = search.optimum(way, problem, send)

    if fewest is not None:
        assert min(counts) == fewest
        assert max(bounds, default=0) <= fewest
    return fewest


SHAPES = [
    {},
    {"meetings": 7, "participants": 4, "slots": 5, "tables": 3, "orders": 0, "forbidden": 0.0},
    {"meetings": 5, "participants": 3, "slots": 7, "tables": 1, "fixed": 0.4, "orders": 0},
    {"meetings": 6, "participants": 9, "slots": 4, "tables": 2, "orders": 4, "halves": 0.5},
    {"meetings": 4, "participants": 2, "slots": 9, "tables": 9, "fixed": 0.7},
]


@pytest.mark.parametrize("way", WAYS[2])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_search_finds_what_trying_everything_finds(way, shape):
    problems = [drawn(seed, **shape) for seed in range(5)]

    assert [optimum(problem, way) for problem in problems] == [fewest_breaks(problem) for problem in problems]


@pytest.mark.full
@settings(max_examples=25)
@given(
    some.builds(
        drawn,
        some.integers(0, 10**6),
        participants=some.integers(2, 7),
        meetings=some.integers(0, 5),
        slots=some.integers(0, 6),
        tables=some.integers(0, 3),
        fixed=some.sampled_from([0.0, 0.3]),
        orders=some.integers(0, 3),
    )
)
def test_the_search_by_clauses_agrees_with_the_oracle_on_whatever_is_drawn(problem):
    assert optimum(problem, "max_sat") == fewest_breaks(problem)


@pytest.mark.parametrize("way", WAYS[2])
def test_a_fixed_gap_that_is_too_wide_is_unfair(way):
    """One participant has three breaks, another none: no timetable."""
    fixed = [Meeting(0, at + 1, fixed=slot) for at, slot in enumerate((1, 3, 5, 7))]
    problem = Problem(6, tuple(fixed), 5, 7, 4, (frozenset(),) * 6)

    assert optimum(problem, way) is None


@pytest.mark.parametrize("way", WAYS[2])
def test_three_breaks_are_fair_where_everybody_has_one(way):
    """Four slots apart for two, who meet each other four times; the others meet twice around a lunch."""
    four = [Meeting(0, 1, fixed=slot) for slot in (1, 3, 5, 7)]
    two = [Meeting(2, 3, fixed=slot) for slot in (2, 6)]
    problem = Problem(4, tuple(four + two), 2, 7, 4, (frozenset(),) * 4)

    assert optimum(problem, way) == 3 + 3 + 1 + 1


def test_counting_proves_that_an_odd_circle_cannot_all_meet_in_time():
    """Seven people make three pairs at once, whoever else is there; 21 pairs need seven slots."""
    circle = round_robin(7, 6, 20)
    others = tuple(Meeting(at, at + 1) for at in range(7, 17, 2))
    problem = Problem(17, circle.meetings + others, 20, 6, 6, (frozenset(),) * 17)

    assert why_impossible(windows(problem)) == "there are more meetings than tables and people for them"


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (Problem(2, (Meeting(0, 1),), 0, 3, 3, (frozenset(),) * 2), "more meetings than tables"),
        (Problem(2, (Meeting(0, 1),), 1, 0, 0, (frozenset(),) * 2), "meeting 1 has no slot left"),
        (Problem(2, (Meeting(0, 1),) * 3, 1, 2, 2, (frozenset(),) * 2), "participant 1 has more meetings"),
        (Problem(2, (Meeting(0, 1, 1),), 1, 3, 0, (frozenset(),) * 2), "meeting 1 has no slot left"),
        (Problem(2, (Meeting(0, 1, fixed=2),), 1, 3, 3, (frozenset({2}), frozenset())), "meeting 1 has no slot left"),
        (Problem(2, (Meeting(0, 1, after=(0,)),), 1, 9, 9, (frozenset(),) * 2), "meeting 1 has no slot left"),
        (Problem(6, (Meeting(0, 1), Meeting(2, 3), Meeting(4, 5)), 1, 2, 2, (frozenset(),) * 6), "than tables"),
        (
            Problem(4, (Meeting(0, 1, after=(1,)), Meeting(2, 3, after=(0,))), 1, 9, 9, (frozenset(),) * 4),
            "has no slot left",
        ),
    ],
    ids=["no table", "no slot", "too many", "no morning", "fixed when away", "before itself", "one table", "circle"],
)
def test_counting_says_why_there_is_no_timetable(problem, why):
    assert why in str(why_impossible(windows(problem)))


def test_the_least_breaks_of_a_participant_follow_from_its_own_slots():
    away = frozenset({3, 4})
    meetings = (Meeting(0, 1), Meeting(0, 1), Meeting(0, 1), Meeting(2, 3, fixed=1), Meeting(2, 3, fixed=4))

    problem = Problem(4, meetings, 2, 5, 3, (away, frozenset(), frozenset(), frozenset()))

    assert least_breaks(windows(problem)) == [1, 1, 1, 1]


@pytest.mark.parametrize("threads", WAYS)
def test_a_full_hall_is_solved_with_a_proof(threads):
    problem = full_hall(1, participants=9, slots=6, tables=4, taken=0.8)

    outcome = solve(problem, ways=WAYS[threads])

    assert (outcome.status, outcome.bound) == ("optimal", outcome.breaks)


def test_a_timetable_with_faults_is_not_accepted():
    """What a process sends is checked by code that shares nothing with a search."""
    best = Best(round_robin(4, 3, 2))

    with pytest.raises(WrongTimetable, match="Participant 1 has the meetings 1, 2, 3 in slot 1 at once"):
        best.take("timetable", ([1] * 6, 0))


def test_a_wrong_number_of_breaks_is_not_accepted():
    best = Best(Problem(2, (Meeting(0, 1),), 1, 1, 1, (frozenset(),) * 2))

    with pytest.raises(WrongTimetable, match="It has 0 breaks and not 1"):
        best.take("timetable", ([1], 1))
