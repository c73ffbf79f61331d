"""Idle slots and their bounds, against trying everything."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.scheduling.figures import count_idle, day_masks, least_idle
from tests.bench.idle_bound import least_idle_of_all

DAYS = day_masks([0, 0, 0, 0, 1, 1, 1])
MASKS = st.integers(0, 127)


def choices(usable, meetings):
    places = [place for place in range(7) if usable >> place & 1]
    return [sum(1 << place for place in chosen) for chosen in combinations(places, meetings)]


def test_idle_slots_lie_between_meetings_of_a_day():
    assert count_idle(0b1010011, DAYS) == 1
    assert count_idle(0b0011001, DAYS) == 2
    assert count_idle(0, DAYS) == 0


@settings(max_examples=60)
@given(MASKS, st.integers(0, 7))
def test_the_least_of_one_is_that_of_the_best_choice(usable, meetings):
    possible = choices(usable, meetings)

    assert not possible or least_idle(usable, meetings, DAYS) == min(count_idle(one, DAYS) for one in possible)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(MASKS, st.integers(0, 3)), max_size=3), st.lists(st.integers(1, 2), min_size=7, max_size=7))
def test_the_least_of_all_is_below_the_best_choice(people, seats):
    people = [(usable, min(meetings, usable.bit_count())) for usable, meetings in people]
    totals = [
        sum(count_idle(one, DAYS) for one in chosen)
        for chosen in product(*(choices(*person) for person in people))
        if all(sum(one >> slot & 1 for one in chosen) <= seats[slot] for slot in range(7))
    ]

    bound = least_idle_of_all(people, seats, DAYS, 10)

    assert not totals or sum(least_idle(usable, meetings, DAYS) for usable, meetings in people) <= min(totals)
    assert not totals or bound <= min(totals)
