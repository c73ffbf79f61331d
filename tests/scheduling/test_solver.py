"""What holds of every timetable of the solver, over random problems; and that it finds the best of tiny ones."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.scheduling import checker
from app.scheduling.bounds import certificate_json, parse_certificate, proven_bound, transferred_certificate
from app.scheduling.pace import SearchPace
from app.scheduling.problem import (
    PlacedMeeting,
    ProblemCompany,
    ProblemGroup,
    ProblemInterpreter,
    ProblemNeed,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    ProblemTable,
    SchedulingProblem,
)
from app.scheduling.solver import solve_problem
from tests.bench.generating import generate
from tests.scheduling.problems import best_value, problems

pytest.importorskip("highspy")
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
FEW = settings(max_examples=40, suppress_health_check=SLOW, derandomize=True)
WORK = 3000


def planned(problem):
    return solve_problem(problem, pace=SearchPace(work=WORK))


@pytest.mark.full
@FEW
@given(problems())
def test_a_timetable_has_no_faults_and_is_worth_at_most_the_bound(problem):
    plan = planned(problem)

    assert checker.find_faults(problem, plan.timetable) == []
    assert checker.schedule_value(problem, plan.timetable) == plan.value
    assert plan.value <= plan.bound
    assert proven_bound(problem, parse_certificate(certificate_json(plan.certificate))) == plan.bound


@pytest.mark.full
@FEW
@given(problems(most_slots=3, most_firms=4, most_requests=3))
def test_the_bound_is_above_the_best_of_a_tiny_problem_and_the_best_is_found(problem):
    assume(len(problem.tables) <= 2)
    best = best_value(problem)

    plan = planned(problem)

    assert plan.bound >= best
    assert plan.value == best


@pytest.mark.full
@FEW
@given(problems(rich=False), st.sampled_from(["table", "slot"]))
def test_another_table_or_free_slot_never_lowers_a_proven_value(problem, more):
    blocked = replace(problem.people[0], slots=(problem.slots[0].id,))
    before = replace(problem, people=(blocked, *problem.people[1:])) if more == "slot" else problem
    after = problem
    if more == "table":
        after = replace(problem, tables=(*problem.tables, replace(problem.tables[0], id="another", slots=None)))

    one, other = planned(before), planned(after)

    assert other.bound >= one.value
    assert one.status != "optimal" or other.status != "optimal" or other.value >= one.value


@pytest.mark.full
@FEW
@given(problems())
def test_repairing_what_nothing_happened_to_changes_nothing(problem):
    standing = planned(problem).timetable

    repaired = planned(replace(problem, standing=standing)).timetable

    assert [held for held in repaired if held.request in {one.request for one in standing}] == [*standing]


def test_a_generated_event_is_proven(tmp_path):
    plan = solve_problem(generate(400, 90, 12, 30, blocked=0.1, seed=1), pace=SearchPace(work=200))

    assert (plan.status, plan.value) == ("optimal", plan.bound)


def test_a_search_that_is_stopped_ends_at_once_within_a_program_too():
    """By the time of the processor: a single program here takes four seconds of it, and may take thirty."""
    problem, begun = generate(600, 90, 14, 30, blocked=0.35, seed=3), process_time()

    def took() -> float:
        return process_time() - begun

    plan = solve_problem(problem, pace=SearchPace(lambda: took() / 60, 60, stopped=lambda: took() > 0.5))

    assert took() < 2
    assert checker.find_faults(problem, plan.timetable) == []
    assert (plan.value or 0) >= 0.95 * (plan.bound or 1)


@pytest.mark.full
def test_the_same_seed_and_work_make_the_same_timetable():
    problem = generate(150, 40, 8, 12, blocked=0.4, seed=5, everything=True)

    assert solve_problem(problem, pace=SearchPace(work=WORK)) == solve_problem(problem, pace=SearchPace(work=WORK))


@pytest.mark.full
def test_everything_on_keeps_within_the_rules():
    problem = generate(150, 40, 8, 12, blocked=0.2, seed=5, everything=True)

    plan = planned(problem)

    assert checker.find_faults(problem, plan.timetable) == []
    assert plan.value > 0.9 * plan.bound


def test_nothing_to_hold_is_proven():
    empty = generate(0, 5, 1, 2, blocked=1.0, seed=0)

    assert (planned(empty).status, planned(empty).timetable) == ("optimal", ())


def test_what_is_fixed_twice_over_is_infeasible():
    problem = generate(3, 3, 4, 2, blocked=0.0, seed=0)
    both = tuple(PlacedMeeting(request.id, problem.slots[1].id) for request in problem.requests)

    assert solve_problem(replace(problem, fixed=both)).status == "infeasible"


@pytest.mark.full
def test_a_lost_table_moves_as_few_as_must_be():
    problem = generate(40, 16, 6, 7, blocked=0.0, seed=2)
    standing = planned(problem).timetable
    lost = problem.tables[0].id
    there = [held for held in standing if held.table == lost]

    closed = replace(problem.tables[0], slots=())
    repaired = planned(replace(problem, standing=standing, tables=(closed, *problem.tables[1:])))

    changed = checker.list_changes(replace(problem, standing=standing), repaired.timetable)
    assert changed == there


def test_firms_that_keep_their_tables_lose_no_time_with_a_lost_one():
    problem = generate(60, 24, 8, 14, blocked=0.0, seed=4)
    sits = {firm.id for firm in problem.firms[::2]}
    problem = replace(
        problem,
        groups=(ProblemGroup("sits", keeps_table=True), ProblemGroup("walks")),
        firms=tuple(replace(one, group="sits" if one.id in sits else "walks") for one in problem.firms),
        requests=tuple(one for one in problem.requests if (one.asker in sits) != (one.asked in sits)),
    )
    standing = planned(problem).timetable
    lost = standing[0].table
    there = {held.request: held.slot for held in standing if held.table == lost}

    tables = tuple(replace(one, slots=()) if one.id == lost else one for one in problem.tables)
    after = replace(problem, standing=standing, tables=tables)
    repaired = planned(after)

    assert checker.find_faults(after, repaired.timetable) == []
    assert {held.request for held in checker.list_changes(after, repaired.timetable)} == {*there}
    assert {held.request: held.slot for held in repaired.timetable if held.request in there} == there


def test_who_must_go_to_another_table_keeps_the_time():
    problem = generate(60, 24, 8, 14, blocked=0.0, seed=4)
    standing = planned(problem).timetable
    lost = {table.id for table in problem.tables[:3]}
    there = {held.request: (held.slot, held.people) for held in standing if held.table in lost}
    full = {held.slot for held in standing if sum(one.slot == held.slot for one in standing) > len(problem.tables) - 3}

    tables = tuple(replace(one, slots=()) if one.id in lost else one for one in problem.tables)
    after = replace(problem, standing=standing, tables=tables)
    repaired = planned(after)

    assert checker.find_faults(after, repaired.timetable) == []
    assert repaired.value == repaired.bound
    kept = {held.request: (held.slot, held.people) for held in repaired.timetable if held.request in there}
    assert [one for one, (slot, _people) in there.items() if slot not in full and kept.get(one) != there[one]] == []


@pytest.mark.full
@pytest.mark.parametrize("gone", ["table", "person"])
def test_a_repair_is_proven_though_some_cannot_stay(gone):
    problem = generate(40, 16, 6, 7, blocked=0.0, seed=2)
    standing = planned(problem).timetable
    tables, people = problem.tables, problem.people
    if gone == "table":
        tables = tuple(replace(one, slots=()) if one.id == standing[0].table else one for one in tables)
    else:
        people = tuple(replace(one, slots=()) if one.id in standing[0].people[:1] else one for one in people)

    plan = planned(replace(problem, standing=standing, tables=tables, people=people))

    assert (plan.status, plan.value) == ("optimal", plan.bound)


def _all_blocked(problem):
    return replace(problem, people=tuple(replace(person, slots=()) for person in problem.people))


def _everyone_wants_one(problem):
    one = problem.firms[0].id
    others = [firm.id for firm in problem.firms[1:]]
    pairs = zip(problem.requests, others, strict=True)
    return replace(problem, requests=tuple(replace(request, asked=one, asker=other) for request, other in pairs))


def _on_two_days(problem):
    half = len(problem.slots) // 2
    slots = (replace(slot, day=place // half) for place, slot in enumerate(problem.slots))
    return replace(problem, slots=tuple(slots))


def _of_mixed_lengths(problem):
    lengths = (replace(request, length=1 + place % 3) for place, request in enumerate(problem.requests))
    return replace(problem, requests=tuple(lengths))


def _without_people(problem, firms):
    gone = {firm.id for firm in problem.firms[:firms]}
    return replace(problem, people=tuple(person for person in problem.people if gone.isdisjoint(person.firms)))


def _helped_at_a_table_of_others(problem):
    """Everybody needs the one interpreter, who stays at the table of a firm that wants nobody."""
    host = ProblemCompany("host", "hosts", table=problem.tables[0].id)
    need = ProblemNeed(("en", "zh"))
    return replace(
        problem,
        firms=(*problem.firms, host),
        groups=(*problem.groups, ProblemGroup("hosts", keeps_table=True)),
        requests=tuple(replace(request, need=need) for request in problem.requests),
        interpreters=(ProblemInterpreter("i", need.languages, table=host.table),),
    )


ADVERSARIES = {
    "no_requests": lambda: generate(0, 10, 6, 4, blocked=0.1, seed=3),
    "one_slot": lambda: generate(60, 24, 1, 5, blocked=0.0, seed=3),
    "one_table": lambda: generate(60, 24, 6, 1, blocked=0.1, seed=3),
    "all_blocked": lambda: _all_blocked(generate(60, 24, 6, 5, blocked=0.1, seed=3)),
    "everyone_wants_one_firm": lambda: _everyone_wants_one(generate(23, 24, 6, 5, blocked=0.0, seed=3)),
    "some_firms_without_people": lambda: _without_people(generate(60, 24, 6, 5, blocked=0.1, seed=3), 4),
    "no_people": lambda: _without_people(generate(60, 24, 6, 5, blocked=0.1, seed=3), 24),
    "an_interpreter_who_can_reach_nobody": lambda: _helped_at_a_table_of_others(
        generate(60, 24, 6, 5, blocked=0.1, seed=3)
    ),
    "two_days": lambda: _on_two_days(generate(60, 24, 6, 5, blocked=0.1, seed=3)),
    "mixed_lengths": lambda: _of_mixed_lengths(generate(60, 24, 6, 5, blocked=0.1, seed=3)),
    "everything_on_two_days_of_mixed_lengths": lambda: _on_two_days(
        _of_mixed_lengths(generate(60, 24, 6, 5, blocked=0.2, seed=3, everything=True))
    ),
}


@pytest.mark.parametrize("adversary", ADVERSARIES)
def test_the_worst_instances_break_no_rule_and_no_bound(adversary):
    problem = ADVERSARIES[adversary]()

    for plan in (
        planned(problem),
        solve_problem(problem, pace=SearchPace(work=1)),
        solve_problem(problem, seed=9, pace=SearchPace(work=500)),
    ):
        assert checker.find_faults(problem, plan.timetable) == []
        assert checker.schedule_value(problem, plan.timetable) == plan.value
        if plan.certificate is not None:
            assert (plan.value or 0) <= proven_bound(problem, plan.certificate) == plan.bound


@FEW
@given(problems(most_slots=3, most_firms=4, most_requests=3))
def test_the_prices_of_one_problem_bound_another(problem):
    assume(len(problem.tables) <= 2)
    certificate = planned(problem).certificate
    larger = replace(
        problem,
        people=tuple(replace(person, slots=None) for person in problem.people[1:]),
        requests=tuple(request for request in problem.requests if problem.people[0].firms[0] not in _sides(request)),
        precedences=(),
        items=(),
        tables=(*problem.tables, ProblemTable("another")),
    )

    assert proven_bound(larger, transferred_certificate(larger, certificate)) >= best_value(larger)


def _sides(request):
    return request.asker, request.asked


def test_interpreters_who_could_do_the_same_take_turns():
    """A firm meets all day long, and two interpret between it and everybody."""
    slots = tuple(ProblemSlot(f"s{one}", 0, 540 + 30 * one, 565 + 30 * one) for one in range(6))
    firms = [f"f{one}" for one in range(7)]
    need = ProblemNeed(("en", "zh"))
    problem = SchedulingProblem(
        slots,
        tuple(ProblemCompany(firm) for firm in firms),
        tuple(ProblemPerson(f"p-{firm}", (firm,)) for firm in firms),
        tuple(ProblemRequest(firm, firms[0], firm, need=need) for firm in firms[1:]),
        interpreters=(ProblemInterpreter("i", need.languages), ProblemInterpreter("j", need.languages)),
    )

    worked = [held.interpreter for held in sorted(planned(problem).timetable, key=lambda held: held.slot)]

    assert worked in (["i", "j"] * 3, ["j", "i"] * 3)
