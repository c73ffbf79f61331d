"""Who goes first among equals: by what firms say, never by how they are numbered.

A candidate is one whole number: its score above, its turn below. Sorting these numbers sorts by score and then by turn,
so that no order of arrival decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.matching.firm import Draw
from app.matching.nodes import Floats, Ints

Singles = NDArray[np.float32]
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
        """The turn of each seen firm for the firm that looks, from 0; pair by pair."""
        return self.first[seen] + (self.place[seen] + self.rank[looking]) % self.size[seen]

    def who(self, looking: Ints, turns: Ints) -> Ints:
        """The firms behind the turns; the two of shapes that go together."""
        ranked = self.order[turns]
        place = (self.place[ranked] - self.rank[looking]) % self.size[ranked]
        return self.order[self.first[ranked] + place]


def turns(drawn: Sequence[Draw]) -> Turns:
    """The turns of firms: by profile (the ``order`` of each), and within a round by ``lot``."""
    rows = sorted(range(len(drawn)), key=drawn.__getitem__)
    begins = [place for place, row in enumerate(rows) if not place or drawn[row][0] != drawn[rows[place - 1]][0]]
    order, sizes = np.array(rows, dtype=np.intp), np.diff([*begins, len(rows)])
    rank, first, size = np.empty_like(order), np.empty_like(order), np.empty_like(order)
    rank[order] = np.arange(len(rows))
    first[order], size[order] = np.repeat(begins, sizes), np.repeat(sizes, sizes)
    return Turns(order, rank, first, size, rank - first)


def candidates(scores: Singles, turn: Ints) -> Candidates:
    """Scores above 0 with their turns as numbers to sort; the bits of a positive float sort as it does."""
    return scores.view(np.int32).astype(np.int64) * TURNS + (TURNS - 1 - turn)


def scores_of(among: Candidates) -> Singles:
    """The scores that went into candidates, 0 for nobody."""
    return np.where(among == NOBODY, 0, among // TURNS).astype(np.int32).view(np.float32)


def turns_of(among: Candidates) -> Ints:
    """The turns that went into candidates; without meaning for nobody."""
    return TURNS - 1 - among % TURNS


def steps(scores: Floats) -> Candidates:
    """Scores in [0, 1] as whole numbers: what differs by less than 10⁻¹² is a tie, however its sum was rounded."""
    return np.rint(scores * STEPS).astype(np.int64)
