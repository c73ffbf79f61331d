"""A first timetable soon, and better ones as time goes.

Whoever has no break keeps it so, meetings may move freely, and breaks are asked away, many at once as long as it goes;
where none yields any more, some of the rest is let go, as long as the sum gets less. The search for a proof may meet no
good timetable for long; this one proves nothing and only looks for better ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from time import process_time
from typing import Final

from pysat.card import ITotalizer
from pysat.solvers import Solver

from app.scheduling.published.clauses import Clauses

CONFLICTS: Final = 500
"""Spent on one break at first; more while none yields."""
MOST_CONFLICTS: Final = 20_000
FEW: Final = 24
"""Breaks; with more of them, asking one away without giving way elsewhere goes well enough."""
FEWER: Final = 4
"""So many times fewer breaks are asked away at once after those before would not go together."""
MOST_LOOSE: Final = 0.5
"""Share of what stands well that is let go at most."""


class Improving:
    """``best`` and ``timetable`` stand for the best found so far."""

    def __init__(self, written: Clauses, on_found: Callable[[list[int], int], None], seed: int = 1) -> None:
        self.written, self.on_found = written, on_found
        self.random = random.Random(seed)  # noqa: S311 no secret
        self.solver = Solver(name="glucose4", bootstrap_with=written.for_models)
        self.breaks = [one for literals in written.breaks for one in literals]
        self.least = sum(written.least)
        self.total: ITotalizer | None = None
        self.conflicts, self.loose = CONFLICTS, 0.0
        self.best: int | None = None
        self.standing: list[int] = []
        self.due: list[int] = []
        self.many = 1
        self.impossible = False

    def work(self, seconds: float) -> int | None:
        """Looks for better timetables for so long, in seconds of the processor; returns the breaks of the best."""
        end = process_time() + seconds
        while process_time() < end and not self.impossible and self.best != self.least:
            if self.best is None:
                self.impossible = self._solved([], MOST_CONFLICTS) is False
            else:
                self._again()
        return self.best

    def limit(self, best: int) -> None:
        """Somebody has a timetable with so many breaks: only better ones count from here on."""
        if self.best is not None and best < self.best:
            self.best = best
            self._tighten()

    def _again(self) -> None:
        if not self.due:
            self._another_round()
        asked = self.due[-self.many :]
        kept = [one for one in self.standing if self.random.random() >= self.loose]
        if self._solved([*asked, *kept], self.conflicts):
            standing = set(self.standing)
            self.due = [one for one in self.due if one not in standing]
            self.many = 2 * len(asked)
        elif len(asked) > 1:
            self.many = max(len(asked) // FEWER, 1)
        else:
            self.due.pop()

    def _another_round(self) -> None:
        """Nothing yielded in the last one: harder, and with less kept, until something does."""
        if self.standing and self.best is not None and self.best <= FEW:
            self.conflicts = min(2 * self.conflicts, MOST_CONFLICTS)
            self.loose = self.random.uniform(0, MOST_LOOSE)
            self._tighten()
        else:
            self.conflicts = min(2 * self.conflicts, MOST_CONFLICTS)
        standing = set(self.standing)
        self.due = [-one for one in self.breaks if -one not in standing] or [0]
        self.random.shuffle(self.due)
        self.many = len(self.due)

    def _solved(self, assumed: Sequence[int], conflicts: int) -> bool | None:
        self.solver.conf_budget(conflicts)
        answer = self.solver.solve_limited(assumptions=[one for one in assumed if one])
        if answer:
            self._hear(self.solver.get_model() or [])
        return answer  # type: ignore[no-any-return]

    def _hear(self, model: Sequence[int]) -> None:
        cost = sum(model[one - 1] > 0 for one in self.breaks)
        if self.best is None or cost < self.best:
            self.best = cost
            self.conflicts = CONFLICTS
            self.standing = [-one for one in self.breaks if model[one - 1] < 0]
            self.on_found(self.written.timetable(model), cost)

    def _tighten(self) -> None:
        if self.best is None or self.best > FEW or not self.best:
            return
        if self.total is None:
            self.total = ITotalizer(self.breaks, ubound=self.best, top_id=self.written.formula.variables)
            for clause in self.total.cnf.clauses:
                self.solver.add_clause(clause)
        if self.best <= len(self.total.rhs):
            self.solver.add_clause([-self.total.rhs[self.best - 1]])
