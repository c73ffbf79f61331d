"""Looks for a timetable that reaches the bound: to find one is often harder than to prove that there is none better.

The search by cores says at each bound what a timetable with so few breaks, if there is one, must keep. Taken for a
formula of its own, with nothing assumed, that leaves the solver all its simplifications; who has no luck begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Final, NamedTuple

from pysat.solvers import Solver

from app.scheduling.published.clauses import Clauses

CONFLICTS: Final = 3_000
"""Of the first step after a beginning; each has twice as many as the one before. CaDiCaL takes up its rhythm of
restarts and phases anew with each call: in steps that stay short it seldom finds a model."""
PATIENCE: Final = 180_000
"""Conflicts before the first new beginning; luby's row says how many times that for each."""
FOR_MODELS: Final = {"stabilizeonly": 1, "elimreleff": 10, "subsumereleff": 60}
"""What CaDiCaL calls ``--sat``: expect that there is a model. Each other beginning does without."""


class Stage(NamedTuple):
    """What a timetable with ``bound`` breaks, if there is one, must keep: ``clauses`` beside the formula, among them
    definitions of new variables, and the literals of ``kept``."""

    bound: int
    clauses: Sequence[Sequence[int]]
    kept: Sequence[int]


class Reaching:
    def __init__(self, written: Clauses, on_found: Callable[[list[int], int], None]) -> None:
        self.written, self.on_found = written, on_found
        self.stage: Stage | None = None
        self.solver: Solver | None = None
        self.beginning = self.left = self.conflicts = 0

    def step(self, stage: Stage) -> bool | None:
        """True: a timetable with so few breaks was found and told of; False: there is none; None: neither yet."""
        if stage is not self.stage:
            self.stage, self.beginning, self.left = stage, 0, 0
        if self.left <= 0:
            self._begin(stage)
        solver = self.solver
        assert solver is not None  # noqa: S101 just made
        solver.conf_budget(self.conflicts)
        self.left -= self.conflicts
        self.conflicts *= 2
        answer: bool | None = solver.solve_limited()
        if answer:
            self._tell(solver.get_model() or [])
        return answer

    def _begin(self, stage: Stage) -> None:
        self.beginning += 1
        self.left, self.conflicts = PATIENCE * luby(self.beginning), CONFLICTS
        if self.solver is not None:
            self.solver.delete()
        self.solver = Solver(name="cadical195")
        self.solver.configure(
            {"seed": self.beginning} if self.beginning % 2 == 0 else {**FOR_MODELS, "seed": self.beginning}
        )
        for clause in chain(self.written.for_models, stage.clauses, ([one] for one in stage.kept)):
            self.solver.add_clause(clause)

    def _tell(self, model: Sequence[int]) -> None:
        breaks = sum(model[one - 1] > 0 for literals in self.written.breaks for one in literals)
        self.on_found(self.written.timetable(model), breaks)


def luby(at: int) -> int:
    """1, 1, 2, 1, 1, 2, 4, …: as long as all before together, now and then. ``at`` counts from 1."""
    power = at.bit_length()
    while at != (1 << power) - 1:
        at -= (1 << (power - 1)) - 1
        power = at.bit_length()
    return 1 << (power - 1)
