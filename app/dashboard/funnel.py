"""From asked to placed: how many requests got how far, each part with the states that its list shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.meetings.lifecycle import PLACED, State


class Stage(StrEnum):
    """How far a request came."""

    ASKED = "asked"
    ANSWERED = "answered"
    AGREED = "agreed"
    PLACED = "placed"


_PLACED: Final = tuple(sorted(PLACED))
_AGREED: Final = (State.AGREED, *_PLACED)
STATES: Final[Mapping[Stage, tuple[State, ...]]] = {
    Stage.ASKED: tuple(State),
    Stage.ANSWERED: (*_AGREED, State.DECLINED, State.CANCELLED),
    Stage.AGREED: _AGREED,
    Stage.PLACED: _PLACED,
}
"""Each holds the next."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``share``: of all that were asked for, 0 to 1."""

    stage: Stage
    count: int
    share: float


def funnel(by_state: Mapping[str, int]) -> tuple[Bar, ...]:
    """Of the counts of requests by state, or of all meetings."""
    counts = {stage: sum(by_state.get(state, 0) for state in states) for stage, states in STATES.items()}
    most = counts[Stage.ASKED] or 1
    return tuple(Bar(stage, count, count / most) for stage, count in counts.items())
