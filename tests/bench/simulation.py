"""Simulated events whose truth is known and is not the formula: what a ranking is measured against.

Firms have true classes out of a skewed mix. What they need comes from a table of who buys from whom, drawn at random
and not from the tree, and from services that everybody buys; what can stand in for what are random pairs, not siblings.
Two firms meet if both accept; who accepts is drawn from exact satisfaction, reputation, language, size and taste.
What a ranking sees of all this is noisy. The constants were chosen so that plain overlap finds about .17 and the oracle
about .55 in each kind of world, as nDCG of ten places; they are frozen, as a change makes figures incomparable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import expit

from app.companies.profile import CompanyGoal, CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.matching.profiles import RankedCompany
from app.matching.sector_arrays import Floats, Ints

Kind = Literal["supply", "peer", "mixed"]
PRESETS: Final[dict[Kind, CompanyGoal]] = {
    "supply": CompanyGoal.TRADE,
    "peer": CompanyGoal.PEERS,
    "mixed": CompanyGoal.BALANCED,
}
PEER_SHARE: Final[dict[Kind, float]] = {"supply": 0.1, "peer": 0.75, "mixed": 0.45}
CLASSES: Final = tuple(sector.code for sector in sector_tree() if sector.level == "class")
SKEW: Final = 0.8
GENERIC_SERVICES: Final = 12
SUPPLIERS_OF_A_CLASS: Final = 5
SUBSTITUTE: Final = 0.6
SALE: Final = 0.7  # what a customer is worth beside a supplier
# What becomes of a true class on its way into a profile: dropped, right, its group, its division, a sibling, any.
NOISE: Final = (0.12, 0.54, 0.16, 0.08, 0.06, 0.04)
SPOKEN: Final = (("en",), ("zh",), ("en", "zh"), ("fr", "en"))
# What moves the log-odds of accepting: a constant, what is gained, a good name, no language, the gap in size, taste.
RELUCTANCE: Final = -2.8
GAIN: Final = 5.0
REPUTATION: Final = 0.5
NO_LANGUAGE: Final = -0.8
SIZE_GAP: Final = -0.4
TASTE: Final = 0.7


@dataclass(frozen=True, slots=True)
class World:
    """``firms`` as a ranking sees them; ``accepts[i, j]``: whether i would meet j; ``chance`` of it, before taste."""

    firms: tuple[RankedCompany, ...]
    accepts: Floats
    chance: Floats

    @property
    def meets(self) -> Floats:
        """1 where both accept, else 0; firms × firms, nothing with oneself."""
        return self.accepts * self.accepts.T

    @property
    def oracle(self) -> Floats:
        """The best score there can be without knowing anybody's taste."""
        return self.chance * self.chance.T


@dataclass(frozen=True, slots=True)
class _Economy:
    mix: Floats
    suppliers: Ints
    services: Ints
    substitute: Ints


def world(kind: Kind, seed: int, size: int = 220) -> World:
    """One event of this kind; the same for the same seed."""
    draw = np.random.default_rng((seed, list(PRESETS).index(kind)))
    mix = draw.permutation(np.arange(1, len(CLASSES) + 1) ** -SKEW)
    mix /= mix.sum()
    suppliers = draw.choice(len(CLASSES), (len(CLASSES), SUPPLIERS_OF_A_CLASS), p=mix)
    services = draw.choice(len(CLASSES), GENERIC_SERVICES, replace=False)
    economy = _Economy(mix, suppliers, services, draw.permutation(len(CLASSES)))
    does = [draw.choice(len(CLASSES), draw.integers(1, 4), replace=False, p=economy.mix) for _ in range(size)]
    needs = [_needs(draw, economy, each) for each in does]
    tongues = draw.integers(0, len(SPOKEN), size)
    odds = _odds(draw, PEER_SHARE[kind], economy, does, needs) + NO_LANGUAGE * _strangers(tongues)
    np.fill_diagonal(odds, -np.inf)
    accepts = draw.random(odds.shape) < expit(odds + draw.normal(0, TASTE, odds.shape))
    firms = tuple(
        RankedCompany(number, _seen(draw, does[number], needs[number], SPOKEN[tongues[number]]))
        for number in range(size)
    )
    return World(firms, accepts.astype(np.float64), expit(odds))


def _needs(draw: np.random.Generator, economy: _Economy, does: Ints) -> Ints:
    """Up to three classes out of what firms of these classes buy, and now and then a service that all need."""
    sellers = np.unique(economy.suppliers[does])
    bought = draw.choice(sellers, min(int(draw.integers(1, 4)), len(sellers)), replace=False)
    services = draw.choice(economy.services, draw.integers(0, 2), replace=False)
    return np.unique(np.concatenate((bought, services)))


def _odds(
    draw: np.random.Generator, peer_share: float, economy: _Economy, does: Sequence[Ints], needs: Sequence[Ints]
) -> Floats:
    """Firms × firms: the log-odds that the one accepts the other, but for language and taste."""
    doing, needing = _holding(does), _holding(needs)
    able = np.maximum(doing, SUBSTITUTE * doing[:, economy.substitute])
    bought = np.minimum(needing @ able.T, 1)
    satisfied = np.minimum(bought + SALE * bought.T, 1)
    alike = np.minimum(doing @ able.T, 1)
    name, size = draw.normal(0, 1, len(does)), draw.normal(0, 1, len(does))
    gain = (1 - peer_share) * satisfied + peer_share * alike
    return RELUCTANCE + GAIN * gain + REPUTATION * name + SIZE_GAP * abs(size[:, None] - size)


def _holding(classes: Iterable[Ints]) -> Floats:
    rows = [np.isin(np.arange(len(CLASSES)), each) for each in classes]
    return np.array(rows, dtype=np.float64)


def _strangers(tongues: Ints) -> Floats:
    apart = np.array([[not set(one) & set(other) for other in SPOKEN] for one in SPOKEN], dtype=np.float64)
    return apart[np.ix_(tongues, tongues)]


def _seen(draw: np.random.Generator, does: Ints, needs: Ints, spoken: tuple[str, ...]) -> CompanyProfile:
    offers, seeks = (frozenset(code for each in classes for code in _told(draw, each)) for classes in (does, needs))
    return CompanyProfile(offers=offers, seeks=seeks, languages=frozenset(spoken))


def _told(draw: np.random.Generator, place: int) -> tuple[str, ...]:
    """A class as it comes out of a form: right, too broad, beside the point, or not at all."""
    _, division, group, own = sector_tree().path(CLASSES[place])
    siblings = sector_tree().children(group)
    stray = CLASSES[draw.integers(len(CLASSES))]
    ways = ((), (own,), (group,), (division,), (siblings[draw.integers(len(siblings))],), (stray,))
    return ways[draw.choice(len(ways), p=NOISE)]
