"""Each rule of the form, broken alone."""

from dataclasses import replace
from typing import Any

import pytest

from app.scheduling.check import changes, faults, value
from app.scheduling.check_known import Fault
from app.scheduling.problem import (
    Firm,
    Group,
    Held,
    Interpreter,
    Item,
    Limits,
    Need,
    Person,
    Problem,
    Request,
    Slot,
    Table,
)

SLOTS = (*(Slot(f"s{one}", 0, 540 + 25 * one, 560 + 25 * one) for one in range(3)), Slot("s3", 0, 840, 860))
HALL = Problem(
    SLOTS,
    (Firm("a", "in"), Firm("b", "in"), Firm("h", "out", table="k"), Firm("g", "out", table="m")),
    (Person("pa", ("a",)), Person("pb", ("b",)), Person("ph", ("h",)), Person("pg", ("g",))),
    (Request("ah", "a", "h"), Request("bh", "b", "h"), Request("ab", "a", "b"), Request("ag", "a", "g")),
    (Table("k", "A"), Table("l", "A"), Table("m", "B")),
    (Group("in"), Group("out", keeps_table=True)),
)
AH, AB = Held("ah", "s0", "k", ("pa", "ph")), Held("ab", "s0", "l", ("pa", "pb"))
MA = Interpreter("ma", ("en", "zh"))


def needing(need: Need, *who: Interpreter) -> Problem:
    return replace(HALL, requests=(replace(HALL.requests[0], need=need), *HALL.requests[1:]), interpreters=who)


def about(request: str, **change: Any) -> Problem:
    requests = tuple(replace(one, **change) if one.id == request else one for one in HALL.requests)
    return replace(HALL, requests=requests)


def limited(**limits: int) -> Problem:
    return replace(HALL, groups=(Group("in", Limits(**limits)), HALL.groups[1]))


def test_a_timetable_without_faults():
    bh, ab = Held("bh", "s1", "k", ("pb", "ph")), replace(AB, slot="s2")

    assert faults(HALL, [AH, bh, ab]) == []


def test_a_firm_may_keep_a_table_in_the_zone_of_another_side():
    hall = replace(HALL, tables=(Table("k", "A", group="elsewhere"), *HALL.tables[1:]))

    assert faults(hall, [AH]) == []


@pytest.mark.parametrize(
    ("problem", "timetable", "fault"),
    [
        (HALL, [AH, AH], Fault("held_twice", "ah")),
        (HALL, [replace(AH, request="x")], Fault("unknown_request", "x")),
        (HALL, [replace(AH, slot="x")], Fault("unknown_slot", "ah", ("x",))),
        (HALL, [replace(AH, people=None)], Fault("unknown_person", "ah")),
        (HALL, [replace(AH, table=None)], Fault("unknown_table", "ah")),
        (HALL, [replace(AH, interpreter="ma")], Fault("unknown_interpreter", "ah", ("ma",))),
        (about("ah", length=2), [replace(AH, slot="s3")], Fault("too_long_for_the_day", "ah")),
        (about("ah", length=2), [replace(AH, slot="s2")], Fault("too_long_for_the_day", "ah")),
        (about("ah", slots=("s1",)), [AH], Fault("slot_not_allowed", "ah", ("s0",))),
        (replace(HALL, rules=(("out", "in"),)), [AH], Fault("group_rule", "ah", ("a", "h"))),
        (replace(HALL, met=(("h", "a"),)), [AH], Fault("already_met", "ah", ("a", "h"))),
        (HALL, [replace(AH, people=("pb", "ph"))], Fault("stands_for_another_firm", "ah", ("pb", "a"))),
        (
            replace(HALL, people=(Person("pa", ("a", "h"), ("s0",)), *HALL.people[1:])),
            [replace(AH, people=("pa", "pa"))],
            Fault("meets_oneself", "ah", ("pa",)),
        ),
        (
            replace(HALL, people=(Person("pa", ("a",), ("s1",)), *HALL.people[1:])),
            [AH],
            Fault("person_not_free", "ah", ("pa",)),
        ),
        (replace(HALL, items=(Item("plenary", ("s0",), ("pa",)),)), [AH], Fault("programme", "ah", ("pa", "plenary"))),
        (HALL, [AH, AB], Fault("person_taken", "ah", ("pa", "ab", "s0"))),
        (
            HALL,
            [AH, Held("bh", "s0", "k", ("pb", "ph"))],
            Fault("table_taken", "bh", ("k", "ah", "s0")),
        ),
        (HALL, [replace(AH, table="l")], Fault("away_from_its_table", "ah", ("h", "l"))),
        (HALL, [replace(AB, table="k")], Fault("table_is_kept", "ab", ("k",))),
        (
            replace(HALL, tables=(Table("k", "A"), Table("l", "A", group="out"), HALL.tables[2])),
            [AB],
            Fault("table_of_another_side", "ab", ("l",)),
        ),
        (
            replace(HALL, tables=(Table("k", "A", ("s1",)), *HALL.tables[1:])),
            [AH],
            Fault("table_closed", "ah", ("k",)),
        ),
        (
            replace(HALL, firms=(*HALL.firms[:2], Firm("h", "out"), HALL.firms[3])),
            [replace(AH, table="l"), Held("bh", "s1", "k", ("pb", "ph"))],
            Fault("away_from_its_table", "bh", ("h", "k")),
        ),
        (needing(Need(("zh",)), MA), [AH], Fault("no_interpreter", "ah")),
        (
            needing(Need(("fr",)), MA),
            [replace(AH, interpreter="ma")],
            Fault("wrong_interpreter", "ah", ("ma",)),
        ),
        (
            needing(Need(("zh",), "law"), replace(MA, sectors=("trade",))),
            [replace(AH, interpreter="ma")],
            Fault("wrong_interpreter", "ah", ("ma",)),
        ),
        (
            needing(Need(("zh",)), replace(MA, firms=("b",))),
            [replace(AH, interpreter="ma")],
            Fault("wrong_interpreter", "ah", ("ma",)),
        ),
        (
            needing(Need(("zh",)), replace(MA, table="l")),
            [replace(AH, interpreter="ma")],
            Fault("wrong_interpreter", "ah", ("ma",)),
        ),
        (
            needing(Need(("zh",)), replace(MA, slots=("s1",))),
            [replace(AH, interpreter="ma")],
            Fault("interpreter_not_there", "ah", ("ma",)),
        ),
        (
            replace(needing(Need(("zh",)), MA), tables=(Table("k", "A", chair=False), *HALL.tables[1:])),
            [replace(AH, interpreter="ma")],
            Fault("no_chair", "ah", ("k",)),
        ),
        (
            replace(HALL, interpreters=(MA,)),
            [replace(AH, interpreter="ma")],
            Fault("needs_no_interpreter", "ah"),
        ),
        (limited(most=1), [AH, replace(AB, slot="s1")], Fault("limit", "ab", ("a", "1"))),
        (limited(run=1), [AH, replace(AB, slot="s1")], Fault("run_too_long", "ab", ("pa",))),
        (
            replace(HALL, walking={("B", "A"): 6}),
            [AH, Held("ag", "s1", "m", ("pa", "pg"))],
            Fault("too_far_to_walk", "ag", ("pa", "ah")),
        ),
        (replace(HALL, precedences=(("ab", "ah"),)), [AH, replace(AB, slot="s1")], Fault("precedence", "ah", ("ab",))),
        (replace(HALL, fixed=(Held("ah", "s1"),)), [AH], Fault("not_as_fixed", "ah", ("s1",))),
        (replace(HALL, fixed=(Held("ah", "s1"),)), [], Fault("not_as_fixed", "ah", ("s1",))),
    ],
)
def test_a_broken_rule_is_found(problem, timetable, fault):
    assert fault in faults(problem, timetable)


def test_a_run_ends_at_a_pause_and_a_walk_has_time_in_it():
    far = replace(limited(run=1), walking={("A", "B"): 60})

    assert faults(far, [replace(AH, slot="s2"), Held("ag", "s3", "m", ("pa", "pg"))]) == []


def test_value_counts_minima_and_changes():
    problem = replace(limited(least=1), standing=(replace(AH, slot="s1"),))

    assert value(problem, [AH]) == 3 + 2000 - 1_000_000
    assert changes(problem, [AH]) == [replace(AH, slot="s1")]
    assert value(problem, [replace(AH, slot="s1")]) == 3 + 2000
