"""What is odd before anybody plans: meetings are counted against limits, their lengths against times."""

from dataclasses import replace

import pytest

from app.scheduling.plan_warnings import PlanWarning, list_warnings
from app.scheduling.problem import (
    ProblemCompany,
    ProblemInterpreter,
    ProblemLimits,
    ProblemNeed,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    SchedulingProblem,
)

SLOTS = tuple(ProblemSlot(f"s{one}", 0, 540 + 30 * one, 565 + 30 * one) for one in range(4))
OTHERS = tuple(ProblemCompany(f"o{one}") for one in range(7))


def hall(*lengths: int, most: int | None = None) -> SchedulingProblem:
    """Firm ``a`` has a request of each length."""
    return SchedulingProblem(
        SLOTS,
        (ProblemCompany("a", limits=ProblemLimits(most=most)), *OTHERS),
        (ProblemPerson("p", ("a",)), *(ProblemPerson(f"p{one.id}", (one.id,)) for one in OTHERS)),
        tuple(ProblemRequest(str(n), "a", f"o{n}", length=length) for n, length in enumerate(lengths)),
    )


@pytest.mark.parametrize(
    ("problem", "odd"),
    [
        (hall(1, 1, 1, 1), []),
        (hall(1, 1, 1, 1, 1), [PlanWarning("more_requests_than_slots", "a", 5, 4)]),
        (hall(2, 1, 1, most=3), []),
        (hall(2, 2, most=2), []),
        (hall(2, 1, 1, most=2), [PlanWarning("more_requests_than_slots", "a", 3, 2)]),
        (hall(2, 2, 1), [PlanWarning("more_times_than_slots", "a", 5, 4)]),
        (hall(1, 1, 1, 1, 1, most=9), [PlanWarning("more_requests_than_slots", "a", 5, 4)]),
    ],
)
def test_a_limit_is_of_meetings_and_the_day_has_times(problem, odd):
    assert list_warnings(problem) == odd


def test_a_firm_of_whom_nobody_comes_is_told_with_its_requests():
    problem = hall(2, 1)

    found = list_warnings(replace(problem, people=problem.people[1:]))

    assert found == [PlanWarning("nobody_comes", "a", 2)]


def test_the_pair_of_languages_that_lacks_interpreters_is_named():
    asked = [("en", "zh")] * 2 + [("fr", "zh")] * 5
    requests = tuple(
        replace(one, need=ProblemNeed(pair)) for one, pair in zip(hall(*[1] * 7).requests, asked, strict=True)
    )
    interpreters = (
        ProblemInterpreter("i", ("en", "zh")),
        ProblemInterpreter("j", ("en", "zh")),
        ProblemInterpreter("k", ("zh", "fr")),
    )
    problem = replace(hall(), requests=requests, interpreters=interpreters)

    assert list_warnings(problem)[1:] == [PlanWarning("interpreters_short", "fr zh", 5, 4)]


def test_interpreters_who_speak_all_languages_may_be_short_of_time_for_all_together():
    asked = [("en", "zh")] * 3 + [("fr", "zh")] * 3
    requests = tuple(
        replace(one, need=ProblemNeed(pair)) for one, pair in zip(hall(*[1] * 6).requests, asked, strict=True)
    )
    problem = replace(hall(), requests=requests, interpreters=(ProblemInterpreter("i", ("en", "fr", "zh")),))

    assert list_warnings(problem)[1:] == [PlanWarning("interpreters_short", "", 6, 4)]
