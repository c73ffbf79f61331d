"""Whose lists are weak at an event, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Final

from app.companies.sectors.tree import sector_tree
from app.matching.parameters import DEFAULT_PARAMETERS
from app.matching.profiles import CompanyKey, GroupKey, RankedCompany

CompanyKeys = frozenset[CompanyKey]
_KeysBySector = Mapping[str, Mapping[GroupKey, CompanyKeys]]


@dataclass(frozen=True)
class EventMarket:
    """The companies of an event and which group meets which: pairs (group, other group), both ways; None: everybody
    meets everybody. An offer meets a need of its own sector, of one above it, and of one under it unless the offer is
    a whole section, which says too little."""

    companies: tuple[RankedCompany, ...]
    allowed: Collection[tuple[GroupKey, GroupKey]] | None = None

    def suppliers(self, code: str, company: RankedCompany) -> CompanyKeys:
        """Whom a firm may meet that offer what meets a need of this sector."""
        return self._met(self._suppliers, code, company)

    def customers(self, code: str, company: RankedCompany) -> CompanyKeys:
        """Whom a firm may meet that seek what an offer of this sector meets."""
        return frozenset().union(*(self._met(self._seekers, need, company) for need in _sectors_served_by(code)))

    def partners(self, company: RankedCompany) -> int:
        """How many others a firm may meet."""
        allowed = sum(count for group, count in self._sizes.items() if self._meet(company.group, group))
        return allowed - self._meet(company.group, company.group)

    @cached_property
    def _sizes(self) -> Mapping[GroupKey, int]:
        return Counter(company.group for company in self.companies)

    @cached_property
    def _suppliers(self) -> _KeysBySector:
        return self._indexed(lambda company: chain.from_iterable(map(_sectors_served_by, company.profile.offered)))

    @cached_property
    def _seekers(self) -> _KeysBySector:
        return self._indexed(lambda company: company.profile.seeks)

    def _indexed(self, codes: Callable[[RankedCompany], Iterable[str]]) -> _KeysBySector:
        index: dict[str, dict[GroupKey, set[CompanyKey]]] = defaultdict(lambda: defaultdict(set))
        for company in self.companies:
            for code in codes(company):
                index[code][company.group].add(company.key)
        return {code: {group: frozenset(keys) for group, keys in groups.items()} for code, groups in index.items()}

    def _met(self, index: _KeysBySector, code: str, company: RankedCompany) -> CompanyKeys:
        groups = index.get(code, {})
        return CompanyKeys().union(*(keys for group, keys in groups.items() if self._meet(company.group, group))) - {
            company.key
        }

    def _meet(self, group: GroupKey, other: GroupKey) -> bool:
        return self.allowed is None or (group, other) in self.allowed


def _sectors_served_by(offered: str) -> Iterator[str]:
    """Each sector once, of which a need is met by an offer."""
    yield from sector_tree().ancestors(offered)
    yield from sector_tree().subtree(offered) if sector_tree()[offered].depth else [offered]


GOOD_SCORE: Final = 25.0
"""A suggestion with at least this score, of 100, is worth a meeting."""
WEAK_SCORE: Final = 12.0
"""A suggestion with a lower score, of 100, is a weak match. In simulated events of the three kinds (seeds 0-3, lists of
twenty) two companies below 9 would meet less often than any two by lot (.01-.02 instead of .02-.04), at 9 to 12
hardly more often (.03-.06), at 12 to 15 two to three times as often (.06-.07), from 25 on six times (.11-.26)."""
ENOUGH_GOOD: Final = 3
"""A list with fewer good suggestions is weak."""


def is_good(score: float) -> bool:
    """Whether two firms that suit each other so well, of 100, should spend a meeting on it."""
    return score >= GOOD_SCORE


def is_weak(score: float) -> bool:
    """Whether so little, of 100, speaks for two firms that it is no evidence."""
    return score < WEAK_SCORE


class WeakListReason(StrEnum):
    """Why a list is weak; a firm may have several."""

    MEETS_NOBODY = "meets_nobody"
    """No rule lets its group meet another that has firms."""
    SAYS_NOTHING = "says_nothing"
    """It names no sector at all."""
    SEEKS_NOTHING = "seeks_nothing"
    OFFERS_NOTHING = "offers_nothing"
    NOT_OFFERED = "not_offered"
    """Nobody whom it may meet offers anything that it seeks."""
    PARTLY_OFFERED = "partly_offered"
    """Of some of what it seeks, nobody whom it may meet offers anything."""
    NOT_SOUGHT = "not_sought"
    """Nobody whom it may meet seeks anything that it offers."""
    TOO_BROAD = "too_broad"
    """It offers or seeks so many sectors that none of them says much."""
    FEW_IN_COMMON = "few_in_common"
    """It says enough; there is little here that suits it."""


@dataclass(frozen=True, slots=True)
class WeakList:
    """A weak list: how many good suggestions it has, its best score in [0, 100] and the reasons."""

    key: CompanyKey
    good: int
    best: float
    why: tuple[WeakListReason, ...]


def weak_lists(market: EventMarket, scores: Mapping[CompanyKey, Sequence[float]]) -> tuple[WeakList, ...]:
    """The companies with fewer than ENOUGH good suggestions, the weakest first. ``scores``: of each company's list,
    the best first; a company that is absent has an empty list."""
    lists = [
        WeakList(company.key, good, max(list_, default=0.0), weak_list_reasons(company, market))
        for company in market.companies
        for list_ in [scores.get(company.key, ())]
        if (good := sum(map(is_good, list_))) < ENOUGH_GOOD
    ]
    return tuple(sorted(lists, key=lambda entry: (entry.good, entry.best)))


def weak_list_reasons(company: RankedCompany, market: EventMarket) -> tuple[WeakListReason, ...]:
    """What makes a firm's list weak, the weightiest first; at least one reason."""
    profile = company.profile
    if not market.partners(company):
        return (WeakListReason.MEETS_NOBODY,)
    if not profile.offered and not profile.seeks:
        return (WeakListReason.SAYS_NOTHING,)
    many = 2 * DEFAULT_PARAMETERS.breadth_codes
    served = [bool(market.suppliers(code, company)) for code in profile.seeks]
    checks = {
        WeakListReason.SEEKS_NOTHING: not profile.seeks,
        WeakListReason.OFFERS_NOTHING: not profile.offered,
        WeakListReason.NOT_OFFERED: bool(served) and not any(served),
        WeakListReason.PARTLY_OFFERED: any(served) and not all(served),
        WeakListReason.NOT_SOUGHT: bool(profile.offered)
        and not any(market.customers(code, company) for code in profile.offered),
        WeakListReason.TOO_BROAD: len(profile.offered) > many or len(profile.seeks) > many,
    }
    return tuple(reason for reason, holds in checks.items() if holds) or (WeakListReason.FEW_IN_COMMON,)
