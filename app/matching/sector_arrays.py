"""The tree of sectors as arrays, and how much it says to share a sector at this event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.companies.sectors.tree import SECTOR_LEVELS, UnknownSector, sector_tree
from app.matching.parameters import DEFAULT_PARAMETERS, MatchParameters

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]
NOTHING = -1


@dataclass(frozen=True, slots=True)
class SectorArrays:
    """``paths[node]``: its section, division, group and itself by level, NOTHING below it. ``shares[node]``: the part
    of all classes that lies under it, in (0, 1]. ``meets[a, b]``: the lowest node both are or lie under, or NOTHING.
    """

    codes: tuple[str, ...]
    index: dict[str, int]
    paths: Ints
    depths: Ints
    parents: Ints
    shares: Floats
    meets: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.codes)

    def of(self, codes: Iterable[str]) -> list[int]:
        """Each code's node once, in the order of the tree; raises UnknownSector."""
        try:
            return sorted({self.index[code] for code in codes})
        except KeyError as unknown:
            raise UnknownSector(sector=unknown.args[0]) from None


@cache
def sector_arrays() -> SectorArrays:
    """The arrays of the whole tree, made once."""
    sectors = sector_tree()
    index = {code: place for place, code in enumerate(sectors.codes)}
    paths = np.full((len(sectors), len(SECTOR_LEVELS)), NOTHING, dtype=np.intp)
    for code, place in index.items():
        path = sectors.path(code)
        paths[place, : len(path)] = [index[above] for above in path]
    depths = (paths != NOTHING).sum(axis=1) - 1
    parents = np.where(depths > 0, paths[np.arange(len(paths)), depths - 1], NOTHING)
    classes = paths[depths == len(SECTOR_LEVELS) - 1]
    shares = np.bincount(classes.ravel(), minlength=len(paths)) / len(classes)
    return SectorArrays(sectors.codes, index, paths, depths, parents, shares, _lowest_common(paths))


def _lowest_common(paths: Ints) -> NDArray[np.int16]:
    lowest = np.full((len(paths), len(paths)), NOTHING, dtype=np.int16)
    for level in paths.T:
        same = (level[:, None] == level) & (level != NOTHING)
        lowest = np.where(same, level.astype(np.int16)[:, None], lowest)
    return lowest


@dataclass(frozen=True, slots=True)
class SectorRarity:
    """By node: ``content`` in [0, 1], 1 for what says most; ``named``: how often the classes under it are named here,
    smoothed, and ``alike`` in (0, 1]: the chance that two who name it mean the same class; how many companies offer
    it, and how many are concerned by it (offer or seek it), each with what lies under it. Frozen for one version of
    an event's ranking.
    """

    companies: int
    content: Floats
    named: Floats
    alike: Floats
    offering: Ints
    concerned: Ints


def sector_rarity(companies: int, offering: Ints, concerned: Ints, parameters: MatchParameters) -> SectorRarity:
    """p(t) = (n_t + s·l_t) / (firms + s) with l_t the share of the classes under t; content −ln p, the largest is 1.

    What is said broadly means the classes under it as often as companies of this event name these: ``named`` is the sum
    of n_c + s·l_c over the classes c under a node, ``alike`` that of their squared shares.
    """
    tree, smoothing = sector_arrays(), parameters.smoothing_firms
    content = -np.log((concerned + smoothing * tree.shares) / (companies + smoothing))
    classes = np.flatnonzero(tree.depths == len(SECTOR_LEVELS) - 1)
    each = concerned[classes] + smoothing * tree.shares[classes]
    above = tree.paths[classes]
    named, squares = (
        np.bincount(above.ravel(), np.repeat(values, above.shape[1]), minlength=len(tree)).astype(
            np.float64, copy=False
        )
        for values in (each, each**2)
    )
    return SectorRarity(companies, content / content.max(), named, squares / named**2, offering, concerned)


def rarity_to_json(known: SectorRarity) -> dict[str, Any]:
    """The counts as plain values, of the sectors that anybody names."""
    some = np.flatnonzero(known.concerned).tolist()
    counts = {sector_arrays().codes[node]: [int(known.offering[node]), int(known.concerned[node])] for node in some}
    return {"firms": known.companies, "counts": counts}


def rarity_from_json(plain: Mapping[str, Any], parameters: MatchParameters = DEFAULT_PARAMETERS) -> SectorRarity | None:
    """The inverse of ``to_json``; None where a sector is not in the tree any more."""
    counts: Mapping[str, Sequence[int]] = plain["counts"]
    if not sector_arrays().index.keys() >= counts.keys():
        return None
    table = np.zeros((2, len(sector_arrays())), dtype=np.intp)
    for code, both in counts.items():
        table[:, sector_arrays().index[code]] = both
    return sector_rarity(plain["firms"], table[0], table[1], parameters)


def match_strength(needs: Ints, offers: Ints, known: SectorRarity, parameters: MatchParameters) -> Floats:
    """How far each offer answers each need, in [0, 1]; needs and offers are broadcast against each other.

    ``same_class`` of it is the chance that both mean the same class, the rest the square of how close they are.
    """
    share = parameters.same_class
    close = closeness(needs, offers, known.content, parameters.excess_of_offer)
    return share * same_class_chance(needs, offers, known) + (1 - share) * close**2


def same_class_chance(needs: Ints, offers: Ints, known: SectorRarity) -> Floats:
    """The chance that both mean the same class: 1 for the same class, 0 where neither lies under the other; the
    broader one means what the other does as often as companies here name that, and then both mean one of its
    classes."""
    depths, named = sector_arrays().depths, known.named
    upward = depths[needs] > depths[offers]
    broad, precise = np.where(upward, offers, needs), np.where(upward, needs, offers)
    chance: Floats = np.where(sector_arrays().meets[broad, precise] == broad, named[precise] / named[broad], 0.0)
    return chance * known.alike[precise]


def closeness(needs: Ints, offers: Ints, content: Floats, excess_of_offer: float) -> Floats:
    """How close each offer is to each need in the tree (Tversky's measure), in [0, 1]; broadcast likewise.

    1 for the same code, 0 where no sector holds both. A broad need that holds a precise offer stays high; a precise
    need met by a broad or neighbouring offer falls with what the two do not share.
    """
    meets = sector_arrays().meets[needs, offers]
    shared = np.where(meets == NOTHING, 0.0, content[meets])
    close = shared / (content[needs] + excess_of_offer * (content[offers] - shared))
    return np.where(needs == offers, 1.0, np.minimum(close, 1.0))
