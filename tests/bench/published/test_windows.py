"""The shortened day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.bench.published import max_sat
from tests.bench.published.check import Placement, breaks, faults
from tests.bench.published.drawn import drawn
from tests.bench.published.oracle import fewest_breaks
from tests.bench.published.problem import Meeting, Problem
from tests.bench.published.windows import windows


def test_each_meeting_keeps_the_slots_that_both_its_orders_leave():
    meetings = (Meeting(0, 1), Meeting(0, 1, after=(0,)), Meeting(0, 1, after=(1,)))

    day = windows(Problem(2, meetings, 1, 4, 2, (frozenset(),) * 2))

    assert day.eligible == ((1, 2), (2, 3), (3, 4))


def test_a_long_day_is_cut_to_what_its_meetings_can_fill():
    meetings = (Meeting(0, 1, fixed=1), Meeting(0, 1, fixed=900_000), Meeting(0, 1))

    day = windows(Problem(2, meetings, 1, 10**9, 500_000, (frozenset(),) * 2))

    assert day.slots == 1 + 7 + 7 + 1 + 7


@pytest.mark.parametrize("seed", range(12))
def test_cutting_a_day_changes_no_optimum_and_its_timetable_is_right_in_the_whole_day(seed):
    short = drawn(seed, meetings=3, participants=4, slots=9, fixed=0.3, forbidden=0.05, orders=1)
    stretched = replace(short, slots=30)
    day = windows(stretched)
    tables: list[list[int]] = []

    found = None
    if all(day.eligible):
        found = max_sat.optimum(day, lambda slots, _: tables.append(slots), lambda _: None)

    assert found == fewest_breaks(stretched)
    if found is not None:
        placed = [Placement(at, slot) for at, slot in enumerate(day.in_the_problem(tables[-1]), 1)]
        assert (faults(stretched, placed), sum(breaks(stretched, placed))) == ([], found)
