"""Who may take a seat at a group meeting, who may give it back, and why not: one table of (answer, step).

Of each firm there is one answer at most. The host has none: it is there as long as the meeting is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Conflict

LEAST_SEATS: Final = 2
MOST_SEATS: Final = 30
NOT_COUNTED: Final = 0
"""What a table has until somebody counts its chairs: it is no bound for a group."""
ROOM: Final = 9
"""So many sit around a table whose chairs nobody counted: a host and eight guests still hear each other."""


class Answer(StrEnum):
    """What a firm said to a group meeting, or what was said for it."""

    INVITED = "invited"
    ACCEPTED = "accepted"  # it has a seat
    DECLINED = "declined"
    LEFT = "left"  # it gave its seat back
    LOST = "lost"  # it cannot come any more: the host moved, its people or hours went
    REMOVED = "removed"  # the host took the seat or the invitation back
    LAPSED = "lapsed"  # it did not answer in time


class Step(StrEnum):
    """What is done about a seat."""

    INVITE = "invite"
    TAKE = "take"
    DECLINE = "decline"
    LEAVE = "leave"
    REMOVE = "remove"
    LAPSE = "lapse"


class Side(StrEnum):
    """Who does it; organizer and chamber act for one of the two."""

    HOST = "host"
    GUEST = "guest"
    NOBODY = "nobody"  # time does


@dataclass(frozen=True)
class Rule:
    """Where a step leads and who may take it; ``open_only``: of meetings that are open to all."""

    target: Answer
    side: Side
    open_only: bool = False


# None: the firm has nothing to do with the meeting yet
STEPS: Final[dict[tuple[Answer | None, Step], Rule]] = {
    (None, Step.INVITE): Rule(Answer.INVITED, Side.HOST),
    (Answer.DECLINED, Step.INVITE): Rule(Answer.INVITED, Side.HOST),
    (Answer.LEFT, Step.INVITE): Rule(Answer.INVITED, Side.HOST),
    (Answer.LOST, Step.INVITE): Rule(Answer.INVITED, Side.HOST),
    (Answer.REMOVED, Step.INVITE): Rule(Answer.INVITED, Side.HOST),
    (Answer.LAPSED, Step.INVITE): Rule(Answer.INVITED, Side.HOST),
    (None, Step.TAKE): Rule(Answer.ACCEPTED, Side.GUEST, open_only=True),
    (Answer.INVITED, Step.TAKE): Rule(Answer.ACCEPTED, Side.GUEST),
    (Answer.DECLINED, Step.TAKE): Rule(Answer.ACCEPTED, Side.GUEST),  # it thought again
    (Answer.LEFT, Step.TAKE): Rule(Answer.ACCEPTED, Side.GUEST, open_only=True),
    (Answer.LOST, Step.TAKE): Rule(Answer.ACCEPTED, Side.GUEST),  # it gave nothing up
    (Answer.LAPSED, Step.TAKE): Rule(Answer.ACCEPTED, Side.GUEST, open_only=True),
    (Answer.INVITED, Step.DECLINE): Rule(Answer.DECLINED, Side.GUEST),
    (Answer.ACCEPTED, Step.LEAVE): Rule(Answer.LEFT, Side.GUEST),
    (Answer.INVITED, Step.REMOVE): Rule(Answer.REMOVED, Side.HOST),
    (Answer.ACCEPTED, Step.REMOVE): Rule(Answer.REMOVED, Side.HOST),
    (Answer.INVITED, Step.LAPSE): Rule(Answer.LAPSED, Side.NOBODY),
}


class IllegalStep(Conflict):
    """This step is not open as the firm's answer stands. Details: answer (None: it has none), step."""

    code = "illegal_step"


class NoSeat(Conflict):
    """The firm cannot have a seat. Details: why (a ``Bar``), firm_id (None: who reads it is that firm)."""

    code = "no_seat"


class Bar(StrEnum):
    """Why a firm cannot have a seat, in the order in which it is looked for. All but FULL is of its own."""

    BEGUN = "begun"
    NEVER = "never"  # it marked the host or a guest as never itself
    FULL = "full"
    LIMIT = "limit"  # it has its most meetings
    NOBODY = "nobody"  # it has no representative
    AWAY = "away"
    BUSY = "busy"  # it meets somebody else then
    RUN = "run"  # too many in a row
    WALK = "walk"  # no time to get there, or away from there
    NO_INTERPRETER = "no_interpreter"  # it shares no language with the host, and nobody is free who speaks both


def after(answer: Answer | None, step: Step, *, is_open: bool) -> Answer:
    """A firm's answer after the step. Raises IllegalStep."""
    rule = STEPS.get((answer, step))
    if rule is None or (rule.open_only and not is_open):
        raise IllegalStep(answer=answer, step=step)
    return rule.target


def may_step(answer: Answer | None, step: Step, *, is_open: bool) -> bool:
    """Whether the step is open as the answer stands."""
    rule = STEPS.get((answer, step))
    return rule is not None and (is_open or not rule.open_only)


def free_seat(taken: Collection[int], seats: int) -> int | None:
    """The lowest number from 1 that nobody has; None where all ``seats`` are taken."""
    return next((number for number in range(1, seats + 1) if number not in taken), None)


def room_at(table_seats: int) -> int:
    """How many sit around a table with so many chairs."""
    return ROOM if table_seats == NOT_COUNTED else table_seats


def most_seats(table_seats: Iterable[int]) -> int:
    """How many guests the largest of these tables holds beside the host; below LEAST_SEATS where none holds a group."""
    return min(MOST_SEATS, max(map(room_at, table_seats), default=0) - 1)
