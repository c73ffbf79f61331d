"""The same problem for CP-SAT: Booleans on the slots that a meeting can have, stars for the tables, no intervals.

It counts where clauses cannot, and so proves soon what a search by clauses would take for ever about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Final

from ortools.sat.python import cp_model

from tests.bench.published.counting import least_breaks
from tests.bench.published.problem import FAIRNESS
from tests.bench.published.stars import stars
from tests.bench.published.windows import Windows

Literals = dict[int, cp_model.IntVar]
PARAMETERS: Final[Mapping[str, object]] = {"num_workers": 1, "optimize_with_core": True, "linearization_level": 0}
AS_IT_COMES: Final[Mapping[str, object]] = {"num_workers": 2}
"""To compare with."""


class CpSat:
    """``on_found`` hears of each better timetable with its breaks, ``on_bound`` of each higher bound."""

    def __init__(
        self, day: Windows, on_found: Callable[[list[int], int], None], on_bound: Callable[[int], None]
    ) -> None:
        self.day, self.on_found, self.on_bound = day, on_found, on_bound
        self.of = day.problem.meetings_of()
        self.bound = sum(least_breaks(day))
        self.model = cp_model.CpModel()
        self.held = [{slot: self.model.new_bool_var("") for slot in slots} for slots in day.eligible]
        for at in self.held:
            self.model.add_exactly_one(at.values())
        self.busy = [self._busy(meetings) for meetings in self.of]
        self._within_tables()
        self._in_order()
        self.breaks = [self._breaks(party) for party in range(day.problem.participants)]
        self._fair()
        self.model.minimize(cp_model.LinearExpr.sum(self.breaks))

    def optimum(self, parameters: Mapping[str, object] = PARAMETERS) -> int | None:
        """None: there is no timetable. Raises RuntimeError when it ends without a proof."""
        solver = cp_model.CpSolver()
        for name, value in parameters.items():
            setattr(solver.parameters, name, value)
        solver.best_bound_callback = self._raise
        status = solver.solve(self.model, _Listening(self))
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise RuntimeError(solver.status_name(status))
        return round(solver.objective_value)

    def _raise(self, bound: float) -> None:
        """It also tells of bounds below what is known, and of fractions."""
        whole = ceil(bound - 1e-6)
        if whole > self.bound:
            self.bound = whole
            self.on_bound(whole)

    def heard(self, values: Callable[[cp_model.IntVar], bool], breaks: int) -> None:
        self.on_found([next(slot for slot, one in at.items() if values(one)) for at in self.held], breaks)

    def _busy(self, meetings: Sequence[int]) -> Literals:
        found: Literals = {}
        for slot in range(1, self.day.slots + 1):
            if here := [self.held[at][slot] for at in meetings if slot in self.held[at]]:
                found[slot] = self._any_of(here)
        if meetings:
            self.model.add(cp_model.LinearExpr.sum(list(found.values())) == len(meetings))
        return found

    def _any_of(self, literals: Sequence[cp_model.IntVar]) -> cp_model.IntVar:
        """True when one of these is; never are two."""
        found = self.model.new_bool_var("")
        self.model.add_exactly_one([*literals, found.negated()])
        return found

    def _within_tables(self) -> None:
        shared = stars(self.day.problem)
        for slot in range(1, self.day.slots + 1):
            taken = [
                self.busy[star.centre][slot] if star.whole else self._any_of(here)
                for star in shared
                if (here := [self.held[at][slot] for at in star.meetings if slot in self.held[at]])
            ]
            people = [at[slot] for at in self.busy if slot in at]
            self._at_most(taken, self.day.problem.tables)
            self._at_most(people, 2 * self.day.problem.tables)

    def _at_most(self, literals: Sequence[cp_model.IntVar], most: int) -> None:
        if most < len(literals):
            self.model.add(cp_model.LinearExpr.sum(list(literals)) <= most)

    def _in_order(self) -> None:
        for at, meeting in enumerate(self.day.problem.meetings):
            for earlier in meeting.after:
                for slot, one in self.held[at].items():
                    before = [other for when, other in self.held[earlier].items() if when < slot]
                    self.model.add_bool_or([one.negated(), *before])

    def _breaks(self, party: int) -> cp_model.LinearExprT:
        """Runs of meetings, less one."""
        if len(self.of[party]) < 2:
            return 0
        busy = self.busy[party]
        begins = [self._begins(here, busy.get(slot - 1)) for slot, here in busy.items()]
        self.model.add_bool_or(begins)
        return cp_model.LinearExpr.sum(begins) - 1

    def _begins(self, here: cp_model.IntVar, before: cp_model.IntVar | None) -> cp_model.IntVar:
        if before is None:
            return here
        begins = self.model.new_bool_var("")
        self.model.add_bool_or([here.negated(), before, begins])
        self.model.add_implication(begins, here)
        self.model.add_implication(begins, before.negated())
        return begins

    def _fair(self) -> None:
        least = self.model.new_int_var(0, self.day.slots, "")
        if any(len(meetings) < 2 for meetings in self.of):
            self.model.add(least == 0)
        for breaks, own in zip(self.breaks, least_breaks(self.day), strict=True):
            if not isinstance(breaks, int):
                self.model.add(breaks >= own)
                self.model.add(breaks >= least)
                self.model.add(breaks <= least + FAIRNESS)


class _Listening(cp_model.CpSolverSolutionCallback):
    def __init__(self, solving: CpSat) -> None:
        super().__init__()
        self.solving = solving

    def on_solution_callback(self) -> None:
        self.solving.heard(self.boolean_value, round(self.objective_value))
