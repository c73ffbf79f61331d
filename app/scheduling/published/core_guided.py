"""Partial MaxSAT led by cores: the fewest breaks, with a proof.

All breaks are assumed away; each set of assumptions that cannot hold together raises the bound by one and gives way to
a count of them (OLL: Morgado, Dodaro, Marques-Silva, CP 2014), so that the first model that keeps what is still assumed
is optimal. Any model met on the way is a timetable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pysat.card import ITotalizer
from pysat.solvers import Solver

from app.scheduling.published.clauses import Clauses
from app.scheduling.published.reaching import Stage

CONFLICTS: Final = 1_000
"""After so many, an assumption is kept in its core."""
AGAIN: Final = 2_000
"""Spent on raising the bound once more by the same core."""
SLICE: Final = 4_000
"""Conflicts before the first look at what others found; twice as many before each next one, for the solver takes
up its rhythm of restarts anew after each."""

Found = Callable[[list[int], int], None]
"""Takes a timetable and its breaks."""


class CoreGuided:
    """``on_found`` hears of each better timetable, ``on_bound`` of each higher bound, ``on_stage`` of what is to be
    kept there; ``pause`` gives the fewest breaks found anywhere, and may do something else for a while."""

    def __init__(
        self,
        written: Clauses,
        on_found: Found,
        on_bound: Callable[[int], None],
        on_stage: Callable[[Stage], None] = lambda _: None,
        pause: Callable[[], int | None] = lambda: None,
    ) -> None:
        self.written, self.on_found, self.on_bound = written, on_found, on_bound
        self.on_stage, self.pause = on_stage, pause
        self.solver = Solver(name="cadical195", bootstrap_with=written.all)
        self.added: list[list[int]] = []
        self.variables = written.formula.variables
        self.breaks = [one for literals in written.breaks for one in literals]
        self.bound = sum(written.least)
        self.best: int | None = None
        self.assumed: dict[int, tuple[ITotalizer, int] | None] = {
            -one: None
            for literals, least in zip(written.breaks, written.least, strict=True)
            for one in literals[least:]
        }

    def optimum(self) -> int | None:
        """None: there is no timetable."""
        self.on_bound(self.bound)
        self._say_the_stage()
        if self.best is None and self._decided([]) is False:
            return None
        while not self._proven():
            if self._decided(list(self.assumed)) is not False:
                break
            core = self.solver.get_core() or []
            if not core:
                break
            self._take(self._smaller(core))
            self._say_the_stage()
        return self.best

    def _say_the_stage(self) -> None:
        self.on_stage(Stage(self.bound, list(self.added), list(self.assumed)))

    def _proven(self) -> bool:
        """One below the best, nothing more may be given up: what is still assumed becomes a part of the formula."""
        self._listen()
        if self.best is not None and self.best - self.bound == 1:
            for one in self.assumed:
                self.solver.add_clause([one])
            if self._decided([]) is False:
                self._raise(self.best)
        return self.best == self.bound

    def _listen(self) -> None:
        elsewhere = self.pause()
        if elsewhere is not None and (self.best is None or elsewhere < self.best):
            self.best = elsewhere

    def _decided(self, assumed: Sequence[int]) -> bool | None:
        """None: meanwhile somebody found a timetable that answers it."""
        asked, conflicts = self.best, SLICE
        while True:
            answer = self._solved(assumed, conflicts)
            if answer is not None:
                return answer
            conflicts *= 2
            self._listen()
            if self.best != asked and (asked is None or self.best == self.bound):
                return None

    def _solved(self, assumed: Sequence[int], conflicts: int) -> bool | None:
        """None: undecided after so many conflicts. A model is heard of if it is better."""
        self.solver.conf_budget(conflicts)
        answer: bool | None = self.solver.solve_limited(assumptions=assumed)
        if answer:
            self._hear(self.solver.get_model() or [])
        return answer

    def _hear(self, model: Sequence[int]) -> None:
        cost = sum(model[one - 1] > 0 for one in self.breaks)
        if self.best is None or cost < self.best:
            self.best = cost
            self.on_found(self.written.timetable(model), cost)

    def _raise(self, bound: int) -> None:
        if bound > self.bound:
            self.bound = bound
            self.on_bound(bound)

    def _add(self, clause: Sequence[int]) -> None:
        """To the formula, and to what others are told of it."""
        self.added.append(list(clause))
        self.solver.add_clause(clause)

    def _smaller(self, core: Sequence[int]) -> list[int]:
        """The core without assumptions that it does not need, as far as that is soon seen."""
        kept, at = list(core), 0
        while at < len(kept) and len(kept) > 1:
            without = kept[:at] + kept[at + 1 :]
            answer = self._solved(without, CONFLICTS)
            if answer is None:
                break
            if answer:
                at += 1
            else:
                still = set(self.solver.get_core() or [])
                kept = [one for one in without if one in still]
        return kept

    def _take(self, core: Sequence[int]) -> None:
        self._raise(self.bound + 1)
        counted = [self.assumed.pop(one) for one in core]
        for known in counted:
            if known is not None:
                self._assume(known[0], known[1] + 1)
        if len(core) == 1:
            self._add([-core[0]])
            return
        total = ITotalizer([-one for one in core], ubound=len(core) - 1, top_id=self.variables)
        self.variables = max(self.variables, total.top_id)
        for clause in total.cnf.clauses:
            self._add(clause)
        self._exhaust(total)

    def _exhaust(self, total: ITotalizer) -> None:
        """Raise the bound for as long as this count alone does and that is soon seen."""
        least = 1
        self._add([total.rhs[0]])
        while least < len(total.lits) and self._solved([-total.rhs[least]], AGAIN) is False:
            self._add([total.rhs[least]])
            least += 1
            self._raise(self.bound + 1)
        self._assume(total, least)

    def _assume(self, total: ITotalizer, most: int) -> None:
        """At most so many of what it counts."""
        if most < len(total.rhs) and most < len(total.lits):
            self.assumed[-total.rhs[most]] = (total, most)
