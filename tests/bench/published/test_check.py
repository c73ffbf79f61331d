"""The check finds every fault that is planted, and says it in the numbers of the file."""

from __future__ import annotations

import pytest

from tests.bench.published.check import Placement, breaks, faults
from tests.bench.published.problem import Meeting, Problem
from tests.bench.published.timetable import NotATimetable, Said, differences, read_timetable

MEETINGS = (
    Meeting(0, 1, session=1),
    Meeting(0, 2, session=2),
    Meeting(1, 3, fixed=2),
    Meeting(2, 3, after=(0,)),
    Meeting(0, 1),
)
PROBLEM = Problem(4, MEETINGS, 2, 6, 3, (frozenset(), frozenset({5}), frozenset(), frozenset({6})))
RIGHT = (1, 4, 2, 5, 3)


def placed(slots):
    return [Placement(at, slot) for at, slot in enumerate(slots, 1)]


def test_a_right_timetable_has_no_fault_and_its_breaks_are_groups_of_idle_slots():
    assert faults(PROBLEM, placed(RIGHT)) == []
    assert breaks(PROBLEM, placed(RIGHT)) == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ((4, 5, 2, 6, 3), "Meeting 1 belongs in the morning (slots 1 to 3) and is in slot 4."),
        ((1, 2, 2, 5, 3), "Meeting 2 belongs in the afternoon (after slot 3) and is in slot 2."),
        ((1, 4, 3, 5, 6), "Meeting 3 is fixed in slot 2 and is in slot 3."),
        ((1, 4, 2, 6, 3), "Meeting 4 is in slot 6, which is forbidden to participant 4."),
        ((1, 4, 2, 5, 7), "Meeting 5 is in slot 7; there are the slots 1 to 6."),
        ((3, 4, 2, 3, 1), "Meeting 1 must be before meeting 4; they are in the slots 3 and 3."),
        ((1, 4, 2, 5, 1), "Participant 1 has the meetings 1, 5 in slot 1 at once."),
        ((1, 4, 2, 4, 3), "Participant 3 has the meetings 2, 4 in slot 4 at once."),
    ],
)
def test_each_broken_rule_is_said(slots, said):
    assert said in faults(PROBLEM, placed(slots))


def test_too_many_at_once_are_said():
    problem = Problem(6, (Meeting(0, 1), Meeting(2, 3), Meeting(4, 5)), 2, 3, 3, (frozenset(),) * 6)

    assert faults(problem, placed((2, 2, 2))) == ["Slot 2 holds 3 meetings; there are 2 tables."]


def test_unfairness_is_said():
    problem = Problem(3, (Meeting(0, 1),) * 4, 2, 7, 7, (frozenset(),) * 3)

    assert faults(problem, placed((1, 3, 5, 7))) == [
        "Participant 1 has 3 breaks and participant 3 has 0; they may differ by 2 at most."
    ]


def test_missing_double_and_unknown_meetings_are_said():
    assert faults(PROBLEM, [*placed(RIGHT)[:3], Placement(3, 2), Placement(9, 1)]) == [
        "Meeting 3 is placed 2 times.",
        "There is no meeting 9.",
        "Not placed: the meetings 4, 5.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1: expected JSON"),
        ("{\n]", "line 2: expected JSON, as solve --json"),
        ("[" * 100_000, "expected JSON"),
        ("[]", 'expected an object with a "timetable"'),
        ('{"timetable": 3}', 'expected an object with a "timetable"'),
        ('{"timetable": [7]}', "timetable, entry 1: expected"),
        ('{"timetable": [{"meeting": 1}]}', "timetable, entry 1: expected whole numbers"),
        ('{"timetable": [{"meeting": 1, "slot": 2.0}]}', 'expected a whole number for "slot"'),
        ('{"timetable": [{"meeting": true, "slot": 2}]}', 'expected a whole number for "meeting"'),
        ('{"status": "infeasible", "timetable": []}', "it says infeasible and holds no timetable"),
    ],
    ids=lambda value: value[:30],
)
def test_what_is_no_timetable_is_refused(text, expected):
    with pytest.raises(NotATimetable, match=expected.replace("[", r"\[")):
        read_timetable(text)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"objective": 1}, "The file says 1 breaks; the timetable has 2."),
        ({"bound": 3}, "The file says that no timetable has fewer than 3 breaks; this one has 2."),
        ({"status": "optimal", "bound": 1}, "The file says that 2 breaks are optimal, with a bound of 1."),
        ({"status": "infeasible"}, "The file says infeasible and holds a timetable."),
    ],
    ids=str,
)
def test_a_result_that_says_too_much_of_itself_is_found_out(claims, said):
    assert differences(PROBLEM, Said(tuple(placed(RIGHT)), **claims)) == [said]


def test_a_result_that_is_right_about_itself_has_no_differences():
    assert differences(PROBLEM, Said(tuple(placed(RIGHT)), "feasible", 2, 1)) == []
