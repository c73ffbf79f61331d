"""Each way to search, in this process, beside the oracle that tries everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.scheduling.published.check import Placement, breaks, faults
from app.scheduling.published.clauses import Clauses, clauses
from app.scheduling.published.core_guided import CoreGuided
from app.scheduling.published.counting import least_breaks, why_impossible
from app.scheduling.published.cp_sat import AS_IT_COMES, PARAMETERS, CpSat
from app.scheduling.published.improving import Improving
from app.scheduling.published.problem import Meeting, Problem
from app.scheduling.published.reaching import Reaching, Stage, luby
from app.scheduling.published.searching import Searching
from app.scheduling.published.windows import Windows, windows
from tests.scheduling.published.drawn import drawn, full_hall, round_robin
from tests.scheduling.published.oracle import fewest_breaks


class Heard:
    """Each timetable is checked as it comes; bounds only rise."""

    def __init__(self, day: Windows) -> None:
        self.day = day
        self.breaks: list[int] = []
        self.bounds: list[int] = []

    def found(self, timetable: list[int], told: int) -> None:
        placed = [Placement(at, slot) for at, slot in enumerate(self.day.in_the_problem(timetable), 1)]
        assert faults(self.day.problem, placed) == []
        assert sum(breaks(self.day.problem, placed)) == told
        self.breaks.append(told)

    def bound(self, bound: int) -> None:
        assert bound >= max(self.bounds, default=0)
        self.bounds.append(bound)


def by_cores(day: Windows, heard: Heard) -> int | None:
    return CoreGuided(_written(day), heard.found, heard.bound).optimum()


def alone(day: Windows, heard: Heard) -> int | None:
    """As one child process with one thread goes about it."""

    def tell(said: dict[str, Any]) -> None:
        if "timetable" in said:
            problem, placed = day.problem, [Placement(at, slot) for at, slot in enumerate(said["timetable"], 1)]
            assert (faults(problem, placed), sum(breaks(problem, placed))) == ([], said["breaks"])
            heard.breaks.append(said["breaks"])
        elif "bound" in said:
            heard.bound(said["bound"])

    return Searching(day, tell).optimum("alone")


def by_counting(day: Windows, heard: Heard) -> int | None:
    return CpSat(day, heard.found, heard.bound).optimum(PARAMETERS)


def as_it_comes(day: Windows, heard: Heard) -> int | None:
    return CpSat(day, heard.found, heard.bound).optimum(AS_IT_COMES)


def _written(day: Windows) -> Clauses:
    return clauses(day)


def optimum(problem: Problem, search: Callable[[Windows, Heard], int | None]) -> int | None:
    """As a child process finds it; every bound and timetable on the way is right."""
    day = windows(problem)
    if why_impossible(day) is not None:
        return None
    heard = Heard(day)
    found = search(day, heard)
    if found is not None:
        assert min(heard.breaks) == found
        assert max(heard.bounds, default=0) <= found
    return found


WAYS = [by_cores, alone, by_counting]
SHAPES = [
    {},
    {"meetings": 7, "participants": 4, "slots": 5, "tables": 3, "orders": 0, "forbidden": 0.0},
    {"meetings": 5, "participants": 3, "slots": 7, "tables": 1, "fixed": 0.4, "orders": 0},
    {"meetings": 6, "participants": 9, "slots": 4, "tables": 2, "orders": 4, "halves": 0.5},
    {"meetings": 4, "participants": 2, "slots": 9, "tables": 9, "fixed": 0.7},
]


@pytest.mark.parametrize("search", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_search_finds_what_trying_everything_finds(search, shape, request):
    seeds = range(40 if request.config.getoption("full") else 5)

    problems = [drawn(seed, **shape) for seed in seeds]

    assert [optimum(one, search) for one in problems] == [fewest_breaks(one) for one in problems]


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
def test_searches_by_clauses_agree_with_the_oracle_on_whatever_is_drawn(problem):
    assert optimum(problem, by_cores) == optimum(problem, alone) == fewest_breaks(problem)


@pytest.mark.parametrize("search", WAYS, ids=lambda way: way.__name__)
def test_a_fixed_gap_that_is_too_wide_is_unfair(search):
    """One participant has three breaks, another none: no timetable."""
    fixed = [Meeting(0, at + 1, fixed=slot) for at, slot in enumerate((1, 3, 5, 7))]
    problem = Problem(6, tuple(fixed), 5, 7, 4, (frozenset(),) * 6)

    assert optimum(problem, search) is None


@pytest.mark.parametrize("search", WAYS, ids=lambda way: way.__name__)
def test_three_breaks_are_fair_where_everybody_has_one(search):
    """Four slots apart for two, who meet each other four times; the others meet twice around a lunch."""
    four = [Meeting(0, 1, fixed=slot) for slot in (1, 3, 5, 7)]
    two = [Meeting(2, 3, fixed=slot) for slot in (2, 6)]
    problem = Problem(4, tuple(four + two), 2, 7, 4, (frozenset(),) * 4)

    assert optimum(problem, search) == 3 + 3 + 1 + 1


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


def test_better_timetables_come_by_and_by_and_all_are_right():
    problem = drawn(3, participants=14, meetings=40, slots=12, tables=6, forbidden=0.0, fixed=0.0, orders=0)
    heard = Heard(windows(problem))
    search = Improving(clauses(heard.day), heard.found)

    best = search.work(1.0)

    assert heard.breaks == sorted(set(heard.breaks), reverse=True)
    assert best == heard.breaks[-1]


def test_a_timetable_found_elsewhere_ends_the_search_at_the_bound():
    problem = round_robin(6, 5, 3)
    heard = Heard(windows(problem))

    found = CoreGuided(clauses(heard.day), heard.found, heard.bound, pause=lambda: 0).optimum()

    assert (found, heard.bounds) == (0, [0])


def test_what_must_be_kept_at_a_bound_leads_to_the_optimum_or_to_the_next_bound():
    """Each stage that the cores lead to holds a timetable just when its bound is the optimum."""
    problem = full_hall(1, participants=9, slots=6, tables=4, taken=0.8)
    heard, stages = Heard(windows(problem)), list[Stage]()
    written = clauses(heard.day)
    found = CoreGuided(written, heard.found, heard.bound, stages.append).optimum()

    reached = [Reaching(written, heard.found).step(stage) for stage in stages]

    assert len(stages) > 1
    assert reached == [stage.bound == found for stage in stages]


def test_new_beginnings_get_longer_now_and_then():
    assert [luby(at) for at in range(1, 16)] == [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]
