"""How much it says to share a sector at this event: rare sectors say much, common and broad ones little."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.companies.sectors.tree import SECTOR_LEVELS
from app.matching.nodes import NOTHING, Floats, Ints, nodes
from app.matching.parameters import DEFAULT, Parameters


@dataclass(frozen=True, slots=True)
class Information:
    """By node: ``content`` in [0, 1], 1 for what says most; ``named``: how often the classes under it are named here,
    smoothed, and ``alike`` in (0, 1]: the chance that two who name it mean the same class; how many firms offer it, and
    how many are concerned by it (offer or seek it), each with what lies under it. Frozen for one version of an event's
    ranking.
    """

    firms: int
    content: Floats
    named: Floats
    alike: Floats
    offering: Ints
    concerned: Ints


def information(firms: int, offering: Ints, concerned: Ints, parameters: Parameters) -> Information:
    """p(t) = (n_t + s·l_t) / (firms + s) with l_t the share of the classes under t; content −ln p, the largest is 1."""
    smoothing = parameters.smoothing_firms
    probability = (concerned + smoothing * nodes().shares) / (firms + smoothing)
    content = -np.log(probability)
    named, alike = _meant(concerned, smoothing)
    return Information(firms, content / content.max(), named, alike, offering, concerned)


def _meant(concerned: Ints, smoothing: float) -> tuple[Floats, Floats]:
    """What is said broadly means the classes under it as often as firms of this event name these: ``named`` is the sum
    of n_c + s·l_c over the classes c under a node, ``alike`` that of their squared shares."""
    classes = np.flatnonzero(nodes().depths == len(SECTOR_LEVELS) - 1)
    each = concerned[classes] + smoothing * nodes().shares[classes]
    named, squares = (_under(classes, values) for values in (each, each**2))
    return named, squares / named**2


def _under(classes: Ints, values: Floats) -> Floats:
    """By node the sum over the classes under it."""
    above = nodes().paths[classes]
    weights = np.repeat(values, above.shape[1])
    return np.bincount(above.ravel(), weights, minlength=len(nodes())).astype(np.float64, copy=False)


def to_json(known: Information) -> dict[str, Any]:
    """The counts as plain values, of the sectors that anybody names."""
    some = np.flatnonzero(known.concerned).tolist()
    counts = {nodes().codes[node]: [int(known.offering[node]), int(known.concerned[node])] for node in some}
    return {"firms": known.firms, "counts": counts}


def from_json(plain: Mapping[str, Any], parameters: Parameters = DEFAULT) -> Information | None:
    """The inverse of ``to_json``; None where a sector is not in the tree any more."""
    counts: Mapping[str, Sequence[int]] = plain["counts"]
    if not nodes().index.keys() >= counts.keys():
        return None
    table = np.zeros((2, len(nodes())), dtype=np.intp)
    for code, both in counts.items():
        table[:, nodes().index[code]] = both
    return information(plain["firms"], table[0], table[1], parameters)


def met(needs: Ints, offers: Ints, known: Information, parameters: Parameters) -> Floats:
    """How far each offer answers each need, in [0, 1]; needs and offers are broadcast against each other.

    ``same_class`` of it is the chance that both mean the same class, the rest the square of how close they are.
    """
    share = parameters.same_class
    close = closeness(needs, offers, known.content, parameters.excess_of_offer)
    return share * same_class(needs, offers, known) + (1 - share) * close**2


def same_class(needs: Ints, offers: Ints, known: Information) -> Floats:
    """The chance that both mean the same class: 1 for the same class, 0 where neither lies under the other; the
    broader one means what the other does as often as firms here name that, and then both mean one of its classes."""
    depths, named = nodes().depths, known.named
    upward = depths[needs] > depths[offers]
    broad, precise = np.where(upward, offers, needs), np.where(upward, needs, offers)
    chance: Floats = np.where(nodes().meets[broad, precise] == broad, named[precise] / named[broad], 0.0)
    return chance * known.alike[precise]


def closeness(needs: Ints, offers: Ints, content: Floats, excess_of_offer: float) -> Floats:
    """How close each offer is to each need in the tree (Tversky's measure), in [0, 1]; broadcast likewise.

    1 for the same code, 0 where no sector holds both. A broad need that holds a precise offer stays high; a precise
    need met by a broad or neighbouring offer falls with what the two do not share.
    """
    meets = nodes().meets[needs, offers]
    shared = np.where(meets == NOTHING, 0.0, content[meets])
    close = shared / (content[needs] + excess_of_offer * (content[offers] - shared))
    return np.where(needs == offers, 1.0, np.minimum(close, 1.0))
