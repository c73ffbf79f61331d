"""The JSON form of a problem: read strictly, written back the same."""

import json

import pytest

from app.scheduling.json_form import MalformedInput, parse_problem, parse_timetable, problem_json, timetable_json
from app.scheduling.problem import PlacedMeeting
from tests.architecture.house import ROOT
from tests.bench.generating import generate


def small(**more: object) -> str:
    plain = {
        "form": "qiao timetable",
        "version": 1,
        "slots": [
            {"id": "s1", "day": 0, "starts": 540, "ends": 560},
            {"id": "s2", "day": 0, "starts": 565, "ends": 585},
        ],
        "firms": [{"id": "a"}, {"id": "b"}],
        "people": [{"id": "ann", "firms": ["a"]}, {"id": "bo", "firms": ["b"]}],
        "requests": [{"id": "r", "asker": "a", "asked": "b"}],
    }
    return json.dumps(plain | more)


@pytest.mark.parametrize("everything", [False, True])
def test_a_problem_is_read_as_it_was_written(everything):
    problem = generate(60, 20, 6, 8, blocked=0.2, seed=3, everything=everything)

    assert parse_problem(json.dumps(problem_json(problem))) == problem


def test_a_timetable_is_read_as_it_was_written():
    timetable = (PlacedMeeting("r", "s1", "t", ("ann", "bo"), "i"), PlacedMeeting("q", "s2"))

    assert parse_timetable(json.dumps({"status": "optimal", "timetable": timetable_json(timetable)})) == timetable


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"form":\n?', "line 2: expected JSON"),
        ("[]", "the file: expected an object, found []"),
        ("{}", "the file: expected an object with “form”, found {}"),
        (small(form="b2b"), "form: expected “qiao timetable”, found 'b2b'"),
        (small(version=2), "version: expected a whole number from 1 to 1, found 2"),
        (small(tabels=[]), "tabels: expected no such key; known are form, "),
        (
            small(requests=[{"id": "r", "asker": "a", "asked": "c"}]),
            "requests[0].asked: expected one of the ids of firms",
        ),
        (small(requests=[{"id": "r", "asker": "a", "asked": "a"}]), "requests[0].asked: expected another firm"),
        (small(requests=[{"id": "r", "asker": "a"}]), "requests[0]: expected an object with “asked”"),
        (
            small(requests=[{"id": "r", "asker": "a", "asked": "b", "score": 101}]),
            "requests[0].score: expected a whole",
        ),
        (
            small(requests=[{"id": "r", "asker": "a", "asked": "b", "score": True}]),
            "requests[0].score: expected a whole",
        ),
        (
            small(requests=[{"id": "r", "asker": "a", "asked": "b", "priority": "vip"}]),
            "requests[0].priority: expected",
        ),
        (small(firms=[{"id": "a"}, {"id": "a"}]), "firms[1].id: expected one that does not stand before, found 'a'"),
        (small(people=[{"id": "ann", "firms": "a"}]), "people[0].firms: expected a list, found 'a'"),
        (small(people=[{"id": "ann", "firms": ["a"], "slots": ["s9"]}]), "people[0].slots[0]: expected one of the ids"),
        (small(fixed=[{"request": "r", "slot": "s7"}]), "fixed[0].slot: expected one of the ids of slots, found 's7'"),
        (small(standing=[{"request": "r", "slot": "s1"}]), "standing[0]: expected a meeting with its people"),
        (small(met=[["a"]]), "met[0]: expected a list of two"),
        (small(walking=[{"zones": ["A", "B"], "minutes": -1}]), "walking[0].minutes: expected a whole number"),
        (small(slots=[{"id": "s", "day": 0, "starts": 9, "ends": 8}]), "slots[0].ends: expected a whole number from 9"),
    ],
)
def test_a_fault_says_where_it_is_and_what_was_expected(text, fault):
    with pytest.raises(MalformedInput) as refused:
        parse_problem(text)

    assert str(refused.value).startswith(fault)


def test_slots_stand_in_the_order_of_time():
    slots = [{"id": "s1", "day": 0, "starts": 540, "ends": 560}, {"id": "s2", "day": 0, "starts": 550, "ends": 570}]

    with pytest.raises(MalformedInput, match=r"slots\[1\]: expected a slot after s1"):
        parse_problem(small(slots=slots))


def test_a_timetable_needs_its_list():
    with pytest.raises(MalformedInput, match="expected an object with “timetable”"):
        parse_timetable('{"status": "optimal"}')


def test_the_example_of_the_readme_is_a_problem():
    told = (ROOT / "docs/timetable-files.md").read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]

    assert len(parse_problem(told).requests) == 3
