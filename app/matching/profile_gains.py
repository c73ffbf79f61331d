"""What each part that a company left out of its profile costs: filled as companies like it fill it, counted one
part at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median_low
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.companies.profile import CompanyGoal, CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.matching.candidates import group_runs, score_steps
from app.matching.profiles import CompanyKey, GroupKey, RankedCompany
from app.matching.ranking import FULL_SCORE, AllowedGroups, BarredPairs, EventRanking, barred_rows
from app.matching.sector_arrays import Floats, Ints
from app.matching.terms import CompanyBlock, block_fits, company_block, harmonic_score
from app.matching.vectors import EventVectors, OfferNearness, event_vectors

CodeSet = frozenset[str]
CODE_PARTS: Final[
    Mapping[str, tuple[Callable[[CompanyProfile], CodeSet], Callable[[CompanyProfile, CodeSet], CompanyProfile]]]
] = {
    "seeks": (lambda profile: profile.seeks, lambda profile, codes: replace(profile, seeks=codes)),
    "offers": (lambda profile: profile.offers, lambda profile, codes: replace(profile, offers=codes)),
    "is_in": (lambda profile: profile.is_in, lambda profile, codes: replace(profile, is_in=codes)),
    "certificates": (lambda profile: profile.holds, lambda profile, codes: replace(profile, holds=codes)),
}
"""Parts of a profile that are sets of codes: how they are read, and how filled."""
MIN_MODELS: Final = 3
ANY_NODE: Final = ""


@dataclass
class _PartCounts:
    """What some firms say in one part: how often each code, and how many codes each of them."""

    codes: Counter[str] = field(default_factory=Counter)
    sizes: list[int] = field(default_factory=list)

    def add(self, codes: Iterable[str]) -> None:
        code_set = set(codes)
        self.codes.update(code_set)
        self.sizes.append(len(code_set))

    @cached_property
    def typical(self) -> frozenset[str]:
        """As many codes as the firm in the middle names, the most frequent ones; ties by code."""
        order = sorted(self.codes, key=lambda code: (-self.codes[code], code))
        return frozenset(order[: median_low(self.sizes)])


@dataclass(frozen=True, slots=True)
class TypicalProfiles:
    """What the firms of an event say: by side, part of the profile, and node of the tree that they have to do with."""

    counts: Mapping[tuple[GroupKey, str, str], _PartCounts]
    classes: Mapping[str, str]
    together: dict[tuple[GroupKey, str, tuple[str, ...]], _PartCounts] = field(default_factory=dict)

    def filled(self, company: RankedCompany) -> dict[str, CompanyProfile]:
        """For each part that the company lacks, its profile with that part filled; a part that no company of its
        side fills either is absent.

        A set gets the typical codes of the companies of its side that share the deepest node with it and are at least
        LEAST_MODELS, else of all of its side; a goal is the most frequent one; a code broader than a class (in a
        profile without any class) becomes the class below it that most companies of the event name.
        """
        profile = company.profile
        profiles = {
            part: fill(profile, models.typical)
            for part, (read_codes, fill) in CODE_PARTS.items()
            if not read_codes(profile) and (models := self._models(company, part)) is not None
        }
        goals = self.counts.get((company.group, "goal", ANY_NODE))
        if profile.goal is None and goals is not None:
            (goal,) = goals.typical
            profiles["goal"] = replace(profile, goal=CompanyGoal(goal))
        exact = self._exact(profile)
        if not profile.has_class and exact != profile:
            profiles["precision"] = exact
        return profiles

    def _models(self, company: RankedCompany, part: str) -> _PartCounts | None:
        paths = [sector_tree().path(code) for code in sorted(company.profile.offered | company.profile.seeks)]
        for depth in reversed(range(max(map(len, paths), default=0))):
            near = self._near(company.group, part, tuple(sorted({path[depth] for path in paths if len(path) > depth})))
            if len(near.sizes) >= MIN_MODELS:
                return near
        return self.counts.get((company.group, part, ANY_NODE))

    def _near(self, group: GroupKey, part: str, nodes: tuple[str, ...]) -> _PartCounts:
        """What the firms that have to do with any of these nodes say; who has to do with two counts twice."""
        known = [counts for node in nodes if (counts := self.counts.get((group, part, node))) is not None]
        if len(known) == 1:
            return known[0]
        if (group, part, nodes) not in self.together:
            joined = _PartCounts()
            for counts in known:
                joined.codes.update(counts.codes)
                joined.sizes.extend(counts.sizes)
            self.together[group, part, nodes] = joined
        return self.together[group, part, nodes]

    def _exact(self, profile: CompanyProfile) -> CompanyProfile:
        is_in, offers, seeks = (
            frozenset(self.classes.get(code, code) for code in codes)
            for codes in (profile.is_in, profile.offers, profile.seeks)
        )
        return replace(profile, is_in=is_in, offers=offers, seeks=seeks)


def typical_profiles(companies: Sequence[RankedCompany]) -> TypicalProfiles:
    """What these firms say, counted once for all questions about it."""
    counts: dict[tuple[GroupKey, str, str], _PartCounts] = {}
    classes: Counter[str] = Counter()
    for company in companies:
        profile = company.profile
        paths = [sector_tree().path(code) for code in profile.offered | profile.seeks]
        classes.update({path[-1] for path in paths if sector_tree()[path[-1]].level == "class"})
        nodes = {ANY_NODE, *(node for path in paths for node in path)}
        for part, (read_codes, _) in CODE_PARTS.items():
            if codes := read_codes(profile):
                for node in nodes:
                    counts.setdefault((company.group, part, node), _PartCounts()).add(codes)
        if profile.goal is not None:
            counts.setdefault((company.group, "goal", ANY_NODE), _PartCounts()).add([profile.goal])
    return TypicalProfiles(counts, _most_named_classes(classes))


def _most_named_classes(classes: Counter[str]) -> dict[str, str]:
    """Each broader node → the class below it that most firms name; ties by code."""
    class_by_node: dict[str, str] = {}
    for code in sorted(classes, key=lambda code: (-classes[code], code)):
        for node in sector_tree().path(code)[:-1]:
            class_by_node.setdefault(node, code)
    return class_by_node


COMPANIES_AT_A_TIME: Final = 32
"""Whose variants, at most seven each, are compared with a block of firms at once."""
GainsByPart = Mapping[str, int]
PairCells = sparse.csr_array[np.int64, tuple[int, int]]
FilledProfiles = Mapping[int, Mapping[str, CompanyProfile]]


def profile_gains(
    ranking: EventRanking,
    allowed: AllowedGroups | None = None,
    barred: BarredPairs = (),
    *,
    unshown: BarredPairs = (),
    places: int,
) -> dict[CompanyKey, GainsByPart]:
    """For each company that leaves out a part of its profile (one of ``CODE_PARTS``, the goal, the precision of its
    codes): part → how many other companies would rank the company higher if that part alone were filled as it typically
    is (see ``typical``).

    Counted are the companies in whose list of ``places`` suggestions the company would newly stand, or stand above
    somebody whom it stands below now; a tie is not above. All else stays as it is in ``ranking``, which was made with
    the same ``allowed``, ``barred``, ``unshown`` and ``places``: the other profiles, the rarity of sectors, which
    certificates are customary. Parts that nobody of the company's side fills are absent, and so are companies without
    any other.
    """
    known = typical_profiles(ranking.companies)
    filled = {row: parts for row, company in enumerate(ranking.companies) if (parts := known.filled(company))}
    whole = _vectors_with_variants(ranking, filled)
    event = _ShownLists.of(ranking, whole, allowed, barred_rows(ranking.rows, barred, unshown), places)
    return {
        ranking.companies[row].key: counts
        for variants in _variant_batches(ranking.companies, filled)
        for row, counts in _gains_by_row(variants, _count_higher(event, whole, variants)).items()
    }


@dataclass(frozen=True, slots=True)
class _ShownLists:
    """What the ranking shows now. ``lists``: companies × places, scores in STEPS, falling, −1 at the end of a short
    list; ``stands[o, f]``: 1 + the place of f in the list of o, 0 for none; ``barred[o, f]``: 1 where o is not shown f;
    ``near`` and ``blocks``: of the companies, cut where the variants stand too, who may seek what nobody sought
    before."""

    companies: Sequence[RankedCompany]
    allowed: AllowedGroups | None
    lists: Ints
    stands: PairCells
    barred: PairCells
    near: OfferNearness
    blocks: Sequence[CompanyBlock]

    @classmethod
    def of(
        cls, ranking: EventRanking, whole: EventVectors, allowed: AllowedGroups | None, barred: Ints, places: int
    ) -> _ShownLists:
        size = len(ranking.companies)
        place = np.arange(len(ranking.looking)) - ranking.starts[ranking.looking]
        lists = np.full((size, places), -1, dtype=np.int64)
        lists[ranking.looking, place] = score_steps(ranking.numbers[:, 0] / FULL_SCORE)
        looking, seen = barred.T
        groups, near = _group_numbers(ranking.companies), whole.near
        return cls(
            ranking.companies,
            allowed,
            lists,
            _pair_cells(place + 1, ranking.looking, ranking.seen, size),
            _pair_cells(np.ones(len(looking)), looking, seen, size),
            near,
            [company_block(whole, run, near) for run in group_runs(groups)],
        )

    def shows(self, looking: CompanyBlock, seen: RankedCompany) -> bool:
        group = self.companies[looking.rows.start].group
        return self.allowed is None or (group, seen.group) in self.allowed


@dataclass(frozen=True, slots=True)
class _ProfileVariants:
    """Some companies of one side, each as it is and then with each missing part filled.

    ``rows``: where they stand in the vectors; ``company``: for each the row of its company; ``parts``: what is filled,
    "" for the company as it is; ``as_is``: for each the place among these of its company as it is.
    """

    rows: slice
    company: Ints
    parts: Sequence[str]
    as_is: Ints


def _vectors_with_variants(ranking: EventRanking, filled: FilledProfiles) -> EventVectors:
    """The firms of the ranking and after them all variants, as rare and as customary as it counted them."""
    variants = [
        RankedCompany((row, place), profile, ranking.companies[row].group, ranking.companies[row].says)
        for row, parts in filled.items()
        for place, profile in enumerate((ranking.companies[row].profile, *parts.values()))
    ]
    companies = ranking.companies
    return event_vectors(
        (*companies, *variants), ranking.vectors.parameters, ranking.information, counted=len(companies)
    )


def _variant_batches(companies: Sequence[RankedCompany], filled: FilledProfiles) -> Iterator[_ProfileVariants]:
    """All variants, some firms of one side at a time; in the order of ``filled``."""
    start = len(companies)
    for _, side in groupby(filled, key=lambda row: companies[row].group):
        rows = list(side)
        for first in range(0, len(rows), COMPANIES_AT_A_TIME):
            some = rows[first : first + COMPANIES_AT_A_TIME]
            sizes = [1 + len(filled[row]) for row in some]
            begins = np.cumsum([0, *sizes])
            yield _ProfileVariants(
                slice(start, start + int(begins[-1])),
                np.repeat(some, sizes),
                [part for row in some for part in ("", *filled[row])],
                np.repeat(begins[:-1], sizes),
            )
            start += int(begins[-1])


def _count_higher(event: _ShownLists, whole: EventVectors, variants: _ProfileVariants) -> Ints:
    """For each variant how many firms rank it higher than its firm as it is."""
    mine = company_block(whole, variants.rows, event.near)
    counted = np.zeros(len(variants.company), dtype=np.int64)
    for others in event.blocks:
        if event.shows(others, event.companies[int(variants.company[0])]):
            scores = score_steps(harmonic_score(*block_fits(whole, others, mine)))
            counted += _raised_places(event, others.rows, variants, scores).sum(axis=0)
    return counted


def _raised_places(event: _ShownLists, others: slice, variants: _ProfileVariants, scores: Ints) -> NDArray[np.bool_]:
    """Others × variants: whether the list of each other holds the variant above the place of its firm as it is."""
    places_now = event.stands[others].toarray()[:, variants.company]
    barred = event.barred[others].toarray()[:, variants.company]
    lists = event.lists[others]
    before = np.where(places_now > 0, places_now - 1, lists.shape[1])
    after = (lists[:, None, :] >= scores[:, :, None]).sum(axis=2)
    better = (scores > scores[:, variants.as_is]) & (after < before) & (barred == 0)
    better[np.arange(others.start, others.stop)[:, None] == variants.company] = False
    risen: NDArray[np.bool_] = better
    return risen


def _gains_by_row(variants: _ProfileVariants, higher: Ints) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    for row, part, count in zip(variants.company.tolist(), variants.parts, higher.tolist(), strict=True):
        if part:
            counts.setdefault(row, {})[part] = count
    return counts


def _pair_cells(values: Floats | Ints, rows: Ints, columns: Ints, size: int) -> PairCells:
    return sparse.csr_array((np.asarray(values, dtype=np.int64), (rows, columns)), shape=(size, size))


def _group_numbers(companies: Sequence[RankedCompany]) -> Ints:
    """The side of each firm as a number; firms of a side stand together."""
    borders = [place for place, (company, other) in enumerate(pairwise(companies), 1) if company.group != other.group]
    return np.searchsorted(borders, np.arange(len(companies)), side="right")
