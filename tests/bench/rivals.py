"""What timetables are measured against: slots filled greedily in the order of the alphabet, and CP-SAT as it comes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from app.scheduling import checker
from app.scheduling.board import ScheduleBoard
from app.scheduling.compiled_problem import NOWHERE, CompiledProblem, compiled_problem
from app.scheduling.problem import SchedulingProblem
from app.scheduling.table_assignment import assign_tables


def alphabetical(problem: SchedulingProblem) -> int:
    """The value when each firm, in the order of names, takes the first spot for each of its requests."""
    of = compiled_problem(problem)
    board = ScheduleBoard(of)
    fixed = sorted(of.fixed)
    by_name = sorted(range(len(of.begin)), key=lambda one: (problem.requests[one].asker, problem.requests[one].asked))
    for one in (*fixed, *by_name):
        spot = next(board.spots(one), None) if board.where[one] == NOWHERE else None
        if spot is not None:
            board.place(one, *spot)
    return checker.schedule_value(problem, assign_tables(board))


def default_cp_sat(problem: SchedulingProblem, seconds: float) -> int | None:
    """The best value that it finds with a Boolean for each request and slot, in the plain form; None if none."""
    from ortools.sat.python import cp_model

    of = compiled_problem(problem)
    model = cp_model.CpModel()
    held = {
        (one, slot): model.new_bool_var("")
        for one in range(len(of.begin))
        for slot in range(of.slots)
        if _both(of, one) >> slot & 1
    }
    for group in _exclusive(of, held):
        model.add_at_most_one(group)
    for slot in range(of.slots):
        model.add(cp_model.LinearExpr.sum([x for (_, at), x in held.items() if at == slot]) <= of.room[0][slot])
    model.maximize(cp_model.LinearExpr.weighted_sum(list(held.values()), [of.weight[one] for one, _ in held]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    return round(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _both(of: CompiledProblem, one: int) -> int:
    first, second = of.pairs[one][0]
    return of.usable[first] & of.usable[second] & of.begin[one]


def _exclusive(of: CompiledProblem, held: dict[tuple[int, int], Any]) -> list[list[Any]]:
    groups: dict[tuple[str, int, int], list[Any]] = defaultdict(list)
    for (one, slot), variable in held.items():
        groups["once", one, 0].append(variable)
        for person in of.pairs[one][0]:
            groups["who", person, slot].append(variable)
    return list(groups.values())
