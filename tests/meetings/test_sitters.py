"""One person for each firm, though some stand for several."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.meetings.attendees import assign_attendees

PEOPLE = st.frozensets(st.integers(1, 5), max_size=3)


def test_who_stands_for_two_firms_sits_for_the_one_that_has_nobody_else_there():
    assert assign_attendees({"a": [1, 2], "b": [1]}, {1, 2}) == {"a": 2, "b": 1}
    assert assign_attendees({"a": [1], "b": [1, 2]}, {1, 2}) == {"a": 1, "b": 2}


def test_a_firm_of_which_nobody_sits_there_is_absent():
    assert assign_attendees({"a": [1], "b": [2]}, {1}) == {"a": 1}


@given(st.lists(PEOPLE, max_size=4), PEOPLE)
def test_each_has_one_of_its_own_and_no_more_firms_could_have_one(firms, sitting):
    found = assign_attendees(dict(enumerate(firms)), sitting)

    assert len(set(found.values())) == len(found)
    assert all(person in firms[firm] and person in sitting for firm, person in found.items())
    seats = [*sitting, *([0] * len(firms))]
    ways = permutations(seats, len(firms))
    assert len(found) == max(sum(one in who for one, who in zip(way, firms, strict=True)) for way in ways)
