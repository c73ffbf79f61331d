"""The tree of sectors as arrays; a node is its place in the order of the tree, so what lies under it follows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.companies.sectors.tree import SECTOR_LEVELS, SectorTree, UnknownSector, sector_tree

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]
NOTHING = -1


@dataclass(frozen=True, slots=True)
class Nodes:
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
def nodes() -> Nodes:
    """The arrays of the whole tree, made once."""
    return _nodes_of(sector_tree())


def _nodes_of(sectors: SectorTree) -> Nodes:
    index = {code: place for place, code in enumerate(sectors.codes)}
    paths = np.full((len(sectors), len(SECTOR_LEVELS)), NOTHING, dtype=np.intp)
    for code, place in index.items():
        path = sectors.path(code)
        paths[place, : len(path)] = [index[above] for above in path]
    depths = (paths != NOTHING).sum(axis=1) - 1
    parents = np.where(depths > 0, paths[np.arange(len(paths)), depths - 1], NOTHING)
    return Nodes(sectors.codes, index, paths, depths, parents, _shares(paths, depths), _meets(paths))


def _shares(paths: Ints, depths: Ints) -> Floats:
    classes = paths[depths == len(SECTOR_LEVELS) - 1]
    return np.bincount(classes.ravel(), minlength=len(paths)) / len(classes)


def _meets(paths: Ints) -> NDArray[np.int16]:
    lowest = np.full((len(paths), len(paths)), NOTHING, dtype=np.int16)
    for level in paths.T:
        same = (level[:, None] == level) & (level != NOTHING)
        lowest = np.where(same, level.astype(np.int16)[:, None], lowest)
    return lowest
