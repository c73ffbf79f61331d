"""What is odd before anybody plans: meetings are counted against limits, their lengths against times."""

from dataclasses import replace

import pytest

from app.scheduling.oddities import Oddity, oddities
from app.scheduling.problem import Firm, Interpreter, Limits, Need, Person, Problem, Request, Slot

SLOTS = tuple(Slot(f"s{one}", 0, 540 + 30 * one, 565 + 30 * one) for one in range(4))
OTHERS = tuple(Firm(f"o{one}") for one in range(7))


def hall(*lengths: int, most: int | None = None) -> Problem:
    """Firm ``a`` has a request of each length."""
    return Problem(
        SLOTS,
        (Firm("a", limits=Limits(most=most)), *OTHERS),
        (Person("p", ("a",)), *(Person(f"p{one.id}", (one.id,)) for one in OTHERS)),
        tuple(Request(str(n), "a", f"o{n}", length=length) for n, length in enumerate(lengths)),
    )


@pytest.mark.parametrize(
    ("problem", "odd"),
    [
        (hall(1, 1, 1, 1), []),
        (hall(1, 1, 1, 1, 1), [Oddity("more_requests_than_slots", "a", 5, 4)]),
        (hall(2, 1, 1, most=3), []),
        (hall(2, 2, most=2), []),
        (hall(2, 1, 1, most=2), [Oddity("more_requests_than_slots", "a", 3, 2)]),
        (hall(2, 2, 1), [Oddity("more_times_than_slots", "a", 5, 4)]),
        (hall(1, 1, 1, 1, 1, most=9), [Oddity("more_requests_than_slots", "a", 5, 4)]),
    ],
)
def test_a_limit_is_of_meetings_and_the_day_has_times(problem, odd):
    assert oddities(problem) == odd


def test_a_firm_of_whom_nobody_comes_is_told_with_its_requests():
    problem = hall(2, 1)

    found = oddities(replace(problem, people=problem.people[1:]))

    assert found == [Oddity("nobody_comes", "a", 2)]


def test_the_pair_of_languages_that_lacks_interpreters_is_named():
    asked = [("en", "zh")] * 2 + [("fr", "zh")] * 5
    requests = tuple(replace(one, need=Need(pair)) for one, pair in zip(hall(*[1] * 7).requests, asked, strict=True))
    interpreters = (Interpreter("i", ("en", "zh")), Interpreter("j", ("en", "zh")), Interpreter("k", ("zh", "fr")))
    problem = replace(hall(), requests=requests, interpreters=interpreters)

    assert oddities(problem)[1:] == [Oddity("interpreters_short", "fr zh", 5, 4)]


def test_interpreters_who_speak_all_languages_may_be_short_of_time_for_all_together():
    asked = [("en", "zh")] * 3 + [("fr", "zh")] * 3
    requests = tuple(replace(one, need=Need(pair)) for one, pair in zip(hall(*[1] * 6).requests, asked, strict=True))
    problem = replace(hall(), requests=requests, interpreters=(Interpreter("i", ("en", "fr", "zh")),))

    assert oddities(problem)[1:] == [Oddity("interpreters_short", "", 6, 4)]
