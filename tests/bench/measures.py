"""How good a ranking is: how early it shows those who would truly meet, how fairly, and what its rivals score."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from app.companies.profile import CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.matching.evaluation import list_places
from app.matching.profiles import RankedCompany
from app.matching.ranking import EventRanking
from app.matching.sector_arrays import Floats

NEVER_SHOWN: Final = -np.inf


def reciprocal_places(ranking: EventRanking, companies: Sequence[RankedCompany]) -> Floats:
    """Companies × companies in the order of ``firms``, who are those of the ranking: 1 / the place of the one in the
    list of the other, 0 where it stands in none."""
    reciprocals = np.zeros((len(companies), len(companies)))
    reciprocals[ranking.looking, ranking.seen] = 1 / (1 + list_places(ranking))
    order = [ranking.rows[company.key] for company in companies]
    return reciprocals[np.ix_(order, order)]


def ndcg(scores: Floats, meets: Floats, depth: int) -> float:
    """The mean, over the companies that anybody would meet, of the discounted gain of the first ``depth`` places, in
    [0, 1]: 1 where all who would meet stand first. Both arrays are companies × companies; ties fall in the order given.
    """
    order = np.argsort(-_without_diagonal(scores), axis=1, kind="stable")[:, :depth]
    discount = 1 / np.log2(np.arange(2, order.shape[1] + 2))
    gained = np.take_along_axis(meets, order, axis=1) @ discount
    best: Floats = np.sort(meets, axis=1)[:, ::-1][:, :depth]
    ideal = best @ discount
    some = ideal > 0
    return float((gained[some] / ideal[some]).mean()) if some.any() else 0.0


def gini(shown: Sequence[float]) -> float:
    """How unevenly firms are shown: 0 where all are shown as often, towards 1 where few take all places."""
    ordered = np.sort(np.asarray(shown, dtype=np.float64))
    if not ordered.sum():
        return 0.0
    rank = np.arange(1, len(ordered) + 1)
    return float(((2 * rank - len(ordered) - 1) * ordered).sum() / (len(ordered) * ordered.sum()))


def jaccard(companies: Sequence[RankedCompany]) -> Floats:
    """The simplest rival: shared codes out of all codes of the two, whatever they are for."""
    named_codes = [company.profile.offered | company.profile.seeks for company in companies]
    return _pairwise_scores(
        named_codes, named_codes, lambda codes, other: len(codes & other) / max(len(codes | other), 1)
    )


def directed_overlap(companies: Sequence[RankedCompany]) -> Floats:
    """What either side seeks and the other offers, by exact code; the rival that trade events use."""
    seeks, offers = [company.profile.seeks for company in companies], [firm.profile.offered for firm in companies]
    met = _pairwise_scores(seeks, offers, lambda sought, other: len(sought & other) / max(len(sought), 1))
    return met + met.T


def division_cosine(companies: Sequence[RankedCompany]) -> Floats:
    """The cosine of the divisions that two firms name."""
    named = [_profile_divisions(company.profile) for company in companies]
    return _pairwise_scores(
        named, named, lambda divisions, other: len(divisions & other) / max(len(divisions) * len(other), 1) ** 0.5
    )


def popularity(companies: Sequence[RankedCompany]) -> Floats:
    """The same order for everybody: whom most firms seek something of, by exact code."""
    seeker_counts = (directed_overlap(companies) > 0).sum(axis=0)
    return np.broadcast_to(seeker_counts.astype(np.float64), (len(companies), len(companies)))


def random_scores(companies: Sequence[RankedCompany]) -> Floats:
    """No knowledge at all; the same draw for as many firms."""
    return np.random.default_rng(len(companies)).random((len(companies), len(companies)))


def _profile_divisions(profile: CompanyProfile) -> frozenset[str]:
    return frozenset(sector_tree().division(code) or code for code in profile.offered | profile.seeks)


def _pairwise_scores(
    rows: Sequence[frozenset[str]],
    columns: Sequence[frozenset[str]],
    measure: Callable[[frozenset[str], frozenset[str]], float],
) -> Floats:
    return np.array([[measure(row, column) for column in columns] for row in rows], dtype=np.float64)


def _without_diagonal(values: Floats) -> Floats:
    others = values.copy()
    np.fill_diagonal(others, NEVER_SHOWN)
    return others
