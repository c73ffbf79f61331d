"""Who should meet whom: for each firm the others that suit it best, where both sides gain; with exact reasons."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.core.errors import Invalid
from app.matching.chosen import Question, best, given
from app.matching.explain import Lines, explain
from app.matching.exposure import Exposure
from app.matching.firm import Draw, Firm, Group, Key
from app.matching.floor import Bars
from app.matching.information import Information
from app.matching.lists import Composition, without_common_ground
from app.matching.nodes import Floats, Ints
from app.matching.parameters import DEFAULT, Parameters
from app.matching.pins import Pin, Pins, keys_of, pinned_up, with_pins
from app.matching.places import turns
from app.matching.reasons import Reason
from app.matching.search import Rules, pool
from app.matching.terms import pairs
from app.matching.vectors import Vectors, vectors

Allowed = Collection[tuple[Group, Group]]
Barred = Iterable[tuple[Key, Key]]
Side = tuple[Group, bool]
"""A group, and whether these of its firms are seen by others."""
BAR: Final = 100.0
SPARE: Final = 12
"""So many more than the places of a list come into question, since scores are first computed roughly."""
WIDE: Final = 64
"""So many come into question where lists are widened, who at a big event are not all."""


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
    Where they were widened, the first FIRST places are in order for themselves, and so are those behind them.

    ``numbers``: places × (score, fit for me, fit for them), in [0, 100]. ``widened``: places of firms that stand there
    so that they are seen, though somebody who scores higher is left out, or stands behind the first places. ``pinned``:
    places that were given by hand, before all others, whatever they score. ``told``: the reasons of all places as far
    as they were asked for, and how many of each (``limit``).
    """

    firms: tuple[Firm, ...]
    rows: dict[Key, int]
    vectors: Vectors
    starts: Ints
    looking: Ints
    seen: Ints
    numbers: Floats
    widened: NDArray[np.bool_]
    pinned: NDArray[np.bool_]
    told: Lines | None
    limit: int | None

    @property
    def information(self) -> Information:
        """The rarity of sectors that this version of the ranking is frozen on."""
        return self.vectors.information

    def __iter__(self) -> Iterator[Key]:
        return iter(self.rows)

    def of(self, key: Key) -> tuple[Pairing, ...]:
        """The list of a firm. Raises KeyError."""
        places = self._places(key)
        columns = self.numbers[places].T.tolist()
        others = [self.firms[row].key for row in self.seen[places].tolist()]
        return tuple(map(Pairing, others, *columns))

    def reasons(self, key: Key, limit: int | None = None) -> list[tuple[Reason, ...]]:
        """For each place of a firm's list the reasons of ``fit_for_me``; their points add up to it.

        With a ``limit`` only so many that speak for the pair are told, the rest is one line. Raises KeyError.
        """
        places = self._places(key)
        return explain(pairs(self.vectors, self.looking[places], self.seen[places]), limit)

    def why(self, key: Key, other: Key) -> tuple[Pairing, tuple[Reason, ...]]:
        """Any pair, whether it stands in a list or not. Raises KeyError."""
        taken = pairs(self.vectors, np.array([self.rows[key]]), np.array([self.rows[other]]))
        score, fit, fit_back = (float(each[0]) * BAR for each in taken.fits())
        return Pairing(other, score, fit, fit_back), explain(taken)[0]

    def _places(self, key: Key) -> slice:
        row = self.rows[key]
        return slice(int(self.starts[row]), int(self.starts[row + 1]))


def rank(
    firms: Iterable[Firm],
    allowed: Allowed | None = None,
    barred: Barred = (),
    *,
    unshown: Barred = (),
    places: int = 20,
    parameters: Parameters = DEFAULT,
    frozen: Information | None = None,
    exposure: Exposure | None = None,
    whole: bool = False,
    limit: int | None = None,
    pins: Pins | None = None,
) -> Ranking:
    """The best ``places`` others of each firm.

    ``allowed`` holds (group, other group) where the one is shown the other; without it everybody is shown everybody
    that may be seen at all.
    ``barred`` pairs are shown to neither side; of those ``unshown`` the first is not shown the second, who sees the
    first as if nothing were said. ``frozen``: the rarity of sectors of an earlier ranking, to change
    nothing but what the firms changed. With an ``exposure`` lists are widened so that everybody is seen. ``whole``:
    lists are filled with firms without any common ground, who else stand in none but for the exposure's floor.
    ``limit``: tell so many reasons of each place (``Ranking.told``). ``pins``: pairs that stand first in the lists of
    both, or in neither; rules and bars go before them. Raises FirmTwice, UnknownSector.
    """
    standing, drawn, sides = _in_order(firms)
    rows = {firm.key: row for row, firm in enumerate(standing)}
    if len(rows) < len(standing):
        raise FirmTwice
    known, order = vectors(standing, parameters, frozen), turns(drawn)
    down = [pair for pair, pin in (pins or {}).items() if pin is Pin.DOWN]
    rules = _rules(standing, sides, allowed, apart(rows, (*barred, *down), unshown))
    first = pinned_up(pins or {}, rows, Bars.of(rules))
    width = max(places + SPARE, WIDE) if exposure else places + SPARE
    found = pool(known, order, rules, min(width, max(len(standing) - 1, 1)))
    pinned = keys_of(first, len(standing))
    asked = Question(known, order, rules, found, places, limit, pinned, pinned)
    if exposure is None:
        short = without_common_ground(found, rules, order, places) if whole else [()] * len(standing)
        chosen = best(asked, with_pins(short, first, places))
    else:
        early, late = Composition(found, rules, order, exposure, whole).lists(places, first)
        asked = replace(asked, early=keys_of(dict(enumerate(early)), len(standing)))
        chosen = given(asked, [(*one, *other) for one, other in zip(early, late, strict=True)])
    starts = np.searchsorted(chosen.looking, np.arange(len(standing) + 1))
    return Ranking(
        standing,
        rows,
        known,
        starts,
        chosen.looking,
        chosen.seen,
        BAR * chosen.numbers,
        chosen.displaces,
        chosen.pinned,
        chosen.lines,
        limit,
    )


def _in_order(firms: Iterable[Firm]) -> tuple[tuple[Firm, ...], list[Draw], dict[Side, int]]:
    """The firms of a side together and by what they say, so that no sum depends on how they came; what they are
    ordered by; and a number for each side."""
    given = list(firms)
    sides = {side: number for number, side in enumerate(sorted({_side(firm) for firm in given}, key=repr))}
    said = sorted(((sides[_side(firm)], firm.order, firm.lot, place) for place, firm in enumerate(given)))
    return tuple(given[each[-1]] for each in said), [each[1:3] for each in said], sides


def _side(firm: Firm) -> Side:
    return firm.group, firm.seen


def _rules(firms: Sequence[Firm], sides: dict[Side, int], allowed: Allowed | None, barred: Ints) -> Rules:
    matrix = np.array(
        [[seen and (allowed is None or (group, other) in allowed) for other, seen in sides] for group, _looks in sides],
        dtype=np.bool_,
    )
    return Rules(
        np.array([sides[_side(firm)] for firm in firms], dtype=np.intp), matrix.reshape(len(sides), len(sides)), barred
    )


def apart(rows: dict[Key, int], barred: Barred, unshown: Barred) -> Ints:
    """Rows of firms, n × 2: the first is not shown the second. Who is not there does not matter."""
    pairs = list(barred)
    both_ways = (*pairs, *((other, one) for one, other in pairs), *unshown)
    known = [(rows[one], rows[other]) for one, other in both_ways if one in rows and other in rows]
    return np.array(known, dtype=np.intp).reshape(-1, 2)
