"""All companies of an event as rows of matrices: what they seek and offer, what a fit loses, what their texts mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.companies import text_vectors
from app.companies.profile import CompanyProfile
from app.core.localized import LANGUAGES
from app.matching.parameters import MatchParameters
from app.matching.profiles import OwnWords, RankedCompany
from app.matching.sector_arrays import NOTHING, Floats, Ints, SectorRarity, match_strength, sector_arrays, sector_rarity

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FitLosses:
    """Companies that say the same share a kind, so that a few small tables tell the loss of every pair.

    ``languages[kind, kind]`` and ``certificates[asking kind, lacking kind]`` are factors in (0, 1]; ``needed`` and
    ``lacking`` (kinds × ``standards``) say which certificates are meant, ``holders`` how many companies show each.
    """

    speaks: Ints
    languages: Floats
    asks: Ints
    lacks: Ints
    certificates: Floats
    standards: tuple[str, ...]
    needed: Flags
    lacking: Flags
    holders: Ints

    @property
    def none(self) -> bool:
        """Whether no pair at all loses anything."""
        return bool(self.languages.min(initial=1) == 1 and self.certificates.min(initial=1) == 1)

    def singles(self, companies: slice, others: slice) -> NDArray[np.float32]:
        """L·Q for each of the firms towards each of the others, in single precision; firms × others."""
        factor = self.languages.astype(np.float32)[self.speaks[companies]][:, self.speaks[others]]
        if self.certificates.min(initial=1) < 1:
            factor *= self.certificates.astype(np.float32)[self.asks[companies]][:, self.lacks[others]]
        return factor

    def of_languages(self, companies: Ints, others: Ints) -> Floats:
        """L by pair."""
        return self.languages[self.speaks[companies], self.speaks[others]]

    def of_certificates(self, companies: Ints, others: Ints) -> Floats:
        """Q by pair."""
        return self.certificates[self.asks[companies], self.lacks[others]]

    def missing(self, companies: Ints, others: Ints) -> Flags:
        """Pairs × standards: what each firm needs and its other lacks, though it is customary there."""
        return self.needed[self.asks[companies]] & self.lacking[self.lacks[others]]

    def of_pairs(self, companies: Ints, others: Ints) -> Floats:
        """L·Q by pair."""
        return self.of_languages(companies, others) * self.of_certificates(companies, others)


def fit_losses(profiles: Sequence[CompanyProfile], offered: NodeLists, parameters: MatchParameters) -> FitLosses:
    """The tables of an event; ``offered``: the companies' offered nodes. A certificate is customary where more than
    ``customary_share`` of the companies in one of a company's divisions hold it."""
    speaks, spoken = _distinct_rows(_name_flags([each.languages for each in profiles])[1])
    mute = np.flatnonzero(spoken.sum(axis=1) == 0)
    apart = ~_share_name(spoken, spoken)  # both name languages and share none
    apart[mute], apart[:, mute] = False, False
    standards, needs = _name_flags([each.needs for each in profiles])
    _, holds = _name_flags([each.holds.intersection(standards) for each in profiles], standards)
    members = _division_members(offered)
    share = (members.T.astype(np.float64) @ holds.astype(np.float64)) / np.maximum(members.sum(axis=0), 1)[:, None]
    customary = _share_name(members, (share > parameters.customary_share).T)
    asks, needed = _distinct_rows(needs)
    lacks, lacking = _distinct_rows(customary & ~holds)
    return FitLosses(
        speaks,
        np.where(apart, parameters.no_language, 1.0),
        asks,
        lacks,
        np.where(_share_name(needed, lacking), parameters.no_certificate, 1.0),
        standards,
        needed,
        lacking,
        holds.sum(axis=0),
    )


def _name_flags(sets: Sequence[Iterable[str]], names: Iterable[str] | None = None) -> tuple[tuple[str, ...], Flags]:
    """The names and sets × names: which set holds which name."""
    order = tuple(sorted(names if names is not None else {name for each in sets for name in each}))
    place = {name: column for column, name in enumerate(order)}
    flags = np.zeros((len(sets), len(order)), dtype=np.bool_)
    columns = [[place[name] for name in each] for each in sets]
    rows = np.repeat(np.arange(len(sets)), np.fromiter(map(len, columns), dtype=np.intp, count=len(sets)))
    flags[rows, list(chain.from_iterable(columns))] = True
    return order, flags


def _distinct_rows(flags: Flags) -> tuple[Ints, Flags]:
    """The kind of each row, and the kinds: rows without repetition."""
    kinds, which = np.unique(flags, axis=0, return_inverse=True)
    return which.reshape(-1), kinds


def _share_name(left: Flags, right: Flags) -> Flags:
    """Rows of left × rows of right: whether they have a name in common."""
    common: NDArray[np.float32] = left.astype(np.float32) @ right.T.astype(np.float32)
    return common > 0


def _division_members(offered: NodeLists) -> Flags:
    """Firms × divisions: in which a firm offers something."""
    division = sector_arrays().paths[offered.values, 1]
    company = np.repeat(np.arange(len(offered.sizes)), offered.sizes)
    members = np.zeros((len(offered.sizes), len(sector_arrays())), dtype=np.bool_)
    members[company[division != NOTHING], division[division != NOTHING]] = True
    return members[:, sector_arrays().depths == 1]


TextRows = NDArray[np.float32]
MAX_TEXT_SCORE: Final = 0.6
"""How far a text can meet a wish, a share of 1; an offer of the very code meets it by .9."""
MIN_COSINE: Final = 0.57
COSINE_SPAN: Final = 0.13
"""A text whose cosine with a wish is LEAST or less is not said to answer it, from LEAST + SPAN on they mean the same.

Of the model event's 3,456 pairs 28 are above LEAST, all true; of the next ten every third is not.
"""
PAIRS_AT_A_TIME: Final = 8_192


@dataclass(frozen=True, slots=True)
class TextVectors:
    """``seeks``, ``offers``: companies × ``sentences.DIMENSIONS``, rows of length 1, or 0 where nothing is said;
    ``tongue``: the place of the language of each offer in LANGUAGES."""

    seeks: TextRows
    offers: TextRows
    tongue: Ints

    def answered(self, asking: slice, offering: slice) -> TextRows:
        """How far the wish of each asking firm is met by the text of each offering one, in [0, MOST]."""
        cosine: TextRows = self.seeks[asking] @ self.offers[offering].T
        met: TextRows = np.clip((cosine - np.float32(MIN_COSINE)) / np.float32(COSINE_SPAN), 0, 1) * np.float32(
            MAX_TEXT_SCORE
        )
        return met

    def of_pairs(self, asking: Ints, offering: Ints) -> Floats:
        """The same by pair."""
        cosines = np.empty(len(asking))
        for first in range(0, len(asking), PAIRS_AT_A_TIME):
            some = slice(first, first + PAIRS_AT_A_TIME)
            wishes, other = self.seeks[asking[some]], self.offers[offering[some]]
            cosines[some] = np.einsum("ij,ij->i", wishes, other, dtype=np.float64)
        return np.clip((cosines - MIN_COSINE) / COSINE_SPAN, 0, 1) * MAX_TEXT_SCORE


def own_text_vectors(spoken: Sequence[OwnWords | None]) -> TextVectors | None:
    """None where nobody says anything."""
    if not any(spoken):
        return None
    seeks, offers = ([(words or OwnWords())[part] for words in spoken] for part in (0, 1))
    if not any(seeks) or not any(offers):
        return None
    tongue = [LANGUAGES.index((words or OwnWords()).language) for words in spoken]
    return TextVectors(_text_rows(seeks), _text_rows(offers), np.array(tongue, dtype=np.intp))


def _text_rows(texts: Sequence[str]) -> TextRows:
    rows = np.zeros((len(texts), text_vectors.DIMENSIONS), dtype=np.float32)
    some = [place for place, text in enumerate(texts) if text]
    if some:
        rows[some] = text_vectors.cached_vectors([texts[place] for place in some])
    return rows


Reals = NDArray[np.floating[Any]]
SparseRows = sparse.csr_array[np.float64, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class NodeLists:
    """A list of nodes for each firm, one after another: firm i has ``values[starts[i]:starts[i + 1]]``."""

    values: Ints
    starts: Ints

    @property
    def sizes(self) -> Ints:
        return np.diff(self.starts)

    @classmethod
    def of(cls, codes: Iterable[Iterable[str]]) -> NodeLists:
        lists = [sector_arrays().of(each) for each in codes]
        starts = np.concatenate(([0], np.cumsum([len(each) for each in lists], dtype=np.intp)))
        return cls(np.array([node for each in lists for node in each], dtype=np.intp), starts)


@dataclass(frozen=True, slots=True)
class OfferNearness:
    """How well all that is offered meets all that is sought or offered, computed once for everybody.

    ``met[offer, need]`` in [0, 1], 0 for the same code, of the nodes that are offered at all and those that anybody
    offers or seeks, each in the order of the tree; ``same``: by need, what the same code is worth as an activity.
    """

    needs: Ints
    offers: Ints
    met: Reals
    same: Reals

    @classmethod
    def of(cls, offered: Ints, sought: Ints, known: SectorRarity, parameters: MatchParameters) -> OfferNearness:
        offers = np.unique(offered)
        needs = np.union1d(offers, sought)
        near = np.zeros((len(offers), len(needs)))
        some = np.nonzero((sector_arrays().meets[offers[:, None], needs] != NOTHING) & (offers[:, None] != needs))
        near[some] = match_strength(needs[some[1]], offers[some[0]], known, parameters)
        return cls(needs, offers, near, match_strength(needs, needs, known, parameters))

    def single(self) -> OfferNearness:
        """In single precision."""
        return OfferNearness(self.needs, self.offers, self.met.astype(np.float32), self.same.astype(np.float32))

    def between(self, need: Ints, offer: Ints, *, in_full: bool) -> Reals:
        """By element; ``in_full``: the same code meets a need in full, or else is worth as much as an activity."""
        column = _node_places(self.needs)[need]
        strengths = self.met[_node_places(self.offers)[offer], column]
        same = np.flatnonzero(need == offer)
        strengths[same] = 1.0 if in_full else self.same[column[same]]
        return strengths


@dataclass(frozen=True, slots=True)
class EventVectors:
    """Companies as rows, in the order given.

    ``needs``, ``does``: companies × nodes, each sought, or offered, code with its weight (1, or less where there are
    more than three). ``profile``: companies × nodes, normed, so that a product of two rows is the cosine of what the
    companies offer and seek. ``weights``: companies × 4, by each company's goal, in the order of Weights.
    ``texts``: what their own texts mean, None where none counts.
    """

    information: SectorRarity
    offered: NodeLists
    sought: NodeLists
    needs: SparseRows
    does: SparseRows
    profile: SparseRows
    weights: Floats
    losses: FitLosses
    parameters: MatchParameters
    texts: TextVectors | None
    near: OfferNearness

    def __len__(self) -> int:
        return len(self.weights)

    def unmet(self, rows: slice, near: OfferNearness) -> tuple[Reals, Reals]:
        """ln(1 − s) of each node as a need, and as an activity, and each company of ``rows`` as the one who offers;
        nodes × companies, ≤ 0.

        s is the best match times the largest ``met`` · breadth of what is offered. Beside the very code that is
        sought, the others count as if it were not there, so that offering it never meets the need less: it meets it in
        full. Of two who do the same it says as much as both are likely to mean the same class by it.
        """
        starts, stop = self.offered.starts[rows], self.offered.starts[rows.stop]
        codes, sizes = self.offered.values[starts[0] : stop], self.offered.sizes[rows]
        some = np.flatnonzero(sizes)
        unmet = np.zeros((len(sector_arrays()), len(starts)), dtype=near.met.dtype)
        if codes.size and near.needs.size:
            close = np.maximum.reduceat(near.met[np.searchsorted(near.offers, codes)], starts[some] - starts[0], axis=0)
            worth = close * breadth_factor(sizes[some], self.parameters).astype(close.dtype)[:, None]
            company, need = np.repeat(np.arange(len(some)), sizes[some]), np.searchsorted(near.needs, codes)
            alone, beside = (breadth_factor(sizes[some][company] - less, self.parameters) for less in (0, 1))
            best, beside = self.parameters.best_match, beside * close[company, need]
            worth[company, need] = np.maximum(alone, beside)
            unmet[np.ix_(near.needs, some)] = np.log1p(-best * worth.T)
            unlike = unmet.copy()
            unlike[codes, some[company]] = np.log1p(-best * np.maximum(alone * near.same[need], beside))
            return unmet, unlike
        return unmet, unmet


def breadth_factor(sizes: Ints, parameters: MatchParameters) -> Floats:
    """min(1, 3 / how many codes): who names more than three makes each count less. Shape as given, in (0, 1]."""
    return parameters.breadth_codes / np.maximum(sizes, parameters.breadth_codes)


def event_vectors(
    companies: Sequence[RankedCompany],
    parameters: MatchParameters,
    frozen: SectorRarity | None = None,
) -> EventVectors:
    """The matrices of these companies; with ``frozen`` the rarity of sectors is not counted anew. Raises
    UnknownSector."""
    profiles = [company.profile for company in companies]
    offered, sought = NodeLists.of(each.offered for each in profiles), NodeLists.of(each.seeks for each in profiles)
    activity = _node_counts(offered)
    whole = activity + _node_counts(sought)
    known = frozen or sector_rarity(len(companies), _count_holders(activity), _count_holders(whole), parameters)
    weights = [parameters.weights_for(each.goal) for each in profiles]
    return EventVectors(
        known,
        offered,
        sought,
        _weighted_rows(sought, parameters),
        _weighted_rows(offered, parameters),
        _normalized_rows(whole, known.content),
        np.array([(w.you_seek, w.they_seek, w.same_activity, w.common_ground) for w in weights]).reshape(-1, 4),
        fit_losses(profiles, offered, parameters),
        parameters,
        own_text_vectors([company.says for company in companies]),
        OfferNearness.of(offered.values, sought.values, known, parameters),
    )


def _node_places(some: Ints) -> Ints:
    """By node its place among ``some``."""
    places = np.zeros(len(sector_arrays()), dtype=np.intp)
    places[some] = np.arange(len(some))
    return places


def _weighted_rows(lists: NodeLists, parameters: MatchParameters) -> SparseRows:
    values = np.repeat(breadth_factor(lists.sizes, parameters), lists.sizes)
    return sparse.csr_array((values, lists.values, lists.starts), shape=(len(lists.sizes), len(sector_arrays())))


def _node_counts(lists: NodeLists) -> SparseRows:
    """How many of a firm's codes are a node or lie under it; firms × nodes, columns in the order of the tree."""
    paths = sector_arrays().paths[lists.values]
    company = np.repeat(np.arange(len(lists.sizes)), lists.sizes)[:, None]
    is_node = paths != NOTHING
    where = (np.broadcast_to(company, paths.shape)[is_node], paths[is_node])
    spread = sparse.csr_array((np.ones(len(where[0])), where), shape=(len(lists.sizes), len(sector_arrays())))
    spread.sum_duplicates()
    return spread


def _count_holders(spread: SparseRows) -> Ints:
    return np.bincount(spread.indices, minlength=len(sector_arrays()))


def _normalized_rows(spread: SparseRows, content: Floats) -> SparseRows:
    """Each row times √content, at length 1; an empty row stays empty."""
    row = np.repeat(np.arange(spread.shape[0]), np.diff(spread.indptr))
    values: NDArray[np.float64] = spread.data * np.sqrt(content[spread.indices])
    lengths = np.sqrt(np.bincount(row, values**2, minlength=spread.shape[0]))
    return sparse.csr_array((values / lengths[row], spread.indices, spread.indptr), shape=spread.shape)
