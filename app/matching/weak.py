"""Firms whose lists are weak, and why: what an organizer can do something about before the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.matching.firm import Firm, Key
from app.matching.parameters import DEFAULT
from app.matching.supply import Market

GOOD: Final = 25.0
"""A suggestion with at least this score, of 100, is worth a meeting."""
WEAK: Final = 12.0
"""A suggestion with a lower score, of 100, is a weak match. In simulated events of the three kinds (seeds 0-3, lists of
twenty) two firms below 9 would meet less often than any two by lot (.01-.02 instead of .02-.04), at 9 to 12 hardly more
often (.03-.06), at 12 to 15 two to three times as often (.06-.07), from 25 on six times (.11-.26)."""
ENOUGH: Final = 3
"""A list with fewer good suggestions is weak."""


def is_good(score: float) -> bool:
    """Whether two firms that suit each other so well, of 100, should spend a meeting on it."""
    return score >= GOOD


def is_weak(score: float) -> bool:
    """Whether so little, of 100, speaks for two firms that it is no evidence."""
    return score < WEAK


class Why(StrEnum):
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
class Weak:
    """A weak list: how many good suggestions it has, its best score in [0, 100] and the reasons."""

    key: Key
    good: int
    best: float
    why: tuple[Why, ...]


def weak_lists(market: Market, scores: Mapping[Key, Sequence[float]]) -> tuple[Weak, ...]:
    """The firms with fewer than ENOUGH good suggestions, the weakest first. ``scores``: of each firm's list, the best
    first; a firm that is absent has an empty list."""
    found = [
        Weak(firm.key, good, max(list_, default=0.0), why(firm, market))
        for firm in market.firms
        for list_ in [scores.get(firm.key, ())]
        if (good := sum(map(is_good, list_))) < ENOUGH
    ]
    return tuple(sorted(found, key=lambda one: (one.good, one.best)))


def why(firm: Firm, market: Market) -> tuple[Why, ...]:
    """What makes a firm's list weak, the weightiest first; at least one reason."""
    said = firm.profile
    if not market.partners(firm):
        return (Why.MEETS_NOBODY,)
    if not said.offered and not said.seeks:
        return (Why.SAYS_NOTHING,)
    many = 2 * DEFAULT.breadth_codes
    served = [bool(market.suppliers(code, firm)) for code in said.seeks]
    told = {
        Why.SEEKS_NOTHING: not said.seeks,
        Why.OFFERS_NOTHING: not said.offered,
        Why.NOT_OFFERED: bool(served) and not any(served),
        Why.PARTLY_OFFERED: any(served) and not all(served),
        Why.NOT_SOUGHT: bool(said.offered) and not any(market.customers(code, firm) for code in said.offered),
        Why.TOO_BROAD: len(said.offered) > many or len(said.seeks) > many,
    }
    return tuple(reason for reason, holds in told.items() if holds) or (Why.FEW_IN_COMMON,)
