"""All firms of an event as rows of matrices: what the tiles of the ranking and the reasons are cut from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.matching.firm import Firm
from app.matching.information import Information, information, met
from app.matching.losses import Losses, losses
from app.matching.nodes import NOTHING, Floats, Ints, nodes
from app.matching.parameters import Parameters
from app.matching.texts import Texts, texts_of

Reals = NDArray[np.floating[Any]]
Rows = sparse.csr_array[np.float64, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of nodes for each firm, one after another: firm i has ``values[starts[i]:starts[i + 1]]``."""

    values: Ints
    starts: Ints

    @property
    def sizes(self) -> Ints:
        return np.diff(self.starts)

    @classmethod
    def of(cls, codes: Iterable[Iterable[str]]) -> Lists:
        lists = [nodes().of(each) for each in codes]
        starts = np.concatenate(([0], np.cumsum([len(each) for each in lists], dtype=np.intp)))
        return cls(np.array([node for each in lists for node in each], dtype=np.intp), starts)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How well all that is offered meets all that is sought or offered, computed once for everybody.

    ``met[offer, need]`` in [0, 1], 0 for the same code, of the nodes that are offered at all and those that anybody
    offers or seeks, each in the order of the tree; ``same``: by need, what the same code is worth as an activity.
    """

    needs: Ints
    offers: Ints
    met: Reals
    same: Reals

    @classmethod
    def of(cls, offered: Ints, sought: Ints, known: Information, parameters: Parameters) -> Nearness:
        offers = np.unique(offered)
        needs = np.union1d(offers, sought)
        near = np.zeros((len(offers), len(needs)))
        some = np.nonzero((nodes().meets[offers[:, None], needs] != NOTHING) & (offers[:, None] != needs))
        near[some] = met(needs[some[1]], offers[some[0]], known, parameters)
        return cls(needs, offers, near, met(needs, needs, known, parameters))

    def single(self) -> Nearness:
        """In single precision."""
        return Nearness(self.needs, self.offers, self.met.astype(np.float32), self.same.astype(np.float32))

    def between(self, need: Ints, offer: Ints, *, in_full: bool) -> Reals:
        """By element; ``in_full``: the same code meets a need in full, or else is worth as much as an activity."""
        column = _places(self.needs)[need]
        found = self.met[_places(self.offers)[offer], column]
        same = np.flatnonzero(need == offer)
        found[same] = 1.0 if in_full else self.same[column[same]]
        return found


@dataclass(frozen=True, slots=True)
class Vectors:
    """Firms as rows, in the order given.

    ``needs``, ``does``: firms × nodes, each sought, or offered, code with its weight (1, or less where there are more
    than three). ``profile``: firms × nodes, normed, so that a product of two rows is the cosine of what the firms
    offer and seek. ``weights``: firms × 4, by each firm's goal, in the order of Weights.
    ``texts``: what their own texts mean, None where none counts.
    """

    information: Information
    offered: Lists
    sought: Lists
    needs: Rows
    does: Rows
    profile: Rows
    weights: Floats
    losses: Losses
    parameters: Parameters
    texts: Texts | None
    near: Nearness

    def __len__(self) -> int:
        return len(self.weights)

    def unmet(self, rows: slice, near: Nearness) -> tuple[Reals, Reals]:
        """ln(1 − s) of each node as a need, and as an activity, and each firm of ``rows`` as the one who offers; nodes
        × firms, ≤ 0.

        s is the best match times the largest ``met`` · breadth of what is offered. Beside the very code that is
        sought, the others count as if it were not there, so that offering it never meets the need less: it meets it in
        full. Of two who do the same it says as much as both are likely to mean the same class by it.
        """
        starts, stop = self.offered.starts[rows], self.offered.starts[rows.stop]
        codes, sizes = self.offered.values[starts[0] : stop], self.offered.sizes[rows]
        some = np.flatnonzero(sizes)
        unmet = np.zeros((len(nodes()), len(starts)), dtype=near.met.dtype)
        if codes.size and near.needs.size:
            close = np.maximum.reduceat(near.met[np.searchsorted(near.offers, codes)], starts[some] - starts[0], axis=0)
            worth = close * breadth(sizes[some], self.parameters).astype(close.dtype)[:, None]
            firm, need = np.repeat(np.arange(len(some)), sizes[some]), np.searchsorted(near.needs, codes)
            alone, beside = (breadth(sizes[some][firm] - less, self.parameters) for less in (0, 1))
            best, beside = self.parameters.best_match, beside * close[firm, need]
            worth[firm, need] = np.maximum(alone, beside)
            unmet[np.ix_(near.needs, some)] = np.log1p(-best * worth.T)
            unlike = unmet.copy()
            unlike[codes, some[firm]] = np.log1p(-best * np.maximum(alone * near.same[need], beside))
            return unmet, unlike
        return unmet, unmet


def breadth(sizes: Ints, parameters: Parameters) -> Floats:
    """min(1, 3 / how many codes): who names more than three makes each count less. Shape as given, in (0, 1]."""
    return parameters.breadth_codes / np.maximum(sizes, parameters.breadth_codes)


def vectors(
    firms: Sequence[Firm], parameters: Parameters, frozen: Information | None = None, *, counted: int | None = None
) -> Vectors:
    """The matrices of these firms; with ``frozen`` the rarity of sectors is not counted anew.

    Which certificates are customary is counted among the first ``counted`` firms (None: all). Raises UnknownSector.
    """
    said = [firm.profile for firm in firms]
    offered, sought = Lists.of(each.offered for each in said), Lists.of(each.seeks for each in said)
    activity = _spread(offered)
    whole = activity + _spread(sought)
    known = frozen or information(len(firms), _holders(activity), _holders(whole), parameters)
    weights = [parameters.weights_for(each.goal) for each in said]
    return Vectors(
        known,
        offered,
        sought,
        _weighed(sought, parameters),
        _weighed(offered, parameters),
        _normed(whole, known.content),
        np.array([(w.you_seek, w.they_seek, w.same_activity, w.common_ground) for w in weights]).reshape(-1, 4),
        losses(said, offered.values, offered.starts, parameters, counted=counted),
        parameters,
        texts_of([firm.says for firm in firms]),
        Nearness.of(offered.values, sought.values, known, parameters),
    )


def _places(some: Ints) -> Ints:
    """By node its place among ``some``."""
    places = np.zeros(len(nodes()), dtype=np.intp)
    places[some] = np.arange(len(some))
    return places


def _weighed(lists: Lists, parameters: Parameters) -> Rows:
    values = np.repeat(breadth(lists.sizes, parameters), lists.sizes)
    return sparse.csr_array((values, lists.values, lists.starts), shape=(len(lists.sizes), len(nodes())))


def _spread(lists: Lists) -> Rows:
    """How many of a firm's codes are a node or lie under it; firms × nodes, columns in the order of the tree."""
    paths = nodes().paths[lists.values]
    firm = np.repeat(np.arange(len(lists.sizes)), lists.sizes)[:, None]
    held = paths != NOTHING
    where = (np.broadcast_to(firm, paths.shape)[held], paths[held])
    spread = sparse.csr_array((np.ones(len(where[0])), where), shape=(len(lists.sizes), len(nodes())))
    spread.sum_duplicates()
    return spread


def _holders(spread: Rows) -> Ints:
    return np.bincount(spread.indices, minlength=len(nodes()))


def _normed(spread: Rows, content: Floats) -> Rows:
    """Each row times √content, at length 1; an empty row stays empty."""
    row = np.repeat(np.arange(spread.shape[0]), np.diff(spread.indptr))
    values: NDArray[np.float64] = spread.data * np.sqrt(content[spread.indices])
    lengths = np.sqrt(np.bincount(row, values**2, minlength=spread.shape[0]))
    return sparse.csr_array((values / lengths[row], spread.indices, spread.indptr), shape=spread.shape)
