"""Why a move is not open to somebody as a meeting stands: what pages say instead of doing it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.meetings.lifecycle import ENDED, Actor, Move, State


class Why(StrEnum):
    """What is true of the meeting, whoever looks at it since when."""

    ENDED = "ended"  # declined, withdrawn, lapsed or called off
    OVER = "over"  # it took place, or should have
    NOTED = "noted"  # it is noted so already
    THEIR_TURN = "their_turn"
    YOUR_TURN = "your_turn"
    THEY_ASKED = "they_asked"  # who proposed other times cannot take the request itself back
    NO_TIMES_PROPOSED = "no_times_proposed"
    UNANSWERED = "unanswered"
    AGREED = "agreed"
    NO_TIME = "no_time"
    BOOKED = "booked"


_ANSWERS: Final = frozenset({Move.ACCEPT, Move.ACCEPT_WITH_TIME, Move.COUNTER, Move.DECLINE})
_NOTES: Final = frozenset({Move.HOLD, Move.MISS, Move.CORRECT})
_NEEDS_TIME: Final = frozenset({Move.MOVE, Move.UNPLACE, *_NOTES})

_OF_A_REQUEST: Final[Mapping[tuple[Actor, Move], Why]] = {
    **{(actor, move): Why.THEIR_TURN for actor in (Actor.ASKER, Actor.COUNTERER) for move in _ANSWERS},
    (Actor.ASKED, Move.RECALL): Why.YOUR_TURN,
    (Actor.ASKED, Move.WITHDRAW): Why.YOUR_TURN,
    (Actor.COUNTERER, Move.WITHDRAW): Why.THEY_ASKED,
    (Actor.ASKER, Move.RECALL): Why.NO_TIMES_PROPOSED,
}


def why_closed(state: State, move: Move, actor: Actor) -> Why:
    """Of a move that ``lifecycle.apply`` refused."""
    if state in ENDED:
        return Why.ENDED
    if state in (State.HELD, State.MISSED):
        return Why.NOTED if move in _NOTES else Why.OVER
    if state is State.REQUESTED:
        return _OF_A_REQUEST.get((actor, move), Why.UNANSWERED)
    if state is State.AGREED:
        return Why.NO_TIME if move in _NEEDS_TIME else Why.AGREED
    return Why.BOOKED
