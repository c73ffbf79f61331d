"""Linear programs by HiGHS, loaded when the first one is solved."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Program:
    """Most ``worth · x`` with ``A x ≤ most``, 0 ≤ x ≤ ``upper``; A by its entries: ``row``, ``column``, ``times``."""

    worth: Floats
    upper: Floats
    row: Ints
    column: Ints
    times: Floats
    most: Floats


@dataclass(frozen=True)
class Answer:
    """``x``: None if none was found; ``prices`` of the rows, ≥ 0, for programs without whole numbers; ``bound``: as the
    solver has it, so with its tolerance; ``effort``: steps of the simplex method that it took.
    """

    proven: bool
    x: Floats | None
    prices: Floats | None
    bound: float
    effort: int


def solve(
    program: Program,
    *,
    whole: bool = False,
    method: str = "choose",
    seconds: float | None = None,
    work: int | None = None,
    start: Floats | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Answer:
    """In one thread: HiGHS bears no other number later in the same process. ``work``: most nodes or iterations, which
    stop it at the same point each time, unlike ``seconds``. ``stopped``: asked all the while whether to end with what
    there is.
    """
    import highspy

    with _quietly():  # it greets on standard output, whatever its options are
        solver = highspy.Highs()  # type: ignore[no-untyped-call,unused-ignore]
    options: dict[str, Any] = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 1e-9}
    if not whole:
        options |= {"solver": method, "run_crossover": "off" if method == "ipm" else "on"}
    if seconds is not None:
        options["time_limit"] = max(0.01, seconds)
    if work is not None:
        options |= {"mip_max_nodes": work} if whole else {"pdlp_iteration_limit": work, "ipm_iteration_limit": work}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(highspy, program, whole=whole))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start
        solver.setSolution(solution)
    with _heeding(solver, stopped):
        solver.run()
    return _answer(highspy, solver, whole=whole)


@contextmanager
def _heeding(solver: Any, stopped: Callable[[], bool] | None) -> Iterator[None]:
    """Unheeded it would end when its time is over, half a minute after somebody wanted the best so far."""
    if stopped is None:
        yield
        return

    def asked(event: Any) -> None:
        if stopped():
            event.data_in.user_interrupt = True

    for at in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        at.subscribe(asked)
    try:
        yield
    finally:
        solver.clearCallbacks()
        solver.disableCallbacks()


@contextmanager
def _quietly() -> Iterator[None]:
    """Nothing reaches the file behind standard output."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _model(highspy: Any, program: Program, *, whole: bool) -> Any:
    from scipy.sparse import csc_matrix

    shape = len(program.most), len(program.worth)
    matrix = csc_matrix((program.times, (program.row, program.column)), shape=shape)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = shape
    model.col_cost_, model.sense_ = program.worth, highspy.ObjSense.kMaximize
    model.col_lower_, model.col_upper_ = np.zeros(shape[1]), program.upper
    model.row_lower_, model.row_upper_ = np.full(shape[0], -np.inf), program.most
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * shape[1]
    return model


def _answer(highspy: Any, solver: Any, *, whole: bool) -> Answer:
    """The status is looked at before any value."""
    status, info = solver.getModelStatus(), solver.getInfo()
    proven = status == highspy.HighsModelStatus.kOptimal
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = solver.getSolution()
    x = np.array(solution.col_value) if proven or feasible else None
    prices = None if whole or not solution.dual_valid else np.maximum(0.0, np.array(solution.row_dual))
    effort = max(0, info.simplex_iteration_count)
    bound = info.mip_dual_bound if whole else info.objective_function_value
    return Answer(proven, x, prices, bound, effort)
