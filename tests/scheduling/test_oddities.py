"""What is odd before anybody plans: meetings are counted against limits, their lengths against times."""

from dataclasses import replace

import pytest

from app.scheduling.oddities import Oddity, oddities
from app.scheduling.problem import Firm, Limits, Person, Problem, Request, Slot

SLOTS = tuple(Slot(f"s{one}", 0, 540 + 30 * one, 565 + 30 * one) for one in range(4))
OTHERS = tuple(Firm(f"o{one}") for one in range(6))


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
