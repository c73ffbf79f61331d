"""What holds of a search that is cooled slowly."""

from random import Random

import pytest

from app.scheduling import check
from app.scheduling.board import Board
from app.scheduling.compiling import compiled
from app.scheduling.cooling import Cooler
from app.scheduling.greedy import fill
from app.scheduling.highs import solve
from app.scheduling.pace import Pace
from app.scheduling.relaxation import timed
from app.scheduling.rules import Rules
from app.scheduling.seating import seated
from app.scheduling.tables import seat
from tests.bench.generating import generate

pytest.importorskip("highspy")

BLOCKED = {
    "few_tables": generate(300, 60, 10, 9, blocked=0.6, seed=3),
    "many_tables": generate(300, 60, 10, 30, blocked=0.6, seed=3),
}


def cooled(problem, work):
    """The boards before and after, and the values that were found."""
    of, rules = compiled(problem), Rules(problem)
    board = Board(of)
    fill(board, range(len(of.begin)), lambda: False, chains=False)
    before = board.value
    builder = timed(rules, [begin != 0 for begin in of.begin])
    assert builder is not None
    program = builder.program()
    answer = solve(program, method="ipm")
    assert answer.x is not None
    assert answer.prices is not None
    found: list[int] = []
    asked = builder.asked(program, answer.prices, builder.taken(answer.x))
    Cooler(board, Random(1), asked, found.append, 1 << 62).run(Pace(work=work))
    return before, board, found, answer.bound


@pytest.mark.full
@pytest.mark.parametrize("hall", BLOCKED)
def test_it_ends_with_the_best_that_it_found_and_near_the_bound(hall):
    before, board, found, most = cooled(BLOCKED[hall], 20_000)

    assert found == sorted(found)
    assert board.value == found[-1] > before
    assert 0.99 * most < board.value <= most
    assert check.faults(seated(BLOCKED[hall]), seat(board)) == []


@pytest.mark.full
def test_the_same_work_finds_the_same():
    boards = [cooled(BLOCKED["many_tables"], 5_000)[1] for _ in range(2)]

    assert boards[0].where == boards[1].where
