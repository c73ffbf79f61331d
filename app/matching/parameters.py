"""The constants of the formula, each with its unit and range; what an organizer weighs is a change of these."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final

from app.companies.profile import CompanyGoal
from app.core.errors import Invalid

PLACES: Final = 20
"""How many suggestions a firm is shown."""
FIRST: Final = 10
"""How many of them count as seen; who stands further down hardly is."""


class ParameterOutOfRange(Invalid):
    """A constant lies outside the range in which the formula keeps its promises."""

    code = "parameter_out_of_range"


@dataclass(frozen=True, slots=True)
class Weights:
    """What a firm's fit is made of; four shares of 1, each in [0, 1]."""

    you_seek: float
    they_seek: float
    same_activity: float
    common_ground: float

    def __post_init__(self) -> None:
        parts = tuple(getattr(self, each.name) for each in fields(self))
        if min(parts) < 0 or abs(sum(parts) - 1) > 1e-9:
            raise ParameterOutOfRange(parameter="weights", value=parts)


WEIGHTS: Final[Mapping[CompanyGoal, Weights]] = MappingProxyType(
    {
        CompanyGoal.BALANCED: Weights(0.31, 0.24, 0.27, 0.18),
        CompanyGoal.PEERS: Weights(0.10, 0.06, 0.60, 0.24),
        CompanyGoal.TRADE: Weights(0.50, 0.25, 0.00, 0.25),
    }
)
"""Weighed on simulated events (seeds 0–7), and on variants of them whose substitutes are siblings, whose codes are
broad, or whose profiles are free of noise, so that no single one decides. Balanced: with .35 on the same
activity exact offers lose in trade, with .25 much is lost among peers; the rest hardly matters.
Peers: less on what is sought, which such events hardly follow (+.01 on the average)."""
RANGES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
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
class Parameters:
    """All constants of the ranking; see RANGES for what each may be.

    smoothing_firms: how many imagined firms, spread evenly over the classes, smooth the rarity of a sector.
    breadth_codes: up to so many offered or sought codes count in full; more of them share what these would have.
    best_match: how far one offer of exactly the same code meets a need, a share of 1.
    same_class: how much of a match is the chance that both mean the same class, a share of 1, beside how close they are
    in the tree; with any of .5 to 1 the four kinds of simulated events that were tried find the same within .003.
    excess_of_offer: how much it costs that an offer is more precise than the need, a share of 1; .5 rather than .25, as
    a broad need is most often a precise one that was told broadly (+.005 on the average of simulated events).
    no_language: what is left of a fit where both name languages and share none, a share of 1.
    no_certificate: what is left of a fit where a needed certificate is not shown, a share of 1.
    customary_share: a certificate is customary where more than this share of a division's firms hold it.
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
    weights: Mapping[CompanyGoal, Weights] = field(default_factory=lambda: WEIGHTS)

    def __post_init__(self) -> None:
        for name, (least, most) in RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise ParameterOutOfRange(parameter=name, value=getattr(self, name))
        if set(self.weights) != set(CompanyGoal):
            raise ParameterOutOfRange(parameter="weights", value=tuple(self.weights))

    def weights_for(self, goal: CompanyGoal | None) -> Weights:
        return self.weights[goal or CompanyGoal.BALANCED]

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they are stored beside a ranking."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in RANGES}
        return plain | {"weights": {goal.value: asdict(weights) for goal, weights in self.weights.items()}}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Parameters":
        """The inverse of ``to_json``; what is absent keeps its default."""
        values = {name: plain[name] for name in RANGES if name in plain}
        weights = {CompanyGoal(goal): Weights(**parts) for goal, parts in plain.get("weights", {}).items()}
        return cls(**values, weights={**WEIGHTS, **weights})


DEFAULT: Final = Parameters()
