"""What each part that a firm left out of its profile costs: counted on the event's own firms, one part at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.companies.profile import CompanyProfile
from app.matching.firm import Firm, Key
from app.matching.nodes import Floats, Ints
from app.matching.places import steps
from app.matching.ranking import BAR, Allowed, Barred, Ranking, apart
from app.matching.search import runs
from app.matching.tiles import Block, block, fits, score
from app.matching.typical import typical
from app.matching.vectors import Nearness, Vectors, vectors

FIRMS_AT_A_TIME: Final = 32
"""Whose variants, at most seven each, are compared with a block of firms at once."""
Gains = Mapping[str, int]
Cells = sparse.csr_array[np.int64, tuple[int, int]]
Filled = Mapping[int, Mapping[str, CompanyProfile]]


def gains(
    ranking: Ranking, allowed: Allowed | None = None, barred: Barred = (), *, unshown: Barred = (), places: int
) -> dict[Key, Gains]:
    """For each firm that leaves out a part of its profile (``typical.PARTS``): part → how many other firms would rank
    the firm higher if that part alone were filled as it typically is (see ``typical``).

    Counted are the firms in whose list of ``places`` suggestions the firm would newly stand, or stand above somebody
    whom it stands below now; a tie is not above. All else stays as it is in ``ranking``, which was made with the same
    ``allowed``, ``barred``, ``unshown`` and ``places``: the other profiles, the rarity of sectors, which certificates
    are customary. Parts that nobody of the firm's side fills are absent, and so are firms without any other.
    """
    known = typical(ranking.firms)
    filled = {row: parts for row, firm in enumerate(ranking.firms) if (parts := known.filled(firm))}
    whole = _whole(ranking, filled)
    event = _Event.of(ranking, whole, allowed, apart(ranking.rows, barred, unshown), places)
    return {
        ranking.firms[row].key: told
        for variants in _cut(ranking.firms, filled)
        for row, told in _told(variants, _higher(event, whole, variants)).items()
    }


@dataclass(frozen=True, slots=True)
class _Event:
    """What the ranking shows now. ``lists``: firms × places, scores in STEPS, falling, −1 at the end of a short list;
    ``stands[o, f]``: 1 + the place of f in the list of o, 0 for none; ``barred[o, f]``: 1 where o is not shown f;
    ``near`` and ``blocks``: of the firms, cut where the variants stand too, who may seek what nobody sought before."""

    firms: Sequence[Firm]
    allowed: Allowed | None
    lists: Ints
    stands: Cells
    barred: Cells
    near: Nearness
    blocks: Sequence[Block]

    @classmethod
    def of(cls, ranking: Ranking, whole: Vectors, allowed: Allowed | None, barred: Ints, places: int) -> "_Event":
        size = len(ranking.firms)
        place = np.arange(len(ranking.looking)) - ranking.starts[ranking.looking]
        lists = np.full((size, places), -1, dtype=np.int64)
        lists[ranking.looking, place] = steps(ranking.numbers[:, 0] / BAR)
        looking, seen = barred.T
        groups, near = _numbered(ranking.firms), whole.near
        return cls(
            ranking.firms,
            allowed,
            lists,
            _cells(place + 1, ranking.looking, ranking.seen, size),
            _cells(np.ones(len(looking)), looking, seen, size),
            near,
            [block(whole, run, near) for run in runs(groups)],
        )

    def shows(self, looking: Block, seen: Firm) -> bool:
        group = self.firms[looking.rows.start].group
        return self.allowed is None or (group, seen.group) in self.allowed


@dataclass(frozen=True, slots=True)
class _Variants:
    """Some firms of one side, each as it is and then with each missing part filled.

    ``rows``: where they stand in the vectors; ``firm``: for each the row of its firm; ``parts``: what is filled, "" for
    the firm as it is; ``as_is``: for each the place among these of its firm as it is.
    """

    rows: slice
    firm: Ints
    parts: Sequence[str]
    as_is: Ints


def _whole(ranking: Ranking, filled: Filled) -> Vectors:
    """The firms of the ranking and after them all variants, as rare and as customary as it counted them."""
    variants = [
        Firm((row, place), profile, ranking.firms[row].group, ranking.firms[row].says)
        for row, parts in filled.items()
        for place, profile in enumerate((ranking.firms[row].profile, *parts.values()))
    ]
    firms = ranking.firms
    return vectors((*firms, *variants), ranking.vectors.parameters, ranking.information, counted=len(firms))


def _cut(firms: Sequence[Firm], filled: Filled) -> Iterator[_Variants]:
    """All variants, some firms of one side at a time; in the order of ``filled``."""
    start = len(firms)
    for _, side in groupby(filled, key=lambda row: firms[row].group):
        rows = list(side)
        for first in range(0, len(rows), FIRMS_AT_A_TIME):
            some = rows[first : first + FIRMS_AT_A_TIME]
            sizes = [1 + len(filled[row]) for row in some]
            begins = np.cumsum([0, *sizes])
            yield _Variants(
                slice(start, start + int(begins[-1])),
                np.repeat(some, sizes),
                [part for row in some for part in ("", *filled[row])],
                np.repeat(begins[:-1], sizes),
            )
            start += int(begins[-1])


def _higher(event: _Event, whole: Vectors, variants: _Variants) -> Ints:
    """For each variant how many firms rank it higher than its firm as it is."""
    mine = block(whole, variants.rows, event.near)
    counted = np.zeros(len(variants.firm), dtype=np.int64)
    for others in event.blocks:
        if event.shows(others, event.firms[int(variants.firm[0])]):
            found = steps(score(*fits(whole, others, mine)))
            counted += _rise(event, others.rows, variants, found).sum(axis=0)
    return counted


def _rise(event: _Event, others: slice, variants: _Variants, found: Ints) -> NDArray[np.bool_]:
    """Others × variants: whether the list of each other holds the variant above the place of its firm as it is."""
    stands = event.stands[others].toarray()[:, variants.firm]
    barred = event.barred[others].toarray()[:, variants.firm]
    lists = event.lists[others]
    before = np.where(stands > 0, stands - 1, lists.shape[1])
    after = (lists[:, None, :] >= found[:, :, None]).sum(axis=2)
    better = (found > found[:, variants.as_is]) & (after < before) & (barred == 0)
    better[np.arange(others.start, others.stop)[:, None] == variants.firm] = False
    risen: NDArray[np.bool_] = better
    return risen


def _told(variants: _Variants, higher: Ints) -> dict[int, dict[str, int]]:
    told: dict[int, dict[str, int]] = {}
    for row, part, count in zip(variants.firm.tolist(), variants.parts, higher.tolist(), strict=True):
        if part:
            told.setdefault(row, {})[part] = count
    return told


def _cells(values: Floats | Ints, rows: Ints, columns: Ints, size: int) -> Cells:
    return sparse.csr_array((np.asarray(values, dtype=np.int64), (rows, columns)), shape=(size, size))


def _numbered(firms: Sequence[Firm]) -> Ints:
    """The side of each firm as a number; firms of a side stand together."""
    borders = [place for place, (one, other) in enumerate(pairwise(firms), 1) if one.group != other.group]
    return np.searchsorted(borders, np.arange(len(firms)), side="right")
