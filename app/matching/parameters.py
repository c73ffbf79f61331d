"""The constants of the formula, what an organizer weighs of them, and what other weights would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, fields
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from app.companies.profile import CompanyGoal
from app.core.errors import Invalid
from app.matching.profiles import CompanyKey

LIST_LENGTH: Final = 20
"""How many suggestions a firm is shown."""
FIRST_PLACES: Final = 10
"""How many of them count as seen; who stands further down hardly is."""


class ParameterOutOfRange(Invalid):
    """A constant lies outside the range in which the formula keeps its promises."""

    code = "parameter_out_of_range"


@dataclass(frozen=True, slots=True)
class GoalWeights:
    """What a firm's fit is made of; four shares of 1, each in [0, 1]."""

    you_seek: float
    they_seek: float
    same_activity: float
    common_ground: float

    def __post_init__(self) -> None:
        parts = tuple(getattr(self, each.name) for each in fields(self))
        if min(parts) < 0 or abs(sum(parts) - 1) > 1e-9:
            raise ParameterOutOfRange(parameter="weights", value=parts)


DEFAULT_WEIGHTS: Final[Mapping[CompanyGoal, GoalWeights]] = MappingProxyType(
    {
        CompanyGoal.BALANCED: GoalWeights(0.31, 0.24, 0.27, 0.18),
        CompanyGoal.PEERS: GoalWeights(0.10, 0.06, 0.60, 0.24),
        CompanyGoal.TRADE: GoalWeights(0.50, 0.25, 0.00, 0.25),
    }
)
"""Weighed on simulated events (seeds 0–7), and on variants of them whose substitutes are siblings, whose codes are
broad, or whose profiles are free of noise, so that no single one decides. Balanced: with .35 on the same
activity exact offers lose in trade, with .25 much is lost among peers; the rest hardly matters.
Peers: less on what is sought, which such events hardly follow (+.01 on the average)."""
PARAMETER_RANGES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "smoothing_firms": (0.001, 1000),
        "breadth_codes": (1, 100),
        "best_match": (0.01, 0.99),
        "same_class": (0, 1),
        "excess_of_offer": (0, 1),
        "no_language": (0.01, 1),
        "no_certificate": (0.01, 1),
        "customary_share": (0, 1),
    }
)


@dataclass(frozen=True, slots=True)
class MatchParameters:
    """All constants of the ranking; see RANGES for what each may be.

    smoothing_firms: how many imagined companies, spread evenly over the classes, smooth the rarity of a sector.
    breadth_codes: up to so many offered or sought codes count in full; more of them share what these would have.
    best_match: how far one offer of exactly the same code meets a need, a share of 1.
    same_class: how much of a match is the chance that both mean the same class, a share of 1, beside how close they are
    in the tree; with any of .5 to 1 the four kinds of simulated events that were tried find the same within .003.
    excess_of_offer: how much it costs that an offer is more precise than the need, a share of 1; .5 rather than .25, as
    a broad need is most often a precise one that was told broadly (+.005 on the average of simulated events).
    no_language: what is left of a fit where both name languages and share none, a share of 1.
    no_certificate: what is left of a fit where a needed certificate is not shown, a share of 1.
    customary_share: a certificate is customary where more than this share of a division's companies hold it.
    weights: what a fit is made of, by goal; a goal not given counts as balanced.
    """

    smoothing_firms: float = 20
    breadth_codes: float = 3
    best_match: float = 0.9
    same_class: float = 0.75
    excess_of_offer: float = 0.5
    no_language: float = 0.8
    no_certificate: float = 0.85
    customary_share: float = 0.10
    weights: Mapping[CompanyGoal, GoalWeights] = field(default_factory=lambda: DEFAULT_WEIGHTS)

    def __post_init__(self) -> None:
        for name, (least, most) in PARAMETER_RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise ParameterOutOfRange(parameter=name, value=getattr(self, name))
        if set(self.weights) != set(CompanyGoal):
            raise ParameterOutOfRange(parameter="weights", value=tuple(self.weights))

    def weights_for(self, goal: CompanyGoal | None) -> GoalWeights:
        return self.weights[goal or CompanyGoal.BALANCED]

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they are stored beside a ranking."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in PARAMETER_RANGES}
        return plain | {"weights": {goal.value: asdict(weights) for goal, weights in self.weights.items()}}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> MatchParameters:
        """The inverse of ``to_json``; what is absent keeps its default."""
        values = {name: plain[name] for name in PARAMETER_RANGES if name in plain}
        weights = {CompanyGoal(goal): GoalWeights(**parts) for goal, parts in plain.get("weights", {}).items()}
        return cls(**values, weights={**DEFAULT_WEIGHTS, **weights})


DEFAULT_PARAMETERS: Final = MatchParameters()


WHOLE_PERCENT: Final = 100
WeightShares = tuple[int, int, int, int]
"""Percents of ``Weights``, in its order."""


class InvalidWeightShares(Invalid):
    """The shares of a goal are not four whole percents that add up to 100. Details: goal, total."""

    code = "shares_off_whole"


DEFAULT_SHARES: Final[Mapping[CompanyGoal, WeightShares]] = MappingProxyType(
    {
        goal: tuple(round(share * WHOLE_PERCENT) for share in astuple(weights))
        for goal, weights in DEFAULT_WEIGHTS.items()
    }
)


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """``shares``: by goal; ``widen``: lists are widened so that everybody is seen. Raises SharesOffWhole."""

    shares: Mapping[CompanyGoal, WeightShares] = field(default_factory=lambda: DEFAULT_SHARES)
    widen: bool = True

    def __post_init__(self) -> None:
        for goal in CompanyGoal:
            shares = self.shares.get(goal, ())
            if len(shares) != len(DEFAULT_SHARES[goal]) or min(shares) < 0 or sum(shares) != WHOLE_PERCENT:
                raise InvalidWeightShares(goal=goal.value, total=sum(shares))

    @property
    def parameters(self) -> MatchParameters:
        """The formula's constants with these weights."""
        return MatchParameters(
            weights={goal: GoalWeights(*(each / WHOLE_PERCENT for each in self.shares[goal])) for goal in CompanyGoal}
        )

    def to_json(self) -> dict[str, Any]:
        return {"shares": {goal.value: list(self.shares[goal]) for goal in CompanyGoal}, "widen": self.widen}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> MatchSettings:
        """The inverse of ``to_json``; what is absent is as usual. Raises SharesOffWhole."""
        stored_shares = {CompanyGoal(goal): tuple(shares) for goal, shares in plain.get("shares", {}).items()}
        return cls({**DEFAULT_SHARES, **stored_shares}, plain.get("widen", True))


DEFAULT_SETTINGS: Final = MatchSettings()


KeyLists = Mapping[Any, Sequence[CompanyKey]]
MAX_LISTED_CHANGES: Final = 10


@dataclass(frozen=True, slots=True)
class RankingChanges:
    """Of all ``lists``: ``changed`` hold others or another order, ``first`` others among their first FIRST places,
    which alone count for what follows. ``gain``, ``lose``: (firm, lists it stands in before, and after), the largest
    difference first, TOLD at most. ``unseen``: how many of the companies that may be shown stand in fewer than three
    lists, before and after."""

    lists: int
    changed: int
    first: int
    gain: tuple[tuple[CompanyKey, int, int], ...]
    lose: tuple[tuple[CompanyKey, int, int], ...]
    unseen: tuple[int, int]


def compare_lists(
    before: KeyLists, after: KeyLists, shown_to_some: Collection[CompanyKey], floor: int = 3
) -> RankingChanges:
    """``before``, ``after``: company → whom its list shows, the best first; companies without a list may be absent.
    ``shown_to_some``: who may stand in any list at all."""
    companies = list(dict.fromkeys(chain(before, after, *before.values(), *after.values())))
    shown = [
        Counter(other for places in lists.values() for other in places[:FIRST_PLACES]) for lists in (before, after)
    ]
    differences = [
        (company, shown[0][company], shown[1][company], shown[1][company] - shown[0][company]) for company in companies
    ]
    differences.sort(key=lambda difference: difference[3])
    return RankingChanges(
        len({*before, *after}),
        sum(list(before.get(company, ())) != list(after.get(company, ())) for company in companies),
        sum(
            set(before.get(company, ())[:FIRST_PLACES]) != set(after.get(company, ())[:FIRST_PLACES])
            for company in companies
        ),
        tuple(difference[:3] for difference in reversed(differences) if difference[3] > 0)[:MAX_LISTED_CHANGES],
        tuple(difference[:3] for difference in differences if difference[3] < 0)[:MAX_LISTED_CHANGES],
        (_count_seldom_shown(shown[0], shown_to_some, floor), _count_seldom_shown(shown[1], shown_to_some, floor)),
    )


def _count_seldom_shown(shown: Counter[CompanyKey], companies: Collection[CompanyKey], floor: int) -> int:
    return sum(shown[company] < floor for company in companies)
