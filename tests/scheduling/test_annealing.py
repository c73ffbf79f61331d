"""What holds of a search that is cooled slowly."""

from random import Random

import pytest

from app.scheduling import checker
from app.scheduling.annealing import Annealer
from app.scheduling.board import ScheduleBoard
from app.scheduling.bounds import CapacityRules
from app.scheduling.compiled_problem import compiled_problem, with_fixed_tables
from app.scheduling.local_search import place_in_order
from app.scheduling.pace import SearchPace
from app.scheduling.relaxation import solve_program, timed_program
from app.scheduling.table_assignment import assign_tables
from tests.bench.generating import generate

pytest.importorskip("highspy")

BLOCKED = {
    "few_tables": generate(300, 60, 10, 9, blocked=0.6, seed=3),
    "many_tables": generate(300, 60, 10, 30, blocked=0.6, seed=3),
}


def cooled(problem, work):
    """The boards before and after, and the values that were found."""
    of, rules = compiled_problem(problem), CapacityRules(problem)
    board = ScheduleBoard(of)
    place_in_order(board, range(len(of.begin)), lambda: False, chains=False)
    before = board.value
    builder = timed_program(rules, [begin != 0 for begin in of.begin])
    assert builder is not None
    program = builder.program()
    answer = solve_program(program, method="ipm")
    assert answer.x is not None
    assert answer.prices is not None
    found: list[int] = []
    asked = builder.asked(program, answer.prices, builder.taken(answer.x))
    Annealer(board, Random(1), asked, found.append, 1 << 62).run(SearchPace(work=work))
    return before, board, found, answer.bound


@pytest.mark.full
@pytest.mark.parametrize("hall", BLOCKED)
def test_it_ends_with_the_best_that_it_found_and_near_the_bound(hall):
    before, board, found, most = cooled(BLOCKED[hall], 20_000)

    assert found == sorted(found)
    assert board.value == found[-1] > before
    assert 0.99 * most < board.value <= most
    assert checker.find_faults(with_fixed_tables(BLOCKED[hall]), assign_tables(board)) == []


@pytest.mark.full
def test_the_same_work_finds_the_same():
    boards = [cooled(BLOCKED["many_tables"], 5_000)[1] for _ in range(2)]

    assert boards[0].where == boards[1].where
