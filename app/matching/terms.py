"""The formula: its terms for chosen pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.matching.sector_arrays import NOTHING, Floats, Ints, sector_arrays
from app.matching.vectors import EventVectors, NodeLists, SparseRows, breadth_factor


def harmonic_score(fit: Floats, fit_back: Floats) -> Floats:
    """The harmonic mean of both sides' fits, 0 where both are 0."""
    total = fit + fit_back
    return np.divide(2 * fit * fit_back, total, out=np.zeros_like(total), where=total > 0)


COMPARISONS_AT_A_TIME: Final = 1_000_000
"""Needs times what is offered, that are compared at once; where there are more, each need is first looked up once for
each company."""


@dataclass(frozen=True, slots=True)
class FitTerms:
    """Terms of pairs, in the order of the pairs and then of the tree. ``by`` is the offered node that meets a need."""

    pair: Ints
    node: Ints
    by: Ints
    value: Floats

    def sums(self, pairs: int) -> Floats:
        """By pair."""
        return group_sums(self.pair, self.value, pairs)

    def take(self, chosen: Ints, pairs: int) -> FitTerms:
        """Those of the ``kept`` ones of so many pairs, which get the numbers of their places there."""
        number = np.full(pairs, NOTHING, dtype=np.intp)
        number[chosen] = np.arange(len(chosen))
        pair = number[self.pair]
        some = np.flatnonzero(pair != NOTHING)
        some = some[np.argsort(pair[some], kind="stable")]
        return FitTerms(pair[some], self.node[some], self.by[some], self.value[some])


@dataclass(frozen=True, slots=True)
class PairTerms:
    """The terms of companies (``looking``, rows of the vectors) towards others (``seen``), pair by pair; ``stated``,
    ``stated_back``: what texts add to the needs that are met, for either side."""

    companies: EventVectors
    looking: Ints
    seen: Ints
    got: FitTerms
    given: FitTerms
    like: FitTerms
    like_back: FitTerms
    profile: FitTerms
    loss: Floats
    loss_back: Floats
    stated: Floats
    stated_back: Floats

    def __len__(self) -> int:
        return len(self.looking)

    def take(self, chosen: Ints) -> PairTerms:
        """Some of the pairs, in the order of ``kept``."""
        parts = (self.got, self.given, self.like, self.like_back, self.profile)
        got, returned, like, like_back, profile = (terms.take(chosen, len(self)) for terms in parts)
        companies, looking, seen = self.companies, self.looking[chosen], self.seen[chosen]
        by_pair = (each[chosen] for each in (self.loss, self.loss_back, self.stated, self.stated_back))
        return PairTerms(companies, looking, seen, got, returned, like, like_back, profile, *by_pair)

    def fits(self) -> tuple[Floats, Floats, Floats]:
        """Score, fit for the looking firm, fit for the seen one; by pair, in [0, 1]."""
        got, returned, like, like_back, profile = (
            terms.sums(len(self)) for terms in (self.got, self.given, self.like, self.like_back, self.profile)
        )
        got, returned = got + self.stated, returned + self.stated_back
        fit = self.loss * _weighted_sum(self.companies.weights[self.looking], got, returned, like, profile)
        fit_back = self.loss_back * _weighted_sum(self.companies.weights[self.seen], returned, got, like_back, profile)
        return harmonic_score(fit, fit_back), fit, fit_back


def pair_terms(companies: EventVectors, looking: Ints, seen: Ints) -> PairTerms:
    """The terms of these pairs; two arrays of the same length."""
    factor = companies.losses.of_pairs
    got, returned = needs_met_terms(companies, looking, seen), needs_met_terms(companies, seen, looking)
    return PairTerms(
        companies,
        looking,
        seen,
        got,
        returned,
        same_activity_terms(companies, looking, seen),
        same_activity_terms(companies, seen, looking),
        profile_overlap(companies.profile, looking, seen),
        factor(looking, seen),
        factor(seen, looking),
        _text_bonus(companies, got, looking, seen),
        _text_bonus(companies, returned, seen, looking),
    )


def _text_bonus(companies: EventVectors, met: FitTerms, asking: Ints, offering: Ints) -> Floats:
    """What the offering firm's text adds to the needs that its codes meet: how far it answers more of the wish."""
    if companies.texts is None:
        return np.zeros(len(asking))
    return np.maximum(companies.texts.of_pairs(asking, offering) - met.sums(len(asking)), 0)


def group_sums(group: Ints, values: Floats, groups: int) -> Floats:
    """The sum of the values in each group, 0 up to ``groups``."""
    return np.bincount(group, values, minlength=groups).astype(np.float64, copy=False)


def needs_met_terms(companies: EventVectors, asking: Ints, offering: Ints) -> FitTerms:
    """The needs of each asking firm with what each brings: u·ln(1 − s_n)^w / Σ ln(1 − s_m)^w, so that the sum is u."""
    return _met_terms(companies, companies.sought, companies.needs, asking, offering, in_full=True)


def same_activity_terms(companies: EventVectors, asking: Ints, offering: Ints) -> FitTerms:
    """The same of what each asking company offers, so that the sum is g: told under the lowest sector that holds its
    code and the other's."""
    each = _met_terms(companies, companies.offered, companies.does, asking, offering, in_full=False)
    some = np.flatnonzero(each.value)
    shared = sector_arrays().meets[each.node[some], each.by[some]].astype(np.intp)
    key, where = np.unique(each.pair[some] * len(sector_arrays()) + shared, return_inverse=True)
    pair, node = np.divmod(key, len(sector_arrays()))
    return FitTerms(pair, node, np.full_like(node, NOTHING), group_sums(where, each.value[some], len(key)))


def _met_terms(
    companies: EventVectors, asked: NodeLists, weights: SparseRows, asking: Ints, offering: Ints, *, in_full: bool
) -> FitTerms:
    """``in_full`` as in ``Nearness.between``."""
    pair, at = _expanded_lists(asked, asking)
    need = asked.values[at]
    offer, worth = _best_offers(companies, need, offering[pair], in_full=in_full)
    logs = weights.data[at] * np.log1p(-companies.parameters.best_match * worth)
    whole = group_sums(pair, logs, len(asking))
    per_log = np.divide(-np.expm1(whole), whole, out=np.zeros_like(whole), where=whole < 0)
    return FitTerms(pair, need, offer, per_log[pair] * logs)


def profile_overlap(rows: SparseRows, looking: Ints, seen: Ints) -> FitTerms:
    """The shared nodes of each pair with what each brings to the cosine: IC·v·w / √(ΣIC·v² · ΣIC·w²)."""
    shared = rows[looking].multiply(rows[seen]).tocsr()
    shared.sort_indices()
    pair = np.repeat(np.arange(len(looking)), np.diff(shared.indptr))
    node = shared.indices.astype(np.intp)
    return FitTerms(pair, node, np.full_like(node, NOTHING), shared.data)


def deepest_terms(terms: FitTerms) -> FitTerms:
    """The terms of shared nodes, each put under the deepest shared code that its node leads to.

    Where it leads to several as deep, the one that brings most itself, then the first in the tree.
    """
    tree = sector_arrays()
    key = terms.pair * len(tree) + terms.node
    own = np.arange(len(key))
    goal = own.copy()
    for depth in range(int(tree.depths.max()), 0, -1):
        child = own[tree.depths[terms.node] == depth]
        parent = np.searchsorted(key, terms.pair[child] * len(tree) + tree.parents[terms.node[child]])
        order = np.lexsort((goal[child], -terms.value[goal[child]], -tree.depths[terms.node[goal[child]]], parent))
        first = order[np.concatenate(([True], np.diff(parent[order]) > 0))[: len(order)]]
        goal[parent[first]] = goal[child[first]]
    value = group_sums(goal, terms.value, len(key))
    roots = np.flatnonzero(goal == own)
    return FitTerms(terms.pair[roots], terms.node[roots], terms.by[roots], value[roots])


def _weighted_sum(weights: Floats, *parts: Floats) -> Floats:
    total = np.zeros(len(weights))
    for weight, part in zip(weights.T, parts, strict=True):
        total += weight * part
    return total


def _expanded_lists(lists: NodeLists, rows: Ints) -> tuple[Ints, Ints]:
    """The items of each row's list, one row after the other: which of the rows, and where in the list's values."""
    sizes = lists.sizes[rows]
    which = np.repeat(np.arange(len(rows)), sizes)
    within = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return which, lists.starts[rows][which] + within


def _best_offers(companies: EventVectors, need: Ints, offering: Ints, *, in_full: bool) -> tuple[Ints, Floats]:
    """For each need the offered node that meets it best, and what that is worth: ``met`` · breadth, as in
    ``Vectors.unmet``; NOTHING and 0 where nothing is offered. The same code goes before one that is worth as much."""
    work = np.cumsum(companies.offered.sizes[offering])
    if len(work) <= 1 or work[-1] <= COMPARISONS_AT_A_TIME:
        return _best_offers_at_once(companies, need, offering, in_full=in_full)
    key, again = np.unique(need * len(companies) + offering, return_inverse=True)
    need, offering = key // len(companies), key % len(companies)
    work = np.cumsum(companies.offered.sizes[offering])
    cuts = np.searchsorted(work, np.arange(COMPARISONS_AT_A_TIME, work[-1], COMPARISONS_AT_A_TIME))
    parts = zip(*(np.split(each, cuts) for each in (need, offering)), strict=True)
    best_nodes, best = zip(*(_best_offers_at_once(companies, *part, in_full=in_full) for part in parts), strict=True)
    return np.concatenate(best_nodes)[again], np.concatenate(best)[again]


def _best_offers_at_once(companies: EventVectors, need: Ints, offering: Ints, *, in_full: bool) -> tuple[Ints, Floats]:
    which, at = _expanded_lists(companies.offered, offering)
    offer, sizes = companies.offered.values[at], companies.offered.sizes[offering]
    exact = offer == need[which]
    has_exact = np.bincount(which[exact], minlength=len(need)) > 0
    counted = sizes[which] - (has_exact[which] & ~exact)
    worth = breadth_factor(counted, companies.parameters) * companies.near.between(need[which], offer, in_full=in_full)
    some = np.flatnonzero(sizes)
    best, best_nodes = np.zeros(len(need)), np.full(len(need), NOTHING, dtype=np.intp)
    if len(some):
        best[some] = np.maximum.reduceat(worth, np.searchsorted(which, some))
        hits = np.flatnonzero(worth == best[which])
        best_nodes[which[hits[::-1]]] = offer[hits[::-1]]
        same = hits[exact[hits]]
        best_nodes[which[same]] = offer[same]
    return best_nodes, best
