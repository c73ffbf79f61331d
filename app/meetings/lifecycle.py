"""The states of a meeting and the moves between them: one table of (state, move), who may, and where it leads.

Parts are those in the proposal that stands: the asked is who must answer it. A counter swaps who that is; who made it
is the counterer then, for the request stays the asker's, who alone withdraws it (``party_actor``, ``awaiting_after``).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Conflict


class State(StrEnum):
    """Where a meeting stands."""

    REQUESTED = "requested"
    AGREED = "agreed"
    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Actor(StrEnum):
    """In which part somebody acts. A chamber that acts for its member acts in that member's part."""

    ASKER = "asker"  # the party that asked first, while its own proposal stands
    ASKED = "asked"  # the party who must answer it
    COUNTERER = "counterer"  # the party that was asked, while the other times that it proposed stand
    ARRANGER = "arranger"  # organizer or chamber, of a meeting they bring about
    ORGANIZER = "organizer"  # the event's staff, the desk included
    SYSTEM = "system"  # jobs, and consequences of a cancelled registration


class Move(StrEnum):
    """What is done to a meeting."""

    REQUEST = "request"
    ARRANGE = "arrange"
    ACCEPT = "accept"
    ACCEPT_WITH_TIME = "accept_with_time"
    COUNTER = "counter"
    RECALL = "recall"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    PLACE = "place"
    PROPOSE = "propose"
    KEEP = "keep"
    MOVE = "move"
    UNPLACE = "unplace"
    CANCEL = "cancel"
    HOLD = "hold"
    MISS = "miss"
    CORRECT = "correct"


class Condition(StrEnum):
    """What must be true of a meeting or its event for some moves."""

    ARRANGED = "arranged"  # the meeting was brought about by organizer or chamber
    PLACES_UNANSWERED = "places_unanswered"  # the event lets the organizer place requests without an answer


@dataclass(frozen=True)
class Rule:
    """Where a move leads, who may make it, and what must hold besides."""

    target: State
    actors: frozenset[Actor]
    needs: Condition | None = None


_PARTIES: Final = frozenset({Actor.ASKER, Actor.ASKED})
_STAFF: Final = frozenset({Actor.ARRANGER, Actor.ORGANIZER})
_ALL: Final = _PARTIES | _STAFF | {Actor.SYSTEM}


def _by(*actors: Actor) -> frozenset[Actor]:
    return frozenset(actors)


# None: the meeting does not exist yet
MOVES: Final[dict[tuple[State | None, Move], Rule]] = {
    (None, Move.REQUEST): Rule(State.REQUESTED, _by(Actor.ASKER)),
    (None, Move.ARRANGE): Rule(State.AGREED, _by(Actor.ARRANGER)),
    (State.REQUESTED, Move.ACCEPT): Rule(State.AGREED, _by(Actor.ASKED)),
    (State.REQUESTED, Move.ACCEPT_WITH_TIME): Rule(State.BOOKED, _by(Actor.ASKED)),
    (State.REQUESTED, Move.COUNTER): Rule(State.REQUESTED, _by(Actor.ASKED)),
    (State.REQUESTED, Move.RECALL): Rule(State.REQUESTED, _by(Actor.COUNTERER, Actor.SYSTEM)),
    (State.REQUESTED, Move.DECLINE): Rule(State.DECLINED, _by(Actor.ASKED, Actor.COUNTERER, Actor.SYSTEM)),
    (State.REQUESTED, Move.WITHDRAW): Rule(State.WITHDRAWN, _by(Actor.ASKER, Actor.SYSTEM)),
    (State.REQUESTED, Move.EXPIRE): Rule(State.EXPIRED, _by(Actor.SYSTEM)),
    (State.REQUESTED, Move.PLACE): Rule(State.BOOKED, _by(Actor.ORGANIZER), needs=Condition.PLACES_UNANSWERED),
    (State.AGREED, Move.DECLINE): Rule(State.DECLINED, _PARTIES, needs=Condition.ARRANGED),
    (State.AGREED, Move.PLACE): Rule(State.BOOKED, _PARTIES | _STAFF),
    (State.AGREED, Move.CANCEL): Rule(State.CANCELLED, _ALL),
    (State.BOOKED, Move.PROPOSE): Rule(State.BOOKED, _PARTIES),
    (State.BOOKED, Move.KEEP): Rule(State.BOOKED, _PARTIES | {Actor.SYSTEM}),
    (State.BOOKED, Move.MOVE): Rule(State.BOOKED, _PARTIES | _STAFF),
    (State.BOOKED, Move.UNPLACE): Rule(State.AGREED, _by(Actor.ORGANIZER, Actor.SYSTEM)),
    (State.BOOKED, Move.CANCEL): Rule(State.CANCELLED, _ALL),
    (State.BOOKED, Move.HOLD): Rule(State.HELD, _by(Actor.SYSTEM)),
    (State.BOOKED, Move.MISS): Rule(State.MISSED, _by(Actor.ORGANIZER, Actor.SYSTEM)),
    (State.HELD, Move.CORRECT): Rule(State.MISSED, _by(Actor.ORGANIZER)),
    (State.MISSED, Move.CORRECT): Rule(State.HELD, _by(Actor.ORGANIZER)),
}

# a pair may have one live meeting
LIVE: Final = frozenset({State.REQUESTED, State.AGREED, State.BOOKED})
# claims live in these; a missed one keeps those of slots that have begun, the rest are freed
HOLDS_TIME: Final = frozenset({State.BOOKED, State.HELD})
# these take place, or should have: they stand in agendas and calendars
PLACED: Final = (State.BOOKED, State.HELD, State.MISSED)
ENDED: Final = frozenset({State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.CANCELLED})
TURNED_DOWN: Final = frozenset({State.DECLINED, State.CANCELLED})
"""Somebody said no to these."""


class IllegalMove(Conflict):
    """This move is not open to this actor as the meeting stands. Details: state (as it now is), move, actor, and
    arranged where it was: of such a one that ended the two are told no more than that."""

    code = "illegal_move"


def apply(state: State | None, move: Move, actor: Actor, *, given: Collection[Condition] = ()) -> State:
    """The state after the move; ``given`` holds the conditions that are true. Raises IllegalMove."""
    rule = MOVES.get((state, move))
    if rule is None or actor not in rule.actors or (rule.needs is not None and rule.needs not in given):
        raise IllegalMove(state=state, move=move, actor=actor)
    return rule.target


def legal_moves(state: State | None, actor: Actor, *, given: Collection[Condition] = ()) -> tuple[Move, ...]:
    """The moves open to the actor, in the order of the table: what a page offers as buttons."""
    return tuple(
        move
        for (source, move), rule in MOVES.items()
        if source == state and actor in rule.actors and (rule.needs is None or rule.needs in given)
    )


def party_actor(party_id: int, awaiting_id: int | None, asker_id: int) -> Actor:
    """The part of one of the two parties: the asked while its answer is awaited; the counterer while it, who did not
    ask first, awaits one; else the asker."""
    if party_id == awaiting_id:
        return Actor.ASKED
    return Actor.COUNTERER if awaiting_id is not None and party_id != asker_id else Actor.ASKER


def awaiting_after(move: Move, *, awaiting_id: int | None, low_id: int, high_id: int) -> int | None:
    """Who must answer after a move: the other party after a counter or its recall, nobody once the request is settled.

    For ``REQUEST``, ``awaiting_id`` is the party that is asked.
    """
    if move in (Move.COUNTER, Move.RECALL):
        return low_id if awaiting_id == high_id else high_id
    return awaiting_id if move is Move.REQUEST else None
