"""All firms of an event as rows of matrices: what the tiles of the ranking and the reasons are cut from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.matching.firm import Firm
from app.matching.information import Information, closeness, information
from app.matching.losses import Losses, losses
from app.matching.nodes import NOTHING, Floats, Ints, nodes
from app.matching.parameters import Parameters
from app.matching.texts import Texts, texts_of

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
    """``met[offer, need]`` in [0, 1], 0 for the same code, of the nodes that are offered and sought at all, each in the
    order of the tree."""

    needs: Ints
    offers: Ints
    met: NDArray[np.floating[Any]]

    def single(self) -> Nearness:
        """In single precision."""
        return Nearness(self.needs, self.offers, self.met.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Vectors:
    """Firms as rows, in the order given.

    ``needs``: firms × nodes, each sought code with its weight (1, or less where more than three are sought).
    ``activity``, ``profile``: firms × nodes, normed, so that a product of two rows is the cosine of what the firms
    offer, and of what they offer and seek. ``weights``: firms × 4, by each firm's goal, in the order of Weights.
    ``texts``: what their own texts mean, None where none counts.
    """

    information: Information
    offered: Lists
    sought: Lists
    needs: Rows
    activity: Rows
    profile: Rows
    weights: Floats
    losses: Losses
    parameters: Parameters
    texts: Texts | None

    def __len__(self) -> int:
        return len(self.weights)

    def nearness(self) -> Nearness:
        """How well all that is offered meets all that is sought, computed once for everybody."""
        needs, offers = np.unique(self.sought.values), np.unique(self.offered.values)
        met = closeness(needs, offers, self.information.content, self.parameters.excess_of_offer)
        return Nearness(needs, offers, np.where(needs == offers[:, None], 0.0, np.minimum(met.T, 1.0)))

    def unmet(self, rows: slice, near: Nearness) -> NDArray[np.floating[Any]]:
        """ln(1 − s) of each node as a need and each firm of ``rows`` as the one who offers; nodes × firms, ≤ 0.

        s is the best match times the largest closeness² · breadth of what is offered. Beside the very code that is
        sought, the others count as if it were not there, so that offering it never meets the need less.
        """
        starts, stop = self.offered.starts[rows], self.offered.starts[rows.stop]
        codes, sizes = self.offered.values[starts[0] : stop], self.offered.sizes[rows]
        some = np.flatnonzero(sizes)
        logs = np.zeros((len(nodes()), len(starts)), dtype=near.met.dtype)
        if codes.size and near.needs.size:
            close = np.maximum.reduceat(near.met[np.searchsorted(near.offers, codes)], starts[some] - starts[0], axis=0)
            worth = close**2 * breadth(sizes[some], self.parameters).astype(close.dtype)[:, None]
            firm = np.repeat(np.arange(len(some)), sizes[some])
            sought = np.isin(codes, near.needs)
            firm, need = firm[sought], np.searchsorted(near.needs, codes[sought])
            alone, beside = (breadth(sizes[some][firm] - less, self.parameters) for less in (0, 1))
            worth[firm, need] = np.maximum(alone, beside * close[firm, need] ** 2)
            logs[np.ix_(near.needs, some)] = np.log1p(-self.parameters.best_match * worth.T)
        return logs


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
    activity, wanted = _spread(offered), _spread(sought)
    whole = activity + wanted
    known = frozen or information(len(firms), _holders(activity), _holders(whole), parameters)
    weights = [parameters.weights_for(each.goal) for each in said]
    return Vectors(
        known,
        offered,
        sought,
        _rows(sought, np.repeat(breadth(sought.sizes, parameters), sought.sizes)),
        _normed(activity, known.content),
        _normed(whole, known.content),
        np.array([(w.you_seek, w.they_seek, w.same_activity, w.common_ground) for w in weights]).reshape(-1, 4),
        losses(said, offered.values, offered.starts, parameters, counted=counted),
        parameters,
        texts_of([firm.says for firm in firms]),
    )


def _rows(lists: Lists, values: Floats) -> Rows:
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
