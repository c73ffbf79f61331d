"""Partial MaxSAT by PySAT's RC2: the fewest breaks, with a proof.

RC2 assumes every break away and raises its cost, a lower bound, with each set of assumptions that cannot hold together.
Its first model is the optimum, so a timetable with any number of breaks is looked for before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

from tests.bench.published.clauses import Clauses, clauses
from tests.bench.published.windows import Windows

SOLVER: Final = "g4"
REPORT_SECONDS: Final = 0.2


def optimum(
    day: Windows, on_timetable: Callable[[list[int], int], None], on_bound: Callable[[int], None]
) -> int | None:
    """The fewest breaks; None: there is no timetable. ``on_bound`` is called by a thread of its own."""
    written = clauses(day)
    least = sum(written.least)
    # expect_interrupt: the solver lets other threads run meanwhile
    with Solver(name=SOLVER, bootstrap_with=written.formula.clauses) as solver:
        if not solver.solve_limited(expect_interrupt=True):
            return None
        model = solver.get_model() or []
        on_timetable(written.timetable(model), written.count_breaks(model))
    with RC2(_weighted(written), solver=SOLVER, adapt=True, exhaust=True, minz=True) as search:
        with _reports(lambda: on_bound(least + search.cost)):
            model = search.compute(expect_interrupt=True)
        on_timetable(written.timetable(model), least + search.cost)
        return least + int(search.cost)


def _weighted(written: Clauses) -> WCNF:
    formula = WCNF()
    formula.extend(written.formula.clauses)
    for literals, least in zip(written.breaks, written.least, strict=True):
        for literal in literals[least:]:
            formula.append([-literal], weight=1)
    return formula


@contextmanager
def _reports(report: Callable[[], None]) -> Iterator[None]:
    over = Event()

    def repeat() -> None:
        while not over.wait(REPORT_SECONDS):
            report()

    thread = Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
