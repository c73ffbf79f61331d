"""How good a ranking is: how early it shows those who would truly meet, how fairly it shows everybody."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

import numpy as np

from app.companies.profile import CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.matching.firm import Firm
from app.matching.nodes import Floats, Ints
from app.matching.parameters import FIRST
from app.matching.ranking import Ranking

Measure = Callable[[Sequence[Firm]], Floats]
NEVER: Final = -np.inf


def by_place(ranking: Ranking, firms: Sequence[Firm]) -> Floats:
    """Firms × firms in the order of ``firms``, who are those of the ranking: 1 / the place of the one in the list of
    the other, 0 where it stands in none."""
    found = np.zeros((len(firms), len(firms)))
    found[ranking.looking, ranking.seen] = 1 / (1 + places_in(ranking))
    order = [ranking.rows[firm.key] for firm in firms]
    return found[np.ix_(order, order)]


def places_in(ranking: Ranking) -> Ints:
    """For all lists one after another: the place in its list, from 0."""
    return np.arange(len(ranking.looking)) - ranking.starts[ranking.looking]


def ndcg(scores: Floats, meets: Floats, depth: int) -> float:
    """The mean, over the firms that anybody would meet, of the discounted gain of the first ``depth`` places, in
    [0, 1]: 1 where all who would meet stand first. Both arrays are firms × firms; ties fall in the order given.
    """
    order = np.argsort(-_without_oneself(scores), axis=1, kind="stable")[:, :depth]
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """One side of a meeting that both sides wanted: the ``place`` from 1 at which its list showed the other, None where
    it did not; ``others``: whom it may meet."""

    place: int | None
    others: int


@dataclass(frozen=True, slots=True)
class Standing:
    """``meetings``: of which ``listed`` stood in the list at all, ``first`` among its first FIRST places; ``by_lot``:
    how many would stand there if places were drawn; ``middle``: the median place of those that were listed."""

    meetings: int
    listed: int
    first: int
    by_lot: float
    middle: float | None


def standing(wanted: Iterable[Wanted], first: int = FIRST) -> Standing:
    """How high meetings were ranked that both sides wanted."""
    given = list(wanted)
    places = [each.place for each in given if each.place is not None]
    return Standing(
        meetings=len(given),
        listed=len(places),
        first=sum(place <= first for place in places),
        by_lot=len(given) * fmean(min(1, first / max(each.others, 1)) for each in given) if given else 0.0,
        middle=median(places) if places else None,
    )


def times_shown(ranking: Ranking, first: int | None = None, least: float = 0.0) -> dict[object, int]:
    """In how many lists each firm stands; among the ``first`` places, with a score of at least ``least``."""
    counted = ranking.numbers[:, 0] >= least
    if first is not None:
        counted &= places_in(ranking) < first
    counts = np.bincount(ranking.seen[counted], minlength=len(ranking.firms)).tolist()
    return {firm.key: count for firm, count in zip(ranking.firms, counts, strict=True)}


def jaccard(firms: Sequence[Firm]) -> Floats:
    """The simplest rival: shared codes out of all codes of the two, whatever they are for."""
    said = [firm.profile.offered | firm.profile.seeks for firm in firms]
    return _by_pair(said, said, lambda one, other: len(one & other) / max(len(one | other), 1))


def directed(firms: Sequence[Firm]) -> Floats:
    """What either side seeks and the other offers, by exact code; the rival that trade events use."""
    seeks, offers = [firm.profile.seeks for firm in firms], [firm.profile.offered for firm in firms]
    met = _by_pair(seeks, offers, lambda one, other: len(one & other) / max(len(one), 1))
    return met + met.T


def division_cosine(firms: Sequence[Firm]) -> Floats:
    """The cosine of the divisions that two firms name."""
    named = [_divisions(firm.profile) for firm in firms]
    return _by_pair(named, named, lambda one, other: len(one & other) / max(len(one) * len(other), 1) ** 0.5)


def popularity(firms: Sequence[Firm]) -> Floats:
    """The same order for everybody: whom most firms seek something of, by exact code."""
    wanted = (directed(firms) > 0).sum(axis=0)
    return np.broadcast_to(wanted.astype(np.float64), (len(firms), len(firms)))


def chance(firms: Sequence[Firm]) -> Floats:
    """No knowledge at all; the same draw for as many firms."""
    return np.random.default_rng(len(firms)).random((len(firms), len(firms)))


def _divisions(profile: CompanyProfile) -> frozenset[str]:
    return frozenset(sector_tree().division(code) or code for code in profile.offered | profile.seeks)


def _by_pair(
    rows: Sequence[frozenset[str]],
    columns: Sequence[frozenset[str]],
    measure: Callable[[frozenset[str], frozenset[str]], float],
) -> Floats:
    return np.array([[measure(row, column) for column in columns] for row in rows], dtype=np.float64)


def _without_oneself(values: Floats) -> Floats:
    others = values.copy()
    np.fill_diagonal(others, NEVER)
    return others
