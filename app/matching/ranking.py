"""Who should meet whom: for each company the others that suit it best, where both sides gain; with exact reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.core.errors import Invalid
from app.matching.candidates import (
    NOBODY,
    SCORE_STEPS,
    THREADS,
    CandidatePool,
    ShowingRules,
    TieOrder,
    candidate_pool,
    score_steps,
    tie_order,
)
from app.matching.explanations import ReasonColumns, joined_lines, pair_reasons, reason_lines
from app.matching.exposure import ExposureSettings
from app.matching.list_composition import (
    PinKind,
    PinsByPair,
    composed_lists,
    fillers_without_common_ground,
    lists_with_pins,
    pair_keys,
    pinned_rows,
)
from app.matching.parameters import DEFAULT_PARAMETERS, FIRST_PLACES, MatchParameters
from app.matching.profiles import CompanyKey, GroupKey, RankedCompany, TieDraw
from app.matching.reasons import MatchReason
from app.matching.sector_arrays import Floats, Ints, SectorRarity
from app.matching.terms import pair_terms
from app.matching.vectors import EventVectors, event_vectors

COMPANIES_AT_A_TIME: Final = 1_000
"""Whose pairs are taken apart at once; smaller, where there are fewer, so that each worker has some."""
CODES_AT_A_TIME: Final = 40_000
"""So many codes these firms name at most, as long as all name about as many."""
NEAR_SCORE: Final = np.float32(3e-6)
"""Scores in single precision that are closer than this may stand the other way round."""
MAX_RECOMPUTED: Final = 1_000_000
"""Pairs that are computed anew for lists whose end is a crowd within NEAR of each other; beyond, single precision
decides. Scores that are equal in single precision are no crowd: turns decide."""


RowPairs = tuple[Ints, Ints]  # pairs: who looks, who is seen


@dataclass(frozen=True, slots=True)
class ChosenPlaces:
    """The places of all lists, one list after another, the best first.

    ``numbers``: places × (score, fit for the looking company, fit for the seen one), in [0, 1]; ``displaces``: whether
    somebody who scores higher is left out for it, or stands behind the first places for it; ``pinned``: whether it was
    to stand first; ``lines``: the reasons, if asked for.
    """

    looking: Ints
    seen: Ints
    numbers: Floats
    displaces: NDArray[np.bool_]
    pinned: NDArray[np.bool_]
    lines: ReasonColumns | None


@dataclass(frozen=True, slots=True)
class PlacesQuery:
    """``places``: how long the lists are at most; ``limit``: how many reasons of each place are told, None for none;
    ``pinned``: who stands first in whose list, as looking · companies + seen; ``early``: who stands in its FIRST
    places, whatever those score that stand behind."""

    companies: EventVectors
    turns: TieOrder
    rules: ShowingRules
    pool: CandidatePool
    places: int
    limit: int | None
    pinned: Ints
    early: Ints


def chosen_places(asked: PlacesQuery, lists: Sequence[Sequence[int]], *, whole: bool) -> ChosenPlaces:
    """``whole``: the places of these lists, and what the pool tells of those that score higher; else the places with
    the highest scores, and those of ``lists``: who stands first, or fills a short list."""
    companies, vectors = len(asked.companies), asked.companies
    sizes = np.fromiter(map(len, lists), dtype=np.intp, count=len(lists))
    starts = np.concatenate(([0], np.cumsum(sizes)))
    seen = np.fromiter(chain.from_iterable(lists), dtype=np.intp, count=int(starts[-1]))

    def work(rows: slice) -> ChosenPlaces:
        looking = np.repeat(np.arange(rows.start, rows.stop), sizes[rows])
        listed_pairs = looking, seen[starts[rows.start] : starts[rows.stop]]
        return _chosen_places(asked, _near_top_pairs(asked, rows), listed_pairs, whole=whole)

    codes = int(vectors.offered.sizes.sum() + vectors.sought.sizes.sum())
    size = min(COMPANIES_AT_A_TIME, max(CODES_AT_A_TIME * companies // max(codes, 1), 1))
    if companies <= min(size, COMPANIES_AT_A_TIME // 2):
        return work(slice(0, companies))
    size = min(size, -(-companies // THREADS))
    cut = [slice(first, min(first + size, companies)) for first in range(0, companies, size)]
    with ThreadPoolExecutor(THREADS) as workers:
        return _joined_places(list(workers.map(work, cut)))


def _near_top_pairs(asked: PlacesQuery, rows: slice) -> RowPairs:
    """The pairs of the pool that may be among the first places once they are computed exactly."""
    seen, scores = asked.pool.seen[rows], asked.pool.scores[rows]
    width = seen.shape[1]
    least = scores[:, asked.places - 1] if asked.places <= width else np.zeros(len(scores), dtype=np.float32)
    near = (scores >= (least - NEAR_SCORE)[:, None]) & (seen != NOBODY)
    row, column = near.nonzero()
    looking, others = row + rows.start, seen[row, column]
    crowded = np.flatnonzero(near[:, -1] & (scores[:, -1] < least)) if width else np.empty(0, dtype=np.intp)
    crowded = crowded[: MAX_RECOMPUTED // max(len(asked.companies), 1)]
    for each in crowded.tolist():  # so many are nearly as good that the pool may not hold all of them
        more = _allowed_rows(asked.rules, each + rows.start)
        looking, others = np.append(looking, np.full_like(more, each + rows.start)), np.append(others, more)
    if len(crowded):
        both = np.unique(np.column_stack((looking, others)), axis=0)
        looking, others = both[:, 0], both[:, 1]
    return looking, others


def _allowed_rows(rules: ShowingRules, row: int) -> Ints:
    """All who may stand in the list of a firm."""
    may = rules.allowed[rules.group[row]][rules.group]
    may[row] = False
    looking, seen = rules.barred.T
    may[seen[looking == row]] = False
    return np.flatnonzero(may)


def _chosen_places(asked: PlacesQuery, near: RowPairs, listed_pairs: RowPairs, *, whole: bool) -> ChosenPlaces:
    """``whole``: the wanted pairs and no others are shown."""
    looking, seen, is_near, is_wanted = _united_pairs(near, listed_pairs, len(asked.companies))
    taken = pair_terms(asked.companies, looking, seen)
    numbers = np.column_stack(taken.fits())
    exact = score_steps(numbers[:, 0])
    pinned, early = (np.isin(looking * len(asked.companies) + seen, those) for those in (asked.pinned, asked.early))
    order = np.lexsort((asked.turns.of(looking, seen), -exact, ~pinned, looking))
    ranked = order[((is_near & (exact > 0)) | pinned)[order]]
    place = np.arange(len(ranked)) - np.searchsorted(looking[ranked], looking[ranked])
    shown = is_wanted.copy()
    if not whole:
        shown[ranked[place < asked.places]] = True
    selected = order[shown[order]]
    selected = selected[np.lexsort((~early[selected], ~pinned[selected], looking[selected]))]  # the rest as it was
    selected = selected[np.arange(len(selected)) - np.searchsorted(looking[selected], looking[selected]) < asked.places]
    numbers = numbers[selected]
    numbers[:, 0] = exact[selected] / SCORE_STEPS
    lines = reason_lines(taken.take(selected), asked.limit).small() if asked.limit is not None else None
    least = np.zeros((2, len(asked.companies)), dtype=np.int64)
    for places, of_part in zip((asked.places, min(FIRST_PLACES, asked.places)), least, strict=True):
        last = ranked[place == places - 1]
        of_part[looking[last]] = exact[last]
    displaces = (exact[selected] < least[early[selected].astype(np.intp), looking[selected]]) & ~pinned[selected]
    return ChosenPlaces(looking[selected], seen[selected], numbers, displaces, pinned[selected], lines)


def _united_pairs(
    near: RowPairs, listed_pairs: RowPairs, companies: int
) -> tuple[Ints, Ints, NDArray[np.bool_], NDArray[np.bool_]]:
    """Pairs of either kind once, by looking firm, and of which kind each is."""
    first, second = (looking * companies + seen for looking, seen in (near, listed_pairs))
    both = np.sort(np.concatenate((first, second)))
    key = both[np.flatnonzero(np.diff(both, prepend=-1))]
    kinds = [np.zeros(len(key), dtype=np.bool_) for _ in range(2)]
    for kind, each in zip(kinds, (first, second), strict=True):
        kind[np.searchsorted(key, each)] = True
    return key // max(companies, 1), key % max(companies, 1), kinds[0], kinds[1]


def _joined_places(parts: Sequence[ChosenPlaces]) -> ChosenPlaces:
    if len(parts) == 1:
        return parts[0]
    lines = [part.lines for part in parts if part.lines is not None]
    ends = np.cumsum([0, *(len(part.looking) for part in parts)]).tolist()
    shifted = [each.renumbered_from(start) for each, start in zip(lines, ends, strict=False)]
    looking, seen, displaces, pinned = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("looking", "seen", "displaces", "pinned")
    )
    numbers = np.concatenate([part.numbers for part in parts])
    return ChosenPlaces(looking, seen, numbers, displaces, pinned, joined_lines(*shifted) if lines else None)


AllowedGroups = Collection[tuple[GroupKey, GroupKey]]
BarredPairs = Iterable[tuple[CompanyKey, CompanyKey]]
GroupSide = tuple[GroupKey, bool]
"""A group, and whether these of its firms are seen by others."""
FULL_SCORE: Final = 100.0
SPARE_CANDIDATES: Final = 12
"""So many more than the places of a list come into question, since scores are first computed roughly."""
WIDE_POOL: Final = 64
"""So many come into question where lists are widened, who at a big event are not all."""


class DuplicateCompanyKey(Invalid):
    """Two firms carry the same key."""

    code = "firm_twice"


class RankedPairing(NamedTuple):
    """A place in a firm's list. Score and both fits lie in [0, 100]; the score is their harmonic mean."""

    other: CompanyKey
    score: float
    fit_for_me: float
    fit_for_them: float


@dataclass(frozen=True, slots=True)
class EventRanking:
    """The lists of all companies, one after another, the best first: company i has the places ``starts[i]:starts[i +
    1]``. Where they were widened, the first FIRST places are in order for themselves, and so are those behind them.

    ``numbers``: places × (score, fit for me, fit for them), in [0, 100]. ``widened``: places of companies that stand
    there so that they are seen, though somebody who scores higher is left out, or stands behind the first places.
    ``pinned``: places that were given by hand, before all others, whatever they score. ``reason_columns``: the reasons
    of all places as far as they were asked for, and how many of each (``limit``).
    """

    companies: tuple[RankedCompany, ...]
    rows: dict[CompanyKey, int]
    vectors: EventVectors
    starts: Ints
    looking: Ints
    seen: Ints
    numbers: Floats
    widened: NDArray[np.bool_]
    pinned: NDArray[np.bool_]
    reason_columns: ReasonColumns | None
    limit: int | None

    @property
    def information(self) -> SectorRarity:
        """The rarity of sectors that this version of the ranking is frozen on."""
        return self.vectors.information

    def __iter__(self) -> Iterator[CompanyKey]:
        return iter(self.rows)

    def of(self, key: CompanyKey) -> tuple[RankedPairing, ...]:
        """The list of a firm. Raises KeyError."""
        places = self._places(key)
        columns = self.numbers[places].T.tolist()
        others = [self.companies[row].key for row in self.seen[places].tolist()]
        return tuple(map(RankedPairing, others, *columns))

    def reasons(self, key: CompanyKey, limit: int | None = None) -> list[tuple[MatchReason, ...]]:
        """For each place of a company's list the reasons of ``fit_for_me``; their points add up to it.

        With a ``limit`` only so many that speak for the pair are told, the rest is one line. Raises KeyError.
        """
        places = self._places(key)
        return pair_reasons(pair_terms(self.vectors, self.looking[places], self.seen[places]), limit)

    def why(self, key: CompanyKey, other: CompanyKey) -> tuple[RankedPairing, tuple[MatchReason, ...]]:
        """Any pair, whether it stands in a list or not. Raises KeyError."""
        taken = pair_terms(self.vectors, np.array([self.rows[key]]), np.array([self.rows[other]]))
        score, fit, fit_back = (float(each[0]) * FULL_SCORE for each in taken.fits())
        return RankedPairing(other, score, fit, fit_back), pair_reasons(taken)[0]

    def _places(self, key: CompanyKey) -> slice:
        row = self.rows[key]
        return slice(int(self.starts[row]), int(self.starts[row + 1]))


def rank_companies(
    companies: Iterable[RankedCompany],
    allowed: AllowedGroups | None = None,
    barred: BarredPairs = (),
    *,
    unshown: BarredPairs = (),
    places: int = 20,
    parameters: MatchParameters = DEFAULT_PARAMETERS,
    frozen: SectorRarity | None = None,
    exposure: ExposureSettings | None = None,
    whole: bool = False,
    limit: int | None = None,
    pins: PinsByPair | None = None,
) -> EventRanking:
    """The best ``places`` others of each company.

    ``allowed`` holds (group, other group) where the one is shown the other; without it everybody is shown everybody
    that may be seen at all.
    ``barred`` pairs are shown to neither side; of those ``unshown`` the first is not shown the second, who sees the
    first as if nothing were said. ``frozen``: the rarity of sectors of an earlier ranking, to change
    nothing but what the companies changed. With an ``exposure`` lists are widened so that everybody is seen. ``whole``:
    lists are filled with companies without any common ground, who else stand in none but for the exposure's floor.
    ``limit``: tell so many reasons of each place (``Ranking.told``). ``pins``: pairs that stand first in the lists of
    both, or in neither; rules and bars go before them. Raises FirmTwice, UnknownSector.
    """
    standing, drawn, sides = _ordered_companies(companies)
    rows = {company.key: row for row, company in enumerate(standing)}
    if len(rows) < len(standing):
        raise DuplicateCompanyKey
    known, order = event_vectors(standing, parameters, frozen), tie_order(drawn)
    down = [pair for pair, pin in (pins or {}).items() if pin is PinKind.DOWN]
    rules = _showing_rules(standing, sides, allowed, barred_rows(rows, (*barred, *down), unshown))
    first = pinned_rows(pins or {}, rows, rules)
    width = max(places + SPARE_CANDIDATES, WIDE_POOL) if exposure else places + SPARE_CANDIDATES
    candidates = candidate_pool(known, order, rules, min(width, max(len(standing) - 1, 1)))
    pinned = pair_keys(first, len(standing))
    asked = PlacesQuery(known, order, rules, candidates, places, limit, pinned, pinned)
    if exposure is None:
        short = fillers_without_common_ground(candidates, rules, order, places) if whole else [()] * len(standing)
        chosen = chosen_places(asked, lists_with_pins(short, first, places), whole=False)
    else:
        early, late = composed_lists(candidates, rules, order, exposure, first, places=places, whole=whole)
        asked = replace(asked, early=pair_keys(dict(enumerate(early)), len(standing)))
        chosen = chosen_places(asked, [(*head, *other) for head, other in zip(early, late, strict=True)], whole=True)
    starts = np.searchsorted(chosen.looking, np.arange(len(standing) + 1))
    return EventRanking(
        standing,
        rows,
        known,
        starts,
        chosen.looking,
        chosen.seen,
        FULL_SCORE * chosen.numbers,
        chosen.displaces,
        chosen.pinned,
        chosen.lines,
        limit,
    )


def _ordered_companies(
    firms: Iterable[RankedCompany],
) -> tuple[tuple[RankedCompany, ...], list[TieDraw], dict[GroupSide, int]]:
    """The companies of a side together and by what they say, so that no sum depends on how they came; what they are
    ordered by; and a number for each side."""
    companies = list(firms)
    sides = {
        side: number for number, side in enumerate(sorted({_group_side(company) for company in companies}, key=repr))
    }
    ordered = sorted(
        ((sides[_group_side(company)], company.order, company.lot, place) for place, company in enumerate(companies))
    )
    return tuple(companies[each[-1]] for each in ordered), [each[1:3] for each in ordered], sides


def _group_side(company: RankedCompany) -> GroupSide:
    return company.group, company.seen


def _showing_rules(
    companies: Sequence[RankedCompany], sides: dict[GroupSide, int], allowed: AllowedGroups | None, barred: Ints
) -> ShowingRules:
    matrix = np.array(
        [[seen and (allowed is None or (group, other) in allowed) for other, seen in sides] for group, _looks in sides],
        dtype=np.bool_,
    )
    return ShowingRules(
        np.array([sides[_group_side(company)] for company in companies], dtype=np.intp),
        matrix.reshape(len(sides), len(sides)),
        barred,
    )


def barred_rows(rows: dict[CompanyKey, int], barred: BarredPairs, unshown: BarredPairs) -> Ints:
    """Rows of firms, n × 2: the first is not shown the second. Who is not there does not matter."""
    pairs = list(barred)
    both_ways = (*pairs, *((other, company) for company, other in pairs), *unshown)
    known = [(rows[company], rows[other]) for company, other in both_ways if company in rows and other in rows]
    return np.array(known, dtype=np.intp).reshape(-1, 2)
