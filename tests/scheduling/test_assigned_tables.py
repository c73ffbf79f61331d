"""Which table each firm of a side that sits is given for the day."""

from dataclasses import replace

from app.scheduling.compiled_problem import with_fixed_tables
from app.scheduling.problem import (
    PlacedMeeting,
    ProblemCompany,
    ProblemGroup,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    ProblemTable,
    SchedulingProblem,
)

SLOTS = tuple(ProblemSlot(f"s{one}", 0, 540 + 30 * one, 565 + 30 * one) for one in range(3))
HALL = SchedulingProblem(
    SLOTS,
    (ProblemCompany("a", "in"), ProblemCompany("b", "in"), ProblemCompany("h", "out")),
    tuple(ProblemPerson(f"p{one}", (one,)) for one in "abh"),
    (ProblemRequest("ah", "a", "h"), ProblemRequest("bh", "b", "h")),
    (ProblemTable("k"), ProblemTable("l"), ProblemTable("m")),
    (ProblemGroup("in", keeps_table=True), ProblemGroup("out")),
)


def tables(problem: SchedulingProblem) -> list[str | None]:
    return [firm.table for firm in with_fixed_tables(problem).firms]


def test_each_firm_of_a_side_that_sits_is_given_one_while_they_last_then_they_share():
    assert tables(HALL) == ["k", "l", None]
    assert tables(replace(HALL, tables=HALL.tables[:1])) == ["k", "k", None]


def test_none_is_given_a_table_of_another_side():
    hall = replace(HALL, tables=(ProblemTable("k", group="out"), ProblemTable("l", group="in"), ProblemTable("m")))

    assert tables(hall) == ["l", "m", None]
    assert tables(replace(hall, tables=hall.tables[:1])) == [None, None, None]


def test_tables_of_the_own_side_are_given_though_they_come_last_in_the_hall():
    loose = (*HALL.requests, *(ProblemRequest(f"x{n}", "c", "h") for n in range(4)))
    firms = (*HALL.firms, ProblemCompany("c", "other"))
    hall = replace(HALL, firms=firms, requests=loose, tables=(*HALL.tables[:2], ProblemTable("m", group="in")))
    closed = replace(hall, tables=(ProblemTable("k", group="out"), ProblemTable("l", group="out"), hall.tables[2]))

    assert tables(closed) == ["m", "m", None, None]


def test_who_sits_at_a_table_of_another_side_by_now_is_given_one_where_it_may():
    stands = PlacedMeeting("ah", "s0", "k", ("pa", "ph"))

    assert tables(replace(HALL, standing=(stands,))) == ["k", "l", None]
    assert tables(replace(HALL, standing=(stands,), tables=(ProblemTable("k", group="out"), *HALL.tables[1:]))) == [
        "l",
        "m",
        None,
    ]


def test_who_sits_at_a_table_that_is_lost_is_given_another_one():
    stands = PlacedMeeting("ah", "s0", "k", ("pa", "ph"))
    lost = (ProblemTable("k", slots=()), *HALL.tables[1:])

    assert tables(replace(HALL, standing=(stands,), tables=lost)) == ["l", "m", None]
    assert tables(replace(HALL, tables=lost)) == ["l", "m", None]


def test_who_sits_at_a_table_that_is_lost_for_some_time_stays_there_for_the_rest():
    stands = (PlacedMeeting("ah", "s0", "k", ("pa", "ph")), PlacedMeeting("bh", "s1", "l", ("pb", "ph")))
    partly = (ProblemTable("k", slots=("s0",)), *HALL.tables[1:])

    assert tables(replace(HALL, standing=stands, tables=partly)) == ["k", "l", None]


def test_where_a_firm_sits_at_several_tables_it_is_given_the_one_where_it_sits_most():
    requests = (*HALL.requests, ProblemRequest("ah2", "a", "h"), ProblemRequest("ah3", "a", "h"))
    seats = zip(("ah", "ah2", "ah3"), ("s0", "s1", "s2"), ("l", "l", "m"), strict=True)
    stands = tuple(PlacedMeeting(one, slot, table, ("pa", "ph")) for one, slot, table in seats)

    assert tables(replace(HALL, requests=requests, standing=stands))[0] == "l"


def test_tables_that_are_open_longest_are_given_first():
    hall = replace(HALL, tables=(ProblemTable("k", slots=("s0",)), *HALL.tables[1:]))

    assert tables(hall) == ["l", "m", None]


def test_another_table_is_sought_in_the_zone_of_the_lost_one():
    stands = PlacedMeeting("ah", "s0", "k", ("pa", "ph"))
    hall = replace(HALL, tables=(ProblemTable("k", "N", slots=()), ProblemTable("l", "S"), ProblemTable("m", "N")))

    assert tables(replace(hall, standing=(stands,))) == ["m", "l", None]
    assert tables(hall) == ["l", "m", None]
