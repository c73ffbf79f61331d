"""What an organizer weighs of the ranking: the four shares of each goal, and whether lists are widened."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from types import MappingProxyType
from typing import Any, Final

from app.companies.profile import CompanyGoal
from app.core.errors import Invalid
from app.matching.parameters import WEIGHTS, Parameters, Weights

WHOLE: Final = 100
Shares = tuple[int, int, int, int]
"""Percents of ``Weights``, in its order."""


class SharesOffWhole(Invalid):
    """The shares of a goal are not four whole percents that add up to 100. Details: goal, total."""

    code = "shares_off_whole"


USUAL: Final[Mapping[CompanyGoal, Shares]] = MappingProxyType(
    {goal: tuple(round(share * WHOLE) for share in astuple(weights)) for goal, weights in WEIGHTS.items()}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """``shares``: by goal; ``widen``: lists are widened so that everybody is seen. Raises SharesOffWhole."""

    shares: Mapping[CompanyGoal, Shares] = field(default_factory=lambda: USUAL)
    widen: bool = True

    def __post_init__(self) -> None:
        for goal in CompanyGoal:
            shares = self.shares.get(goal, ())
            if len(shares) != len(USUAL[goal]) or min(shares) < 0 or sum(shares) != WHOLE:
                raise SharesOffWhole(goal=goal.value, total=sum(shares))

    @property
    def parameters(self) -> Parameters:
        """The formula's constants with these weights."""
        return Parameters(
            weights={goal: Weights(*(each / WHOLE for each in self.shares[goal])) for goal in CompanyGoal}
        )

    def to_json(self) -> dict[str, Any]:
        return {"shares": {goal.value: list(self.shares[goal]) for goal in CompanyGoal}, "widen": self.widen}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Settings":
        """The inverse of ``to_json``; what is absent is as usual. Raises SharesOffWhole."""
        told = {CompanyGoal(goal): tuple(shares) for goal, shares in plain.get("shares", {}).items()}
        return cls({**USUAL, **told}, plain.get("widen", True))


AS_USUAL: Final = Settings()
