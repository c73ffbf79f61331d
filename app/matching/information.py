"""How much it says to share a sector at this event: rare sectors say much, common and broad ones little."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.matching.nodes import NOTHING, Floats, Ints, nodes
from app.matching.parameters import DEFAULT, Parameters


@dataclass(frozen=True, slots=True)
class Information:
    """By node: ``content`` in [0, 1], 1 for what says most; how many firms offer it, and how many are concerned by it
    (offer or seek it), each with what lies under it. Frozen for one version of an event's ranking.
    """

    firms: int
    content: Floats
    offering: Ints
    concerned: Ints


def information(firms: int, offering: Ints, concerned: Ints, parameters: Parameters) -> Information:
    """p(t) = (n_t + s·l_t) / (firms + s) with l_t the share of the classes under t; content −ln p, the largest is 1."""
    smoothing = parameters.smoothing_firms
    probability = (concerned + smoothing * nodes().shares) / (firms + smoothing)
    content = -np.log(probability)
    return Information(firms, content / content.max(), offering, concerned)


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


def closeness(needs: Ints, offers: Ints, content: Floats, excess_of_offer: float) -> Floats:
    """How well each offer answers each need (Tversky's measure), in [0, 1]; shape needs × offers.

    1 for the same code, 0 where no sector holds both. A broad need that holds a precise offer stays high; a precise
    need met by a broad or neighbouring offer falls with what the two do not share.
    """
    meets = nodes().meets[np.ix_(needs, offers)]
    shared = np.where(meets == NOTHING, 0.0, content[meets])
    apart = content[needs][:, None] + excess_of_offer * (content[offers] - shared)
    return shared / apart
