"""The states of a meeting and the moves between them: one table of (state, move), who may, and where it leads; why a
move is closed, when a request expires, the reasons to decline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from app.core.errors import Conflict

MEETING_PREFIX: Final = "meeting."
GROUP_PREFIX: Final = "round."
"""Of the kinds of notices about meetings of two, and of groups."""


class MeetingState(StrEnum):
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


class MeetingActor(StrEnum):
    """In which part somebody acts. A chamber that acts for its member acts in that member's part."""

    ASKER = "asker"  # the party that asked first, while its own proposal stands
    ASKED = "asked"  # the party who must answer it
    COUNTERER = "counterer"  # the party that was asked, while the other times that it proposed stand
    ARRANGER = "arranger"  # organizer or chamber, of a meeting they bring about
    ORGANIZER = "organizer"  # the event's staff, the desk included
    SYSTEM = "system"  # jobs, and consequences of a cancelled registration


class MeetingMove(StrEnum):
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


class MoveCondition(StrEnum):
    """What must be true of a meeting or its event for some moves."""

    ARRANGED = "arranged"  # the meeting was brought about by organizer or chamber
    PLACES_UNANSWERED = "places_unanswered"  # the event lets the organizer place requests without an answer


@dataclass(frozen=True)
class MeetingMoveRule:
    """Where a move leads, who may make it, and what must hold besides."""

    target: MeetingState
    actors: frozenset[MeetingActor]
    needs: MoveCondition | None = None


_PARTIES: Final = frozenset({MeetingActor.ASKER, MeetingActor.ASKED})
_STAFF: Final = frozenset({MeetingActor.ARRANGER, MeetingActor.ORGANIZER})
_ALL: Final = _PARTIES | _STAFF | {MeetingActor.SYSTEM}


def _actors(*actors: MeetingActor) -> frozenset[MeetingActor]:
    return frozenset(actors)


# None: the meeting does not exist yet
MOVES: Final[dict[tuple[MeetingState | None, MeetingMove], MeetingMoveRule]] = {
    (None, MeetingMove.REQUEST): MeetingMoveRule(MeetingState.REQUESTED, _actors(MeetingActor.ASKER)),
    (None, MeetingMove.ARRANGE): MeetingMoveRule(MeetingState.AGREED, _actors(MeetingActor.ARRANGER)),
    (MeetingState.REQUESTED, MeetingMove.ACCEPT): MeetingMoveRule(MeetingState.AGREED, _actors(MeetingActor.ASKED)),
    (MeetingState.REQUESTED, MeetingMove.ACCEPT_WITH_TIME): MeetingMoveRule(
        MeetingState.BOOKED, _actors(MeetingActor.ASKED)
    ),
    (MeetingState.REQUESTED, MeetingMove.COUNTER): MeetingMoveRule(MeetingState.REQUESTED, _actors(MeetingActor.ASKED)),
    (MeetingState.REQUESTED, MeetingMove.RECALL): MeetingMoveRule(
        MeetingState.REQUESTED, _actors(MeetingActor.COUNTERER, MeetingActor.SYSTEM)
    ),
    (MeetingState.REQUESTED, MeetingMove.DECLINE): MeetingMoveRule(
        MeetingState.DECLINED, _actors(MeetingActor.ASKED, MeetingActor.COUNTERER, MeetingActor.SYSTEM)
    ),
    (MeetingState.REQUESTED, MeetingMove.WITHDRAW): MeetingMoveRule(
        MeetingState.WITHDRAWN, _actors(MeetingActor.ASKER, MeetingActor.SYSTEM)
    ),
    (MeetingState.REQUESTED, MeetingMove.EXPIRE): MeetingMoveRule(MeetingState.EXPIRED, _actors(MeetingActor.SYSTEM)),
    (MeetingState.REQUESTED, MeetingMove.PLACE): MeetingMoveRule(
        MeetingState.BOOKED, _actors(MeetingActor.ORGANIZER), needs=MoveCondition.PLACES_UNANSWERED
    ),
    (MeetingState.AGREED, MeetingMove.DECLINE): MeetingMoveRule(
        MeetingState.DECLINED, _PARTIES, needs=MoveCondition.ARRANGED
    ),
    (MeetingState.AGREED, MeetingMove.PLACE): MeetingMoveRule(MeetingState.BOOKED, _PARTIES | _STAFF),
    (MeetingState.AGREED, MeetingMove.CANCEL): MeetingMoveRule(MeetingState.CANCELLED, _ALL),
    (MeetingState.BOOKED, MeetingMove.PROPOSE): MeetingMoveRule(MeetingState.BOOKED, _PARTIES),
    (MeetingState.BOOKED, MeetingMove.KEEP): MeetingMoveRule(MeetingState.BOOKED, _PARTIES | {MeetingActor.SYSTEM}),
    (MeetingState.BOOKED, MeetingMove.MOVE): MeetingMoveRule(MeetingState.BOOKED, _PARTIES | _STAFF),
    (MeetingState.BOOKED, MeetingMove.UNPLACE): MeetingMoveRule(
        MeetingState.AGREED, _actors(MeetingActor.ORGANIZER, MeetingActor.SYSTEM)
    ),
    (MeetingState.BOOKED, MeetingMove.CANCEL): MeetingMoveRule(MeetingState.CANCELLED, _ALL),
    (MeetingState.BOOKED, MeetingMove.HOLD): MeetingMoveRule(MeetingState.HELD, _actors(MeetingActor.SYSTEM)),
    (MeetingState.BOOKED, MeetingMove.MISS): MeetingMoveRule(
        MeetingState.MISSED, _actors(MeetingActor.ORGANIZER, MeetingActor.SYSTEM)
    ),
    (MeetingState.HELD, MeetingMove.CORRECT): MeetingMoveRule(MeetingState.MISSED, _actors(MeetingActor.ORGANIZER)),
    (MeetingState.MISSED, MeetingMove.CORRECT): MeetingMoveRule(MeetingState.HELD, _actors(MeetingActor.ORGANIZER)),
}

# a pair may have one live meeting
LIVE_STATES: Final = frozenset({MeetingState.REQUESTED, MeetingState.AGREED, MeetingState.BOOKED})
# claims live in these; a missed one keeps those of slots that have begun, the rest are freed
STATES_WITH_TIME: Final = frozenset({MeetingState.BOOKED, MeetingState.HELD})
# these take place, or should have: they stand in agendas and calendars
PLACED_STATES: Final = (MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED)
ENDED_STATES: Final = frozenset(
    {MeetingState.DECLINED, MeetingState.WITHDRAWN, MeetingState.EXPIRED, MeetingState.CANCELLED}
)
TURNED_DOWN_STATES: Final = frozenset({MeetingState.DECLINED, MeetingState.CANCELLED})
"""Somebody said no to these."""


class IllegalMeetingMove(Conflict):
    """This move is not open to this actor as the meeting stands. Details: state (as it now is), move, actor, and
    arranged where it was: of such a one that ended the two are told no more than that."""

    code = "illegal_move"


def apply_move(
    state: MeetingState | None, move: MeetingMove, actor: MeetingActor, *, given: Collection[MoveCondition] = ()
) -> MeetingState:
    """The state after the move; ``given`` holds the conditions that are true. Raises IllegalMove."""
    rule = MOVES.get((state, move))
    if rule is None or actor not in rule.actors or (rule.needs is not None and rule.needs not in given):
        raise IllegalMeetingMove(state=state, move=move, actor=actor)
    return rule.target


def list_legal_moves(
    state: MeetingState | None, actor: MeetingActor, *, given: Collection[MoveCondition] = ()
) -> tuple[MeetingMove, ...]:
    """The moves open to the actor, in the order of the table: what a page offers as buttons."""
    return tuple(
        move
        for (source, move), rule in MOVES.items()
        if source == state and actor in rule.actors and (rule.needs is None or rule.needs in given)
    )


def get_party_actor(party_id: int, awaiting_id: int | None, asker_id: int) -> MeetingActor:
    """The part of one of the two parties: the asked while its answer is awaited; the counterer while it, who did not
    ask first, awaits one; else the asker."""
    if party_id == awaiting_id:
        return MeetingActor.ASKED
    return MeetingActor.COUNTERER if awaiting_id is not None and party_id != asker_id else MeetingActor.ASKER


def get_next_awaiting(move: MeetingMove, *, awaiting_id: int | None, low_id: int, high_id: int) -> int | None:
    """Who must answer after a move: the other party after a counter or its recall, nobody once the request is settled.

    For ``REQUEST``, ``awaiting_id`` is the party that is asked.
    """
    if move in (MeetingMove.COUNTER, MeetingMove.RECALL):
        return low_id if awaiting_id == high_id else high_id
    return awaiting_id if move is MeetingMove.REQUEST else None


class ClosedMoveReason(StrEnum):
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


_ANSWER_MOVES: Final = frozenset(
    {MeetingMove.ACCEPT, MeetingMove.ACCEPT_WITH_TIME, MeetingMove.COUNTER, MeetingMove.DECLINE}
)
_RECORDING_MOVES: Final = frozenset({MeetingMove.HOLD, MeetingMove.MISS, MeetingMove.CORRECT})
_MOVES_NEEDING_TIME: Final = frozenset({MeetingMove.MOVE, MeetingMove.UNPLACE, *_RECORDING_MOVES})

_REQUEST_REASONS: Final[Mapping[tuple[MeetingActor, MeetingMove], ClosedMoveReason]] = {
    **{
        (actor, move): ClosedMoveReason.THEIR_TURN
        for actor in (MeetingActor.ASKER, MeetingActor.COUNTERER)
        for move in _ANSWER_MOVES
    },
    (MeetingActor.ASKED, MeetingMove.RECALL): ClosedMoveReason.YOUR_TURN,
    (MeetingActor.ASKED, MeetingMove.WITHDRAW): ClosedMoveReason.YOUR_TURN,
    (MeetingActor.COUNTERER, MeetingMove.WITHDRAW): ClosedMoveReason.THEY_ASKED,
    (MeetingActor.ASKER, MeetingMove.RECALL): ClosedMoveReason.NO_TIMES_PROPOSED,
}


def get_closed_reason(state: MeetingState, move: MeetingMove, actor: MeetingActor) -> ClosedMoveReason:
    """Of a move that ``apply_move`` refused."""
    if state in ENDED_STATES:
        return ClosedMoveReason.ENDED
    if state in (MeetingState.HELD, MeetingState.MISSED):
        return ClosedMoveReason.NOTED if move in _RECORDING_MOVES else ClosedMoveReason.OVER
    if state is MeetingState.REQUESTED:
        return _REQUEST_REASONS.get((actor, move), ClosedMoveReason.UNANSWERED)
    if state is MeetingState.AGREED:
        return ClosedMoveReason.NO_TIME if move in _MOVES_NEEDING_TIME else ClosedMoveReason.AGREED
    return ClosedMoveReason.BOOKED


REMINDER_LEAD: Final = timedelta(hours=24)
REMINDER_SHARE: Final = 3


def get_current_state(state: MeetingState, expires_at: datetime | None, *, now: datetime) -> MeetingState:
    """The state in which a meeting is now: a request has lapsed once its time is over, whoever says so when."""
    over = state is MeetingState.REQUESTED and expires_at is not None and expires_at <= now
    return MeetingState.EXPIRED if over else state


def get_reminder_time(asked_at: datetime, expires_at: datetime) -> datetime:
    """A day before the end; of a request that lives less than three days, when two thirds of its time are over."""
    return expires_at - min(REMINDER_LEAD, (expires_at - asked_at) / REMINDER_SHARE)


def is_expiring_soon(asked_at: datetime, expires_at: datetime | None, *, now: datetime) -> bool:
    """Whether the time to be reminded has come and the request is still open."""
    return expires_at is not None and get_reminder_time(asked_at, expires_at) <= now < expires_at


class DeclineReason(StrEnum):
    """The choices that a page offers."""

    NOT_OUR_FIELD = "not_our_field"
    NO_TIME = "no_time"
    KNOWN = "known"
    OTHER = "other"


DECLINE_REASONS: Final = tuple(DeclineReason)


@dataclass(frozen=True, slots=True)
class DeclineExplanation:
    """A reason with a few words. ``shared``: the other side reads it, else only who runs the event does."""

    why: DeclineReason = DeclineReason.OTHER
    words: str = ""
    shared: bool = True

    @property
    def says_something(self) -> bool:
        """Whether there is anything to keep: "other" without a word is no reason."""
        return self.why is not DeclineReason.OTHER or bool(self.words.strip())


PRIORITY_ORDER: Final = ("must", "want", "open")
NO_EXPIRY: Final = datetime.max.replace(tzinfo=UTC)


class OpenRequest(Protocol):
    """A request, as far as its urgency goes."""

    @property
    def expires_at(self) -> datetime | None: ...

    @property
    def priority(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


WaitingT = TypeVar("WaitingT", bound=OpenRequest)


def sort_by_urgency(rows: Iterable[WaitingT]) -> list[WaitingT]:
    """What lapses soonest, of those within one hour the dearest to who asked, of these the oldest: requests that were
    sent one after the other lapse a moment apart."""
    return sorted(
        rows, key=lambda row: (_get_expiry_hour(row.expires_at), PRIORITY_ORDER.index(row.priority), row.created_at)
    )


def _get_expiry_hour(expires_at: datetime | None) -> datetime:
    return (expires_at or NO_EXPIRY).replace(minute=0, second=0, microsecond=0)
