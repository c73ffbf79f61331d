"""Each rule of the form, broken alone."""

from dataclasses import replace
from typing import Any

import pytest

from app.scheduling.checker import ScheduleFault, find_faults, list_changes, schedule_value
from app.scheduling.problem import (
    PlacedMeeting,
    ProblemCompany,
    ProblemGroup,
    ProblemInterpreter,
    ProblemItem,
    ProblemLimits,
    ProblemNeed,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    ProblemTable,
    SchedulingProblem,
)

SLOTS = (
    *(ProblemSlot(f"s{one}", 0, 540 + 25 * one, 560 + 25 * one) for one in range(3)),
    ProblemSlot("s3", 0, 840, 860),
)
HALL = SchedulingProblem(
    SLOTS,
    (
        ProblemCompany("a", "in"),
        ProblemCompany("b", "in"),
        ProblemCompany("h", "out", table="k"),
        ProblemCompany("g", "out", table="m"),
    ),
    (
        ProblemPerson("pa", ("a",)),
        ProblemPerson("pb", ("b",)),
        ProblemPerson("ph", ("h",)),
        ProblemPerson("pg", ("g",)),
    ),
    (
        ProblemRequest("ah", "a", "h"),
        ProblemRequest("bh", "b", "h"),
        ProblemRequest("ab", "a", "b"),
        ProblemRequest("ag", "a", "g"),
    ),
    (ProblemTable("k", "A"), ProblemTable("l", "A"), ProblemTable("m", "B")),
    (ProblemGroup("in"), ProblemGroup("out", keeps_table=True)),
)
AH, AB = PlacedMeeting("ah", "s0", "k", ("pa", "ph")), PlacedMeeting("ab", "s0", "l", ("pa", "pb"))
MA = ProblemInterpreter("ma", ("en", "zh"))


def needing(need: ProblemNeed, *who: ProblemInterpreter) -> SchedulingProblem:
    return replace(HALL, requests=(replace(HALL.requests[0], need=need), *HALL.requests[1:]), interpreters=who)


def about(request: str, **change: Any) -> SchedulingProblem:
    requests = tuple(replace(one, **change) if one.id == request else one for one in HALL.requests)
    return replace(HALL, requests=requests)


def limited(**limits: int) -> SchedulingProblem:
    return replace(HALL, groups=(ProblemGroup("in", ProblemLimits(**limits)), HALL.groups[1]))


def test_a_timetable_without_faults():
    bh, ab = PlacedMeeting("bh", "s1", "k", ("pb", "ph")), replace(AB, slot="s2")

    assert find_faults(HALL, [AH, bh, ab]) == []


def test_a_firm_may_keep_a_table_in_the_zone_of_another_side():
    hall = replace(HALL, tables=(ProblemTable("k", "A", group="elsewhere"), *HALL.tables[1:]))

    assert find_faults(hall, [AH]) == []


@pytest.mark.parametrize(
    ("problem", "timetable", "fault"),
    [
        (HALL, [AH, AH], ScheduleFault("held_twice", "ah")),
        (HALL, [replace(AH, request="x")], ScheduleFault("unknown_request", "x")),
        (HALL, [replace(AH, slot="x")], ScheduleFault("unknown_slot", "ah", ("x",))),
        (HALL, [replace(AH, people=None)], ScheduleFault("unknown_person", "ah")),
        (HALL, [replace(AH, table=None)], ScheduleFault("unknown_table", "ah")),
        (HALL, [replace(AH, interpreter="ma")], ScheduleFault("unknown_interpreter", "ah", ("ma",))),
        (about("ah", length=2), [replace(AH, slot="s3")], ScheduleFault("too_long_for_the_day", "ah")),
        (about("ah", length=2), [replace(AH, slot="s2")], ScheduleFault("too_long_for_the_day", "ah")),
        (about("ah", slots=("s1",)), [AH], ScheduleFault("slot_not_allowed", "ah", ("s0",))),
        (replace(HALL, rules=(("out", "in"),)), [AH], ScheduleFault("group_rule", "ah", ("a", "h"))),
        (replace(HALL, met=(("h", "a"),)), [AH], ScheduleFault("already_met", "ah", ("a", "h"))),
        (HALL, [replace(AH, people=("pb", "ph"))], ScheduleFault("stands_for_another_firm", "ah", ("pb", "a"))),
        (
            replace(HALL, people=(ProblemPerson("pa", ("a", "h"), ("s0",)), *HALL.people[1:])),
            [replace(AH, people=("pa", "pa"))],
            ScheduleFault("meets_oneself", "ah", ("pa",)),
        ),
        (
            replace(HALL, people=(ProblemPerson("pa", ("a",), ("s1",)), *HALL.people[1:])),
            [AH],
            ScheduleFault("person_not_free", "ah", ("pa",)),
        ),
        (
            replace(HALL, items=(ProblemItem("plenary", ("s0",), ("pa",)),)),
            [AH],
            ScheduleFault("programme", "ah", ("pa", "plenary")),
        ),
        (HALL, [AH, AB], ScheduleFault("person_taken", "ah", ("pa", "ab", "s0"))),
        (
            HALL,
            [AH, PlacedMeeting("bh", "s0", "k", ("pb", "ph"))],
            ScheduleFault("table_taken", "bh", ("k", "ah", "s0")),
        ),
        (HALL, [replace(AH, table="l")], ScheduleFault("away_from_its_table", "ah", ("h", "l"))),
        (HALL, [replace(AB, table="k")], ScheduleFault("table_is_kept", "ab", ("k",))),
        (
            replace(HALL, tables=(ProblemTable("k", "A"), ProblemTable("l", "A", group="out"), HALL.tables[2])),
            [AB],
            ScheduleFault("table_of_another_side", "ab", ("l",)),
        ),
        (
            replace(HALL, tables=(ProblemTable("k", "A", ("s1",)), *HALL.tables[1:])),
            [AH],
            ScheduleFault("table_closed", "ah", ("k",)),
        ),
        (
            replace(HALL, firms=(*HALL.firms[:2], ProblemCompany("h", "out"), HALL.firms[3])),
            [replace(AH, table="l"), PlacedMeeting("bh", "s1", "k", ("pb", "ph"))],
            ScheduleFault("away_from_its_table", "bh", ("h", "k")),
        ),
        (needing(ProblemNeed(("zh",)), MA), [AH], ScheduleFault("no_interpreter", "ah")),
        (
            needing(ProblemNeed(("fr",)), MA),
            [replace(AH, interpreter="ma")],
            ScheduleFault("wrong_interpreter", "ah", ("ma",)),
        ),
        (
            needing(ProblemNeed(("zh",), "law"), replace(MA, sectors=("trade",))),
            [replace(AH, interpreter="ma")],
            ScheduleFault("wrong_interpreter", "ah", ("ma",)),
        ),
        (
            needing(ProblemNeed(("zh",)), replace(MA, firms=("b",))),
            [replace(AH, interpreter="ma")],
            ScheduleFault("wrong_interpreter", "ah", ("ma",)),
        ),
        (
            needing(ProblemNeed(("zh",)), replace(MA, table="l")),
            [replace(AH, interpreter="ma")],
            ScheduleFault("wrong_interpreter", "ah", ("ma",)),
        ),
        (
            needing(ProblemNeed(("zh",)), replace(MA, slots=("s1",))),
            [replace(AH, interpreter="ma")],
            ScheduleFault("interpreter_not_there", "ah", ("ma",)),
        ),
        (
            replace(needing(ProblemNeed(("zh",)), MA), tables=(ProblemTable("k", "A", chair=False), *HALL.tables[1:])),
            [replace(AH, interpreter="ma")],
            ScheduleFault("no_chair", "ah", ("k",)),
        ),
        (
            replace(HALL, interpreters=(MA,)),
            [replace(AH, interpreter="ma")],
            ScheduleFault("needs_no_interpreter", "ah"),
        ),
        (limited(most=1), [AH, replace(AB, slot="s1")], ScheduleFault("limit", "ab", ("a", "1"))),
        (limited(run=1), [AH, replace(AB, slot="s1")], ScheduleFault("run_too_long", "ab", ("pa",))),
        (
            replace(HALL, walking={("B", "A"): 6}),
            [AH, PlacedMeeting("ag", "s1", "m", ("pa", "pg"))],
            ScheduleFault("too_far_to_walk", "ag", ("pa", "ah")),
        ),
        (
            replace(HALL, precedences=(("ab", "ah"),)),
            [AH, replace(AB, slot="s1")],
            ScheduleFault("precedence", "ah", ("ab",)),
        ),
        (replace(HALL, fixed=(PlacedMeeting("ah", "s1"),)), [AH], ScheduleFault("not_as_fixed", "ah", ("s1",))),
        (replace(HALL, fixed=(PlacedMeeting("ah", "s1"),)), [], ScheduleFault("not_as_fixed", "ah", ("s1",))),
    ],
)
def test_a_broken_rule_is_found(problem, timetable, fault):
    assert fault in find_faults(problem, timetable)


def test_a_run_ends_at_a_pause_and_a_walk_has_time_in_it():
    far = replace(limited(run=1), walking={("A", "B"): 60})

    assert find_faults(far, [replace(AH, slot="s2"), PlacedMeeting("ag", "s3", "m", ("pa", "pg"))]) == []


def test_value_counts_minima_and_changes():
    problem = replace(limited(least=1), standing=(replace(AH, slot="s1"),))

    assert schedule_value(problem, [AH]) == 3 + 2000 - 1_000_000
    assert list_changes(problem, [AH]) == [replace(AH, slot="s1")]
    assert schedule_value(problem, [replace(AH, slot="s1")]) == 3 + 2000
