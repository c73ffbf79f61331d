"""Who should meet whom: for each firm the others that suit it best, where both sides gain; with exact reasons."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from app.kernel.errors import Invalid
from app.matching.explain import explain
from app.matching.firm import Firm, Group, Key
from app.matching.information import Information
from app.matching.nodes import Floats, Ints
from app.matching.parameters import DEFAULT, Parameters
from app.matching.places import NOBODY, scores_of, turns, turns_of
from app.matching.reasons import Reason
from app.matching.search import Rules, best_places
from app.matching.terms import pairs
from app.matching.vectors import Vectors, vectors

Allowed = Collection[tuple[Group, Group]]
Barred = Iterable[tuple[Key, Key]]
BAR: Final = 100.0
CHUNK: Final = 50_000  # pairs taken apart at a time


class FirmTwice(Invalid):
    """Two firms carry the same key."""

    code = "firm_twice"


class Pairing(NamedTuple):
    """A place in a firm's list. Score and both fits lie in [0, 100]; the score is their harmonic mean."""

    other: Key
    score: float
    fit_for_me: float
    fit_for_them: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The lists of all firms, one after another, the best first: firm i has the places ``starts[i]:starts[i + 1]``.

    ``numbers``: places × (score, fit for me, fit for them), in [0, 100].
    """

    firms: tuple[Firm, ...]
    rows: dict[Key, int]
    vectors: Vectors
    starts: Ints
    looking: Ints
    seen: Ints
    numbers: Floats

    @property
    def information(self) -> Information:
        """The rarity of sectors that this version of the ranking is frozen on."""
        return self.vectors.information

    def __iter__(self) -> Iterator[Key]:
        return iter(self.rows)

    def of(self, key: Key) -> tuple[Pairing, ...]:
        """The list of a firm; others without any common ground stand in none. Raises KeyError."""
        return self._pairings(self._places(key))

    def reasons(self, key: Key, limit: int | None = None) -> list[tuple[Reason, ...]]:
        """For each place of a firm's list the reasons of ``fit_for_me``; their points add up to it.

        With a ``limit`` only so many that speak for the pair are told, the rest is one line. Raises KeyError.
        """
        return self._reasons(self._places(key), limit)

    def why(self, key: Key, other: Key) -> tuple[Pairing, tuple[Reason, ...]]:
        """Any pair, whether it stands in a list or not. Raises KeyError."""
        taken = pairs(self.vectors, np.array([self.rows[key]]), np.array([self.rows[other]]))
        score, fit, fit_back = (float(each[0]) * BAR for each in taken.fits())
        return Pairing(other, score, fit, fit_back), explain(taken)[0]

    def _places(self, key: Key) -> slice:
        row = self.rows[key]
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def _pairings(self, places: slice) -> tuple[Pairing, ...]:
        columns = self.numbers[places].T.tolist()
        others = [self.firms[row].key for row in self.seen[places].tolist()]
        return tuple(map(Pairing, others, *columns))

    def _reasons(self, places: slice, limit: int | None) -> list[tuple[Reason, ...]]:
        return explain(pairs(self.vectors, self.looking[places], self.seen[places]), limit)


def rank(
    firms: Iterable[Firm],
    allowed: Allowed | None = None,
    barred: Barred = (),
    *,
    places: int = 20,
    parameters: Parameters = DEFAULT,
    frozen: Information | None = None,
) -> Ranking:
    """The best ``places`` others of each firm.

    ``allowed`` holds (group, other group) where the one is shown the other; without it everybody is shown everybody.
    ``barred`` pairs are shown to neither side. ``frozen``: the rarity of sectors of an earlier ranking, to change
    nothing but what the firms changed. Raises FirmTwice, UnknownSector.
    """
    standing, groups = _by_group(firms)
    rows = {firm.key: row for row, firm in enumerate(standing)}
    if len(rows) < len(standing):
        raise FirmTwice
    known = vectors(standing, parameters, frozen)
    order = turns(standing)
    found = best_places(known, order, _rules(standing, groups, rows, allowed, barred), places)
    looking, place = (found != NOBODY).nonzero()
    chosen = found[looking, place]
    seen = order.who(looking, turns_of(chosen))
    starts = np.searchsorted(looking, np.arange(len(standing) + 1))
    numbers = BAR * np.column_stack((scores_of(chosen), _fits(known, looking, seen)))
    return Ranking(standing, rows, known, starts, looking, seen, numbers)


def _by_group(firms: Iterable[Firm]) -> tuple[tuple[Firm, ...], dict[Group, int]]:
    """The firms of a group together, and a number for each group."""
    given = tuple(firms)
    groups = {group: number for number, group in enumerate(dict.fromkeys(firm.group for firm in given))}
    return tuple(sorted(given, key=lambda firm: groups[firm.group])), groups


def _rules(
    firms: Sequence[Firm], groups: dict[Group, int], rows: dict[Key, int], allowed: Allowed | None, barred: Barred
) -> Rules:
    matrix = np.array([[allowed is None or (group, other) in allowed for other in groups] for group in groups])
    known = [(rows[one], rows[other]) for one, other in barred if one in rows and other in rows]
    return Rules(np.array([groups[firm.group] for firm in firms], dtype=np.intp), matrix, known)


def _fits(firms: Vectors, looking: Ints, seen: Ints) -> Floats:
    """Pairs × (fit, fit back), in [0, 1], a chunk at a time."""
    chunks = [
        np.column_stack(pairs(firms, looking[start : start + CHUNK], seen[start : start + CHUNK]).fits()[1:])
        for start in range(0, len(looking), CHUNK)
    ]
    return np.concatenate([np.empty((0, 2)), *chunks])
