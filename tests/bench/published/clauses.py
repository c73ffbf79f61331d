"""The problem as clauses: a variable for each meeting in each slot that it can have, and for each break of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.bench.published.counting import least_breaks
from tests.bench.published.formula import Formula
from tests.bench.published.problem import FAIRNESS
from tests.bench.published.stars import stars
from tests.bench.published.windows import Windows

Literals = dict[int, int]
"""By slot."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """``held``: of each meeting, true when it stands in the slot; ``breaks``: of each participant literals, the n-th
    true when it has at least n breaks; the formula makes the first ``least`` true, which no timetable avoids."""

    formula: Formula
    held: tuple[Literals, ...]
    breaks: tuple[tuple[int, ...], ...]
    least: tuple[int, ...]

    def timetable(self, model: Iterable[int]) -> list[int]:
        true = {literal for literal in model if literal > 0}
        return [next(slot for slot, literal in at.items() if literal in true) for at in self.held]

    def count_breaks(self, model: Sequence[int]) -> int:
        return sum(model[literal - 1] > 0 for literals in self.breaks for literal in literals)


def clauses(day: Windows) -> Clauses:
    return _Writing(day).written()


class _Writing:
    def __init__(self, day: Windows) -> None:
        self.day = day
        self.of = day.problem.meetings_of()
        self.formula = Formula()
        self.least = least_breaks(day)
        self.most = FAIRNESS + min(self.least) if any(len(meetings) < 2 for meetings in self.of) else None

    def written(self) -> Clauses:
        held = tuple({slot: self.formula.new() for slot in slots} for slots in self.day.eligible)
        for at in held:
            self.formula.add(*at.values())
            self.formula.at_most_one(list(at.values()))
        busy = [self._busy(meetings, held) for meetings in self.of]
        breaks = [self._breaks(len(self.of[party]), at) for party, at in enumerate(busy)]
        for literals, least in zip(breaks, self.least, strict=True):
            for one in literals[:least]:
                self.formula.add(one)
        self._fair(breaks)
        self._within_tables(held, busy)
        self._in_order(held)
        return Clauses(self.formula, held, tuple(map(tuple, breaks)), tuple(self.least))

    def _busy(self, meetings: Sequence[int], held: Sequence[Literals]) -> Literals:
        """Whether the participant has a meeting in the slot; never two of them."""
        found: Literals = {}
        for slot in range(1, self.day.slots + 1):
            if literals := [held[at][slot] for at in meetings if slot in held[at]]:
                self.formula.at_most_one(literals)
                found[slot] = self.formula.any_of(literals)
        if meetings:
            self.formula.exactly(list(found.values()), len(meetings))
        return found

    def _breaks(self, meetings: int, busy: Literals) -> list[int]:
        """Counts the runs of meetings along the day: each but the first begins after a break."""
        most = min(meetings - 1, self.day.slots - meetings)
        if self.most is not None:
            most = min(most, self.most)
        if meetings < 2:
            return []
        runs: list[int] = []
        for slot, here in busy.items():
            begins = self._begins(here, busy.get(slot - 1))
            if len(runs) > most:
                self.formula.add(-runs[-1], -begins)
            runs = self._counted(runs, begins, most + 1)
        self.formula.add(runs[0])
        return runs[1:]

    def _begins(self, here: int, before: int | None) -> int:
        """A run of meetings begins here."""
        if before is None:
            return here
        begins = self.formula.new()
        self.formula.add(-here, before, begins)
        self.formula.add(-begins, here)
        self.formula.add(-begins, -before)
        return begins

    def _counted(self, runs: Sequence[int], begins: int, most: int) -> list[int]:
        """The n-th is true when at least n runs have begun; ``runs``: the same up to the slot before."""
        found: list[int] = []
        for at in range(min(len(runs) + 1, most)):
            before = runs[at] if at < len(runs) else None
            fewer = runs[at - 1] if at else None
            found.append(self._one_more(before, fewer, begins))
        return found

    def _one_more(self, before: int | None, fewer: int | None, begins: int) -> int:
        """True when ``before``, or ``fewer`` and one more begins."""
        if before is None and fewer is None:
            return begins
        found, formula = self.formula.new(), self.formula
        already = [] if before is None else [before]
        if before is not None:
            formula.add(-before, found)
        formula.add(-begins, found, *(() if fewer is None else (-fewer,)))
        formula.add(-found, begins, *already)
        if fewer is not None:
            formula.add(-found, fewer, *already)
        return found

    def _fair(self, breaks: Sequence[Sequence[int]]) -> None:
        """Who has FAIRNESS + n breaks leaves nobody with fewer than n."""
        most = max(map(len, breaks), default=0)
        for few in range(1, most - FAIRNESS + 1):
            everybody = self.formula.new()
            for literals in breaks:
                if len(literals) >= few + FAIRNESS:
                    self.formula.add(-literals[few + FAIRNESS - 1], everybody)
                self.formula.add(-everybody, *literals[few - 1 : few])

    def _within_tables(self, held: Sequence[Literals], busy: Sequence[Literals]) -> None:
        shared = stars(self.day.problem)
        for slot in range(1, self.day.slots + 1):
            taken = [
                busy[star.centre][slot] if star.whole else self.formula.any_of(literals)
                for star in shared
                if (literals := [held[at][slot] for at in star.meetings if slot in held[at]])
            ]
            self.formula.at_most(taken, self.day.problem.tables)
            # follows from that and shortens proofs: two people sit at each table
            self.formula.at_most([at[slot] for at in busy if slot in at], 2 * self.day.problem.tables)

    def _in_order(self, held: Sequence[Literals]) -> None:
        for at, meeting in enumerate(self.day.problem.meetings):
            for earlier in meeting.after:
                for slot, literal in held[at].items():
                    self.formula.add(-literal, *(one for when, one in held[earlier].items() if when < slot))
                for slot, literal in held[earlier].items():
                    self.formula.add(-literal, *(one for when, one in held[at].items() if when > slot))
