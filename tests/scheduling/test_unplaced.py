"""Why requests are not held: the reason is true, and the remedy works."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from app.scheduling import checker
from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.pace import SearchPace
from app.scheduling.problem import (
    PlacedMeeting,
    ProblemCompany,
    ProblemGroup,
    ProblemInterpreter,
    ProblemLimits,
    ProblemNeed,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    ProblemTable,
    SchedulingProblem,
)
from app.scheduling.services.remedies import DRAFT_REMEDIES, _draft_remedy_act
from app.scheduling.solver import solve_problem
from app.scheduling.unplaced import RequestRemedy, board_with_timetable, list_unplaced, unplaced_json
from tests.bench.generating import generate
from tests.scheduling.problems import problems

SLOTS = tuple(ProblemSlot(f"s{one}", 0, 540 + 25 * one, 560 + 25 * one) for one in range(2))
HALL = SchedulingProblem(
    SLOTS,
    (ProblemCompany("a", "g"), ProblemCompany("b", "g"), ProblemCompany("c", "h"), ProblemCompany("d", "h")),
    (
        ProblemPerson("pa", ("a",)),
        ProblemPerson("pb", ("b",)),
        ProblemPerson("pc", ("c",)),
        ProblemPerson("pd", ("d",)),
    ),
    (ProblemRequest("ab", "a", "b"), ProblemRequest("cd", "c", "d"), ProblemRequest("ac", "a", "c")),
    (ProblemTable("t"), ProblemTable("u")),
    (ProblemGroup("g"), ProblemGroup("h")),
)
AB = PlacedMeeting("ab", "s0", "t", ("pa", "pb"))


def only(
    problem: SchedulingProblem, timetable: list[PlacedMeeting], request: str
) -> tuple[str, tuple[str, ...], RequestRemedy]:
    found = {one.request: one for one in list_unplaced(problem, timetable)}[request]
    return found.reason, found.about, found.remedy


@pytest.mark.parametrize(
    ("problem", "timetable", "request_id", "reason", "remedy"),
    [
        (replace(HALL, rules=(("g", "g"),)), [], "cd", ("group_rule", ()), RequestRemedy("none")),
        (replace(HALL, met=(("b", "a"),)), [], "ab", ("already_met", ()), RequestRemedy("none")),
        (
            # who interprets stays at the table that another firm keeps
            replace(
                HALL,
                firms=(*HALL.firms, ProblemCompany("e", "k", table="u")),
                groups=(*HALL.groups, ProblemGroup("k", keeps_table=True)),
                requests=tuple(replace(request, need=ProblemNeed(("en", "zh"))) for request in HALL.requests),
                interpreters=(ProblemInterpreter("i", ("en", "zh"), table="u"),),
            ),
            [],
            "ab",
            ("no_interpreter", ()),
            RequestRemedy("none"),
        ),
        (replace(HALL, people=HALL.people[1:]), [], "ab", ("no_common_slot", ("a", "b")), RequestRemedy("none")),
        (
            replace(
                HALL,
                people=(ProblemPerson("pa", ("a",), ("s1",)), ProblemPerson("pb", ("b",), ("s0",)), *HALL.people[2:]),
            ),
            [],
            "ab",
            ("no_common_slot", ("a", "b")),
            RequestRemedy("free_person", "s0", "pa"),
        ),
        (
            replace(HALL, groups=(ProblemGroup("g", ProblemLimits(most=0)), ProblemGroup("h"))),
            [],
            "ab",
            ("limit", ("a",)),
            RequestRemedy("raise_limit", "s0", "a b"),
        ),
        (
            # one more would be allowed, and a is taken at the only time
            replace(
                HALL,
                groups=(ProblemGroup("g", ProblemLimits(most=1)), ProblemGroup("h")),
                people=(ProblemPerson("pa", ("a",), ("s0",)), *HALL.people[1:]),
            ),
            [AB],
            "ac",
            ("limit", ("a",)),
            RequestRemedy("give_up", "s0", "ab", None, 3),
        ),
        (
            replace(HALL, requests=(replace(HALL.requests[0], need=ProblemNeed(("zh",))), *HALL.requests[1:])),
            [],
            "ab",
            ("no_interpreter", ()),
            RequestRemedy("none"),
        ),
        (
            replace(HALL, people=(ProblemPerson("pa", ("a",), ("s0",)), *HALL.people[1:])),
            [AB],
            "ac",
            ("firm_full", ("a",)),
            RequestRemedy("give_up", "s0", "ab", None, 3),
        ),
        (
            # c keeps table t, and who sits there is a friend of c's
            replace(
                HALL,
                slots=SLOTS[:1],
                firms=(*HALL.firms[:2], replace(HALL.firms[2], table="t"), replace(HALL.firms[3], table="t")),
                requests=(*HALL.requests, ProblemRequest("bd", "b", "d")),
            ),
            [PlacedMeeting("bd", "s0", "t", ("pb", "pd"))],
            "ac",
            ("table_taken", ("s0",)),
            RequestRemedy("give_up", "s0", "bd", None, 3),
        ),
        (
            replace(HALL, firms=(replace(HALL.firms[0], limits=ProblemLimits(run=1)), *HALL.firms[1:])),
            [AB],
            "ac",
            ("run", ()),
            RequestRemedy("give_up", "s0", "ab", None, 3),
        ),
        (
            # five minutes between the two slots, ten to the other zone, where the second table is; t closes
            replace(
                HALL,
                tables=(ProblemTable("t", "N", ("s0",)), ProblemTable("u", "S", ("s1",))),
                walking={("N", "S"): 10},
            ),
            [AB],
            "ac",
            ("walking", ()),
            RequestRemedy("give_up", "s0", "ab", None, 3),
        ),
        (
            replace(HALL, precedences=(("ac", "cd"),)),
            [PlacedMeeting("cd", "s0", "t", ("pc", "pd"))],
            "ac",
            ("precedence", ()),
            RequestRemedy("move", "s0", "cd", "s1"),
        ),
        (
            # the asked would sit at its own table, and the only one is kept by the asker
            replace(
                HALL,
                groups=(ProblemGroup("g"), ProblemGroup("h", keeps_table=True)),
                firms=(replace(HALL.firms[0], table="t"), *HALL.firms[1:]),
                tables=(ProblemTable("t"),),
            ),
            [],
            "ac",
            ("no_table", ()),
            RequestRemedy("none"),
        ),
        (
            replace(HALL, tables=(ProblemTable("t", slots=("s0",)),)),
            [AB],
            "cd",
            ("tables_full", ("s0",)),
            RequestRemedy("one_more_table", "s0"),
        ),
        (
            replace(
                HALL,
                requests=(replace(HALL.requests[0], need=ProblemNeed(("zh",))), *HALL.requests[1:]),
                interpreters=(ProblemInterpreter("i", ("zh",), slots=()),),
            ),
            [],
            "ab",
            ("no_interpreter_then", ("s0",)),
            RequestRemedy("one_more_interpreter", "s0"),
        ),
        (HALL, [], "ab", ("fits", ()), RequestRemedy("place", "s0")),
        (
            replace(HALL, people=(ProblemPerson("pa", ("a",)), *HALL.people[1:3], ProblemPerson("pd", ("d",)))),
            [AB, PlacedMeeting("cd", "s1", "t", ("pc", "pd"))],
            "ac",
            ("crowded_out", ("ab", "cd")),
            RequestRemedy("move", "s0", "ab", "s1"),
        ),
    ],
)
def test_a_reason_and_a_remedy(problem, timetable, request_id, reason, remedy):
    code, about, found = only(problem, timetable, request_id)

    assert (code, about) == reason
    assert found == remedy


@pytest.mark.full
@settings(
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(problems())
def test_what_the_solver_leaves_out_does_not_fit_and_remedies_work(problem):
    assert_true(problem, solve_problem(problem, pace=SearchPace(work=300)).timetable)


@pytest.mark.full
def test_reasons_of_a_crowded_event_are_true():
    problem = generate(150, 40, 8, 12, blocked=0.2, seed=5, everything=True)

    assert_true(problem, solve_problem(problem, pace=SearchPace(work=3000)).timetable)


@pytest.mark.full
def test_reasons_are_true_where_tables_and_interpreters_have_the_same_ids():
    """As the rows of an event do, which are counted by kind."""
    problem = numbered(generate(150, 40, 8, 12, blocked=0.2, seed=5, everything=True))

    assert {one.id for one in problem.interpreters} <= {firm.table for firm in problem.firms}
    assert_true(problem, solve_problem(problem, pace=SearchPace(work=3000)).timetable)


def numbered(problem: SchedulingProblem) -> SchedulingProblem:
    """Tables, those that firms keep before the others, and interpreters are called 1, 2, 3, …"""
    kept = dict.fromkeys(firm.table for firm in problem.firms if firm.table)
    tables = {one: str(number + 1) for number, one in enumerate({**kept, **{each.id: 0 for each in problem.tables}})}
    return replace(
        problem,
        tables=tuple(replace(one, id=tables[one.id]) for one in problem.tables),
        firms=tuple(replace(one, table=tables[one.table] if one.table else None) for one in problem.firms),
        interpreters=tuple(
            replace(one, id=str(number + 1), table=tables[one.table] if one.table else None)
            for number, one in enumerate(problem.interpreters)
        ),
        fixed=tuple(replace(held, table=None, interpreter=None) for held in problem.fixed),
    )


def assert_true(problem: SchedulingProblem, timetable: tuple[PlacedMeeting, ...]) -> None:
    numbers = {request.id: number for number, request in enumerate(problem.requests)}
    place = {slot.id: number for number, slot in enumerate(problem.slots)}
    for one in list_unplaced(problem, timetable):
        board = board_with_timetable(problem, timetable)
        number = numbers[one.request]
        assert next(board.spots(number), None) is None
        assert one.reason != "fits"
        if one.remedy.do in DRAFT_REMEDIES:
            after = _draft_remedy_act(one.request, unplaced_json([one])[0]["remedy"])(
                ManualSchedule(problem, timetable)
            )
            assert {one.request} <= {*after}
            assert checker.find_faults(problem, tuple(after.values())) == []
        if one.remedy.do == "move":
            other = numbers[one.remedy.about or ""]
            board.remove(other)
            goes = [way for slot, way in board.spots(number) if slot == place[one.remedy.slot or ""]]
            assert any(_both(problem, board, number, place[one.remedy.slot or ""], way, other) for way in goes)
        if one.remedy.do in MORE:
            assert one.remedy.slot in {held.slot for held in _placed_with_more(problem, timetable, one)}
        if one.remedy.do == "give_up":
            board.remove(numbers[one.remedy.about or ""])
            assert one.remedy.slot in {problem.slots[slot].id for slot, _ in board.spots(number)}


MORE = ("raise_limit", "one_more_table", "one_more_interpreter")


def _placed_with_more(problem, timetable, one):
    """How it could be held in each slot, once there is more of what is lacking; by hand, where the checker judges."""
    larger = _with_more(
        problem, one.remedy.do, {request.id: request for request in problem.requests}[one.request], one.remedy.about
    )
    return [
        spot.placed for each in larger for spot in ManualSchedule(each, timetable).spots(one.request) if spot.is_free
    ]


def _with_more(problem, what, request, about):
    if what == "raise_limit":
        return [_with_higher_limits(problem, about.split())]
    if what == "one_more_table":
        zones = sorted({table.zone for table in problem.tables})
        return [replace(problem, tables=(*problem.tables, ProblemTable("new", zone))) for zone in zones]
    helper = ProblemInterpreter("new", request.need.languages)
    return [replace(problem, interpreters=(*problem.interpreters, helper))]


def _with_higher_limits(problem, full):
    """Of the firms that are full, one meeting more for each."""
    groups = {group.id: group.limits.most for group in problem.groups}

    def higher(firm):
        most = groups.get(firm.group) if firm.limits.most is None else firm.limits.most
        return replace(firm, limits=replace(firm.limits, most=(most or 0) + 1))

    return replace(problem, firms=tuple(higher(one) if one.id in full else one for one in problem.firms))


def _both(problem, board, number, slot, way, other):
    """Whether both fit, the second wherever it can."""
    board.place(number, slot, way)
    spot = next(board.spots(other), None)
    board.remove(number)
    return spot is not None
