"""A formula in conjunctive form that grows: fresh variables, clauses, and counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from pysat.card import CardEnc, EncType

PAIRWISE: Final = 5
"""Up to so many literals exclude each other pair by pair; more of them by a chain."""


@dataclass(slots=True)
class Formula:
    """Variables count from 1; a clause is a list of literals."""

    variables: int = 0
    clauses: list[list[int]] = field(default_factory=list)

    def new(self) -> int:
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        self.clauses.append(list(literals))

    def any_of(self, literals: Sequence[int]) -> int:
        """A literal that is true just when one of these is."""
        if len(literals) == 1:
            return literals[0]
        found = self.new()
        self.add(-found, *literals)
        for one in literals:
            self.add(-one, found)
        return found

    def at_most_one(self, literals: Sequence[int]) -> None:
        if len(literals) <= PAIRWISE:
            for one, other in combinations(literals, 2):
                self.add(-one, -other)
        else:
            self.at_most(literals, 1)

    def at_most(self, literals: Sequence[int], most: int) -> None:
        """By a sequential counter."""
        if most < len(literals):
            self._take(CardEnc.atmost(list(literals), most, top_id=self.variables, encoding=EncType.seqcounter))

    def exactly(self, literals: Sequence[int], count: int) -> None:
        """By a cardinality network, which passes on what follows in both directions."""
        if count == len(literals):
            for one in literals:
                self.add(one)
        else:
            self._take(CardEnc.equals(list(literals), count, top_id=self.variables, encoding=EncType.cardnetwrk))

    def _take(self, made: CardEnc) -> None:
        self.variables = max(self.variables, made.nv)
        self.clauses.extend(made.clauses)
