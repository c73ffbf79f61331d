"""What holds of slots that are planned anew at once."""

from random import Random

import pytest

from app.scheduling.board import ScheduleBoard
from app.scheduling.compiled_problem import compiled_problem
from app.scheduling.replanning import Replanner
from tests.bench.generating import generate

pytest.importorskip("highspy")


def replanned(seed):
    board = ScheduleBoard(compiled_problem(generate(60, 24, 5, 8, blocked=0.5, seed=1)))
    Replanner(board, Random(seed), lambda _: None, lambda: False, 1 << 62).replan(list(range(5)), None)
    return board


def test_of_timetables_worth_the_same_another_is_taken_each_time_and_none_worth_less():
    found = [replanned(seed) for seed in range(6)]

    assert len({board.value for board in found}) == 1
    assert len({tuple(board.where) for board in found}) > 1
