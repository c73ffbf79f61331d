"""Seats at group meetings: who may be invited, accept, decline, leave or be removed, one table of (answer, step).

A company has one answer at most, the host none."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Conflict

MIN_GUEST_SEATS: Final = 2
MAX_GUEST_SEATS: Final = 30
CHAIRS_NOT_COUNTED: Final = 0
"""What a table has until somebody counts its chairs: it is no bound for a group."""
DEFAULT_TABLE_CAPACITY: Final = 9
"""So many sit around a table whose chairs nobody counted: a host and eight guests still hear each other."""


class GuestAnswer(StrEnum):
    """What a firm said to a group meeting, or what was said for it."""

    INVITED = "invited"
    ACCEPTED = "accepted"  # it has a seat
    DECLINED = "declined"
    LEFT = "left"  # it gave its seat back
    LOST = "lost"  # it cannot come any more: the host moved, its people or hours went
    REMOVED = "removed"  # the host took the seat or the invitation back
    EXPIRED = "lapsed"  # it did not answer in time


class SeatStep(StrEnum):
    """What is done about a seat."""

    INVITE = "invite"
    TAKE = "take"
    DECLINE = "decline"
    LEAVE = "leave"
    REMOVE = "remove"
    EXPIRE = "lapse"


class SeatActor(StrEnum):
    """Who does it; organizer and chamber act for one of the two."""

    HOST = "host"
    GUEST = "guest"
    NOBODY = "nobody"  # time does


@dataclass(frozen=True)
class SeatRule:
    """Where a step leads and who may take it; ``open_only``: of meetings that are open to all."""

    target: GuestAnswer
    side: SeatActor
    open_only: bool = False


# None: the company has nothing to do with the meeting yet
SEAT_STEPS: Final[dict[tuple[GuestAnswer | None, SeatStep], SeatRule]] = {
    (None, SeatStep.INVITE): SeatRule(GuestAnswer.INVITED, SeatActor.HOST),
    (GuestAnswer.DECLINED, SeatStep.INVITE): SeatRule(GuestAnswer.INVITED, SeatActor.HOST),
    (GuestAnswer.LEFT, SeatStep.INVITE): SeatRule(GuestAnswer.INVITED, SeatActor.HOST),
    (GuestAnswer.LOST, SeatStep.INVITE): SeatRule(GuestAnswer.INVITED, SeatActor.HOST),
    (GuestAnswer.REMOVED, SeatStep.INVITE): SeatRule(GuestAnswer.INVITED, SeatActor.HOST),
    (GuestAnswer.EXPIRED, SeatStep.INVITE): SeatRule(GuestAnswer.INVITED, SeatActor.HOST),
    (None, SeatStep.TAKE): SeatRule(GuestAnswer.ACCEPTED, SeatActor.GUEST, open_only=True),
    (GuestAnswer.INVITED, SeatStep.TAKE): SeatRule(GuestAnswer.ACCEPTED, SeatActor.GUEST),
    (GuestAnswer.DECLINED, SeatStep.TAKE): SeatRule(GuestAnswer.ACCEPTED, SeatActor.GUEST),  # it thought again
    (GuestAnswer.LEFT, SeatStep.TAKE): SeatRule(GuestAnswer.ACCEPTED, SeatActor.GUEST, open_only=True),
    (GuestAnswer.LOST, SeatStep.TAKE): SeatRule(GuestAnswer.ACCEPTED, SeatActor.GUEST),  # it gave nothing up
    (GuestAnswer.EXPIRED, SeatStep.TAKE): SeatRule(GuestAnswer.ACCEPTED, SeatActor.GUEST, open_only=True),
    (GuestAnswer.INVITED, SeatStep.DECLINE): SeatRule(GuestAnswer.DECLINED, SeatActor.GUEST),
    (GuestAnswer.ACCEPTED, SeatStep.LEAVE): SeatRule(GuestAnswer.LEFT, SeatActor.GUEST),
    (GuestAnswer.INVITED, SeatStep.REMOVE): SeatRule(GuestAnswer.REMOVED, SeatActor.HOST),
    (GuestAnswer.ACCEPTED, SeatStep.REMOVE): SeatRule(GuestAnswer.REMOVED, SeatActor.HOST),
    (GuestAnswer.INVITED, SeatStep.EXPIRE): SeatRule(GuestAnswer.EXPIRED, SeatActor.NOBODY),
}


class IllegalStep(Conflict):
    """This step is not open as the firm's answer stands. Details: answer (None: it has none), step."""

    code = "illegal_step"


class NoSeat(Conflict):
    """The firm cannot have a seat. Details: why (a ``SeatRefusal``), firm_id (None: who reads it is that firm)."""

    code = "no_seat"


class SeatRefusal(StrEnum):
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


def get_answer_after(answer: GuestAnswer | None, step: SeatStep, *, is_open: bool) -> GuestAnswer:
    """A firm's answer after the step. Raises IllegalStep."""
    rule = SEAT_STEPS.get((answer, step))
    if rule is None or (rule.open_only and not is_open):
        raise IllegalStep(answer=answer, step=step)
    return rule.target


def is_step_allowed(answer: GuestAnswer | None, step: SeatStep, *, is_open: bool) -> bool:
    """Whether the step is open as the answer stands."""
    rule = SEAT_STEPS.get((answer, step))
    return rule is not None and (is_open or not rule.open_only)


def find_free_seat(taken: Collection[int], seats: int) -> int | None:
    """The lowest number from 1 that nobody has; None where all ``seats`` are taken."""
    return next((number for number in range(1, seats + 1) if number not in taken), None)


def get_table_capacity(table_seats: int) -> int:
    """How many sit around a table with so many chairs."""
    return DEFAULT_TABLE_CAPACITY if table_seats == CHAIRS_NOT_COUNTED else table_seats


def get_guest_capacity(table_seats: Iterable[int]) -> int:
    """How many guests the largest of these tables holds beside the host; below LEAST_SEATS where none holds a group."""
    return min(MAX_GUEST_SEATS, max(map(get_table_capacity, table_seats), default=0) - 1)
