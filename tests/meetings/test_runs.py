from hypothesis import given
from hypothesis import strategies as st

from app.meetings.runs import SlotTime, get_run_length_with, get_run_positions
from tests.meetings.boards import day, span


def test_neighbours_differ_by_one_and_a_break_parts_them():
    assert get_run_positions(day(5, breaks=(3,))) == {1: 1, 2: 2, 4: 4, 5: 5}


def test_a_gap_as_long_as_a_slot_is_a_pause():
    assert get_run_positions([SlotTime(1, span(1)), SlotTime(2, span(2)), SlotTime(4, span(4))]) == {1: 1, 2: 2, 4: 4}


def test_slots_are_numbered_in_order_of_time():
    assert get_run_positions(reversed(day(3))) == {1: 1, 2: 2, 3: 3}


@given(st.sets(st.integers(0, 12)), st.integers(0, 12), st.integers(1, 3))
def test_the_run_of_an_added_meeting_is_counted_through_it(held, start, length):
    added = range(start, start + length)
    everything = held | set(added)
    reachable = [
        end - begin + 1
        for begin in everything
        for end in everything
        if begin <= start <= end and set(range(begin, end + 1)) <= everything
    ]

    assert get_run_length_with(held, added) == max(reachable)
