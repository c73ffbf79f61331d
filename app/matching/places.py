"""The best few of many pairs, kept while the pairs go by; ties go by what firms say, never by how they are numbered.

A candidate is one whole number: its score in parts of 10⁻¹² above, its turn below. Sorting these numbers sorts by
score and then by turn, so that no rounding of a sum and no order of arrival decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.matching.firm import Firm
from app.matching.nodes import Floats, Ints

Candidates = NDArray[np.int64]
STEPS: Final = 10**12
TURNS: Final = 1 << 23
NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Turns:
    """Who goes first among equals. Firms stand in ``order`` of their profiles; those that say the same form a round
    (``first``, ``size``, ``place`` in it), and each looking firm starts the round one further on.
    """

    order: Ints
    rank: Ints
    first: Ints
    size: Ints
    place: Ints

    def of(self, looking: Ints, seen: Ints) -> Ints:
        """The turn of each seen firm for each looking one, from 0; looking × seen."""
        if self.size[seen].max(initial=1) == 1:
            return np.broadcast_to(self.rank[seen], (len(looking), len(seen)))
        shifted = (self.place[seen] + self.rank[looking][:, None]) % self.size[seen]
        return self.first[seen] + shifted

    def who(self, looking: Ints, turns: Ints) -> Ints:
        """The firms behind the turns; both of the same shape."""
        ranked = self.order[turns]
        place = (self.place[ranked] - self.rank[looking]) % self.size[ranked]
        return self.order[self.first[ranked] + place]


def turns(firms: Sequence[Firm]) -> Turns:
    """The turns of these firms: by profile, and within a round by lot."""
    said = [(firm.order, firm.lot) for firm in firms]
    order = np.array(sorted(range(len(firms)), key=said.__getitem__), dtype=np.intp)
    begins = [place for place, at in enumerate(order) if not place or said[at][0] != said[order[place - 1]][0]]
    sizes = np.diff([*begins, len(firms)])
    rank, first, size = np.empty_like(order), np.empty_like(order), np.empty_like(order)
    rank[order] = np.arange(len(firms))
    first[order], size[order] = np.repeat(begins, sizes), np.repeat(sizes, sizes)
    return Turns(order, rank, first, size, rank - first)


def candidates(scores: Floats, turn: Ints) -> Candidates:
    """Scores in [0, 1] with their turns as numbers to sort; a score of nothing is nobody."""
    steps = np.rint(scores * STEPS).astype(np.int64)
    return np.where(steps > 0, steps * TURNS + (TURNS - 1 - turn), NOBODY)


def best(among: Candidates, count: int) -> Candidates:
    """The ``count`` best of each row, in no order."""
    if among.shape[1] <= count:
        return among
    return np.partition(among, among.shape[1] - count, axis=1)[:, -count:]


def scores_of(among: Candidates) -> Floats:
    """The scores that went into candidates, to 10⁻¹²: equal on both sides of a pair, and never rising down a list."""
    return among // TURNS / STEPS


def turns_of(among: Candidates) -> Ints:
    """The turns that went into candidates."""
    return TURNS - 1 - among % TURNS
