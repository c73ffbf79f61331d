"""The formula taken apart for chosen pairs: terms whose sums are u, g and x."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.matching.nodes import NOTHING, Floats, Ints, nodes
from app.matching.tiles import score
from app.matching.vectors import Lists, Rows, Vectors, breadth

MATCHES_AT_A_TIME: Final = 1_000_000
"""Needs times what is offered, that are compared at once; where there are more, each need is first looked up once for
each firm."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of pairs, in the order of the pairs and then of the tree. ``by`` is the offered node that meets a need."""

    pair: Ints
    node: Ints
    by: Ints
    value: Floats

    def sums(self, pairs: int) -> Floats:
        """By pair."""
        return sums(self.pair, self.value, pairs)

    def take(self, kept: Ints, pairs: int) -> "Terms":
        """Those of the ``kept`` ones of so many pairs, which get the numbers of their places there."""
        number = np.full(pairs, NOTHING, dtype=np.intp)
        number[kept] = np.arange(len(kept))
        pair = number[self.pair]
        some = np.flatnonzero(pair != NOTHING)
        some = some[np.argsort(pair[some], kind="stable")]
        return Terms(pair[some], self.node[some], self.by[some], self.value[some])


@dataclass(frozen=True, slots=True)
class Pairs:
    """The terms of firms (``looking``, rows of the vectors) towards others (``seen``), pair by pair; ``told``,
    ``told_back``: what texts add to the needs that are met, for either side."""

    firms: Vectors
    looking: Ints
    seen: Ints
    got: Terms
    given: Terms
    like: Terms
    like_back: Terms
    profile: Terms
    loss: Floats
    loss_back: Floats
    told: Floats
    told_back: Floats

    def __len__(self) -> int:
        return len(self.looking)

    def take(self, kept: Ints) -> "Pairs":
        """Some of the pairs, in the order of ``kept``."""
        parts = (self.got, self.given, self.like, self.like_back, self.profile)
        got, given, like, like_back, profile = (terms.take(kept, len(self)) for terms in parts)
        firms, looking, seen = self.firms, self.looking[kept], self.seen[kept]
        by_pair = (each[kept] for each in (self.loss, self.loss_back, self.told, self.told_back))
        return Pairs(firms, looking, seen, got, given, like, like_back, profile, *by_pair)

    def fits(self) -> tuple[Floats, Floats, Floats]:
        """Score, fit for the looking firm, fit for the seen one; by pair, in [0, 1]."""
        got, given, like, like_back, profile = (
            terms.sums(len(self)) for terms in (self.got, self.given, self.like, self.like_back, self.profile)
        )
        got, given = got + self.told, given + self.told_back
        fit = self.loss * _weighed(self.firms.weights[self.looking], got, given, like, profile)
        fit_back = self.loss_back * _weighed(self.firms.weights[self.seen], given, got, like_back, profile)
        return score(fit, fit_back), fit, fit_back


def pairs(firms: Vectors, looking: Ints, seen: Ints) -> Pairs:
    """The terms of these pairs; two arrays of the same length."""
    factor = firms.losses.of_pairs
    got, given = needs_met(firms, looking, seen), needs_met(firms, seen, looking)
    return Pairs(
        firms,
        looking,
        seen,
        got,
        given,
        alike(firms, looking, seen),
        alike(firms, seen, looking),
        overlap(firms.profile, looking, seen),
        factor(looking, seen),
        factor(seen, looking),
        _told(firms, got, looking, seen),
        _told(firms, given, seen, looking),
    )


def _told(firms: Vectors, met: Terms, asking: Ints, offering: Ints) -> Floats:
    """What the offering firm's text adds to the needs that its codes meet: how far it answers more of the wish."""
    if firms.texts is None:
        return np.zeros(len(asking))
    return np.maximum(firms.texts.of_pairs(asking, offering) - met.sums(len(asking)), 0)


def sums(group: Ints, values: Floats, groups: int) -> Floats:
    """The sum of the values in each group, 0 up to ``groups``."""
    return np.bincount(group, values, minlength=groups).astype(np.float64, copy=False)


def needs_met(firms: Vectors, asking: Ints, offering: Ints) -> Terms:
    """The needs of each asking firm with what each brings: u·ln(1 − s_n)^w / Σ ln(1 − s_m)^w, so that the sum is u."""
    return _met(firms, firms.sought, firms.needs, asking, offering, in_full=True)


def alike(firms: Vectors, asking: Ints, offering: Ints) -> Terms:
    """The same of what each asking firm offers, so that the sum is g: told under the lowest sector that holds its code
    and the other's."""
    each = _met(firms, firms.offered, firms.does, asking, offering, in_full=False)
    some = np.flatnonzero(each.value)
    shared = nodes().meets[each.node[some], each.by[some]].astype(np.intp)
    key, where = np.unique(each.pair[some] * len(nodes()) + shared, return_inverse=True)
    pair, node = np.divmod(key, len(nodes()))
    return Terms(pair, node, np.full_like(node, NOTHING), sums(where, each.value[some], len(key)))


def _met(firms: Vectors, asked: Lists, weights: Rows, asking: Ints, offering: Ints, *, in_full: bool) -> Terms:
    """``in_full`` as in ``Nearness.between``."""
    pair, at = _expand(asked, asking)
    need = asked.values[at]
    offer, worth = _best_offers(firms, need, offering[pair], in_full=in_full)
    logs = weights.data[at] * np.log1p(-firms.parameters.best_match * worth)
    whole = sums(pair, logs, len(asking))
    per_log = np.divide(-np.expm1(whole), whole, out=np.zeros_like(whole), where=whole < 0)
    return Terms(pair, need, offer, per_log[pair] * logs)


def overlap(rows: Rows, looking: Ints, seen: Ints) -> Terms:
    """The shared nodes of each pair with what each brings to the cosine: IC·v·w / √(ΣIC·v² · ΣIC·w²)."""
    shared = rows[looking].multiply(rows[seen]).tocsr()
    shared.sort_indices()
    pair = np.repeat(np.arange(len(looking)), np.diff(shared.indptr))
    node = shared.indices.astype(np.intp)
    return Terms(pair, node, np.full_like(node, NOTHING), shared.data)


def deepest(terms: Terms) -> Terms:
    """The terms of shared nodes, each put under the deepest shared code that its node leads to.

    Where it leads to several as deep, the one that brings most itself, then the first in the tree.
    """
    tree = nodes()
    key = terms.pair * len(tree) + terms.node
    own = np.arange(len(key))
    goal = own.copy()
    for depth in range(int(tree.depths.max()), 0, -1):
        child = own[tree.depths[terms.node] == depth]
        parent = np.searchsorted(key, terms.pair[child] * len(tree) + tree.parents[terms.node[child]])
        order = np.lexsort((goal[child], -terms.value[goal[child]], -tree.depths[terms.node[goal[child]]], parent))
        first = order[np.concatenate(([True], np.diff(parent[order]) > 0))[: len(order)]]
        goal[parent[first]] = goal[child[first]]
    value = sums(goal, terms.value, len(key))
    kept = np.flatnonzero(goal == own)
    return Terms(terms.pair[kept], terms.node[kept], terms.by[kept], value[kept])


def _weighed(weights: Floats, *parts: Floats) -> Floats:
    total = np.zeros(len(weights))
    for weight, part in zip(weights.T, parts, strict=True):
        total += weight * part
    return total


def _expand(lists: Lists, rows: Ints) -> tuple[Ints, Ints]:
    """The items of each row's list, one row after the other: which of the rows, and where in the list's values."""
    sizes = lists.sizes[rows]
    which = np.repeat(np.arange(len(rows)), sizes)
    within = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return which, lists.starts[rows][which] + within


def _best_offers(firms: Vectors, need: Ints, offering: Ints, *, in_full: bool) -> tuple[Ints, Floats]:
    """For each need the offered node that meets it best, and what that is worth: ``met`` · breadth, as in
    ``Vectors.unmet``; NOTHING and 0 where nothing is offered. The same code goes before one that is worth as much."""
    work = np.cumsum(firms.offered.sizes[offering])
    if len(work) <= 1 or work[-1] <= MATCHES_AT_A_TIME:
        return _best_of_all(firms, need, offering, in_full=in_full)
    key, again = np.unique(need * len(firms) + offering, return_inverse=True)
    need, offering = key // len(firms), key % len(firms)
    work = np.cumsum(firms.offered.sizes[offering])
    cuts = np.searchsorted(work, np.arange(MATCHES_AT_A_TIME, work[-1], MATCHES_AT_A_TIME))
    parts = zip(*(np.split(each, cuts) for each in (need, offering)), strict=True)
    found, best = zip(*(_best_of_all(firms, *part, in_full=in_full) for part in parts), strict=True)
    return np.concatenate(found)[again], np.concatenate(best)[again]


def _best_of_all(firms: Vectors, need: Ints, offering: Ints, *, in_full: bool) -> tuple[Ints, Floats]:
    which, at = _expand(firms.offered, offering)
    offer, sizes = firms.offered.values[at], firms.offered.sizes[offering]
    exact = offer == need[which]
    has_exact = np.bincount(which[exact], minlength=len(need)) > 0
    counted = sizes[which] - (has_exact[which] & ~exact)
    worth = breadth(counted, firms.parameters) * firms.near.between(need[which], offer, in_full=in_full)
    some = np.flatnonzero(sizes)
    best, found = np.zeros(len(need)), np.full(len(need), NOTHING, dtype=np.intp)
    if len(some):
        best[some] = np.maximum.reduceat(worth, np.searchsorted(which, some))
        hits = np.flatnonzero(worth == best[which])
        found[which[hits[::-1]]] = offer[hits[::-1]]
        same = hits[exact[hits]]
        found[which[same]] = offer[same]
    return found, best
