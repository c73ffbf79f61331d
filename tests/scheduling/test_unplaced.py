"""Why requests are not held: the reason is true, and the remedy works."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from app.scheduling.generating import generate
from app.scheduling.pace import Pace
from app.scheduling.problem import Firm, Group, Held, Interpreter, Limits, Need, Person, Problem, Request, Slot, Table
from app.scheduling.solver import solve
from app.scheduling.unplaced import Remedy, board_of, unplaced
from tests.scheduling.problems import problems

SLOTS = tuple(Slot(f"s{one}", 0, 540 + 25 * one, 560 + 25 * one) for one in range(2))
HALL = Problem(
    SLOTS,
    (Firm("a", "g"), Firm("b", "g"), Firm("c", "h"), Firm("d", "h")),
    (Person("pa", ("a",)), Person("pb", ("b",)), Person("pc", ("c",)), Person("pd", ("d",))),
    (Request("ab", "a", "b"), Request("cd", "c", "d"), Request("ac", "a", "c")),
    (Table("t"), Table("u")),
    (Group("g"), Group("h")),
)
AB = Held("ab", "s0", "t", ("pa", "pb"))


def only(problem: Problem, timetable: list[Held], request: str) -> tuple[str, tuple[str, ...], Remedy]:
    found = {one.request: one for one in unplaced(problem, timetable)}[request]
    return found.reason, found.about, found.remedy


@pytest.mark.parametrize(
    ("problem", "timetable", "request_id", "reason", "remedy"),
    [
        (replace(HALL, rules=(("g", "g"),)), [], "cd", ("group_rule", ()), Remedy("none")),
        (replace(HALL, met=(("b", "a"),)), [], "ab", ("already_met", ()), Remedy("none")),
        (
            replace(HALL, people=(Person("pa", ("a",), ("s1",)), Person("pb", ("b",), ("s0",)), *HALL.people[2:])),
            [],
            "ab",
            ("no_common_slot", ("a", "b")),
            Remedy("free_person", "s0", "pa"),
        ),
        (
            replace(HALL, groups=(Group("g", Limits(most=0)), Group("h"))),
            [],
            "ab",
            ("limit", ("a",)),
            Remedy("raise_limit", None, "a"),
        ),
        (
            # the asked would sit at its own table, and the only one is kept by the asker
            replace(
                HALL,
                groups=(Group("g"), Group("h", keeps_table=True)),
                firms=(replace(HALL.firms[0], table="t"), *HALL.firms[1:]),
                tables=(Table("t"),),
            ),
            [],
            "ac",
            ("no_table", ()),
            Remedy("none"),
        ),
        (
            replace(HALL, tables=(Table("t", slots=("s0",)),)),
            [AB],
            "cd",
            ("tables_full", ("s0",)),
            Remedy("one_more_table", "s0"),
        ),
        (
            replace(
                HALL,
                requests=(replace(HALL.requests[0], need=Need(("zh",))), *HALL.requests[1:]),
                interpreters=(Interpreter("i", ("zh",), slots=()),),
            ),
            [],
            "ab",
            ("no_interpreter_then", ("s0",)),
            Remedy("one_more_interpreter", "s0"),
        ),
        (HALL, [], "ab", ("fits", ()), Remedy("none")),
        (
            replace(HALL, people=(Person("pa", ("a",)), *HALL.people[1:3], Person("pd", ("d",)))),
            [AB, Held("cd", "s1", "t", ("pc", "pd"))],
            "ac",
            ("crowded_out", ("ab", "cd")),
            Remedy("move", "s0", "ab", "s1"),
        ),
    ],
)
def test_a_reason_and_a_remedy(problem, timetable, request_id, reason, remedy):
    code, about, found = only(problem, timetable, request_id)

    assert (code, about) == reason
    assert found == remedy


@settings(
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(problems())
def test_what_the_solver_leaves_out_does_not_fit_and_remedies_work(problem):
    assert_true(problem, solve(problem, pace=Pace(work=300)).timetable)


def test_reasons_of_a_crowded_event_are_true():
    problem = generate(150, 40, 8, 12, blocked=0.2, seed=5, everything=True)

    assert_true(problem, solve(problem, pace=Pace(work=3000)).timetable)


def assert_true(problem: Problem, timetable: tuple[Held, ...]) -> None:
    numbers = {request.id: number for number, request in enumerate(problem.requests)}
    place = {slot.id: number for number, slot in enumerate(problem.slots)}
    for one in unplaced(problem, timetable):
        board = board_of(problem, timetable)
        number = numbers[one.request]
        assert next(board.spots(number), None) is None
        assert one.reason != "fits"
        if one.remedy.do == "move":
            other = numbers[one.remedy.about or ""]
            board.remove(other)
            goes = [way for slot, way in board.spots(number) if slot == place[one.remedy.slot or ""]]
            assert any(_both(problem, board, number, place[one.remedy.slot or ""], way, other) for way in goes)
        if one.remedy.do == "give_up":
            board.remove(numbers[one.remedy.about or ""])
            assert one.remedy.slot in {problem.slots[slot].id for slot, _ in board.spots(number)}


def _both(problem, board, number, slot, way, other):
    """Whether both fit, the second wherever it can."""
    board.place(number, slot, way)
    spot = next(board.spots(other), None)
    board.remove(number)
    return spot is not None
