"""Why an act about a meeting was refused, in business words."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import Conflict, Invalid, NotAllowed, Stale


class MeetsItself(Invalid):
    """A meeting takes two companies."""

    code = "asks_itself"


class CannotRequest(NotAllowed):
    """The event's rules do not let the one group ask the other. Details: either_way, whether they may not meet at all.

    Rules are known to all; what a company keeps to itself is ``AcceptsNoMeetings``.
    """

    code = "cannot_ask"


class AcceptsNoMeetings(Conflict):
    """The other company takes no further meeting: it is not approved, has its most, or said *never*. It is not said
    which.

    Details: arranged, whether it may be either of the two.
    """

    code = "takes_no_more"


class OwnNeverMark(Conflict):
    """The firm itself marked the other as *never*."""

    code = "never_yours"


class NotTakingPart(Conflict):
    """One of the two is not (or no longer) approved for the event. Details: yours."""

    code = "not_taking_part"


class AlreadyMeeting(Conflict):
    """The pair already has a live meeting. Details: meeting_id, state."""

    code = "already_meeting"


class RequestedByOther(AlreadyMeeting):
    """The other side's request waits for this firm's answer."""

    code = "they_asked_first"


class SlotTaken(Conflict):
    """The time is not free: somebody was quicker, or it never was. Details: slot_id, reason; of a group its
    seats."""

    code = "slot_taken"


class NoInterpreterFree(Conflict):
    """Nobody who speaks what all at a table need is free then."""

    code = "nobody_interprets"


class MeetingNotBegun(Conflict):
    """Whether a meeting took place is noted once it has begun."""

    code = "not_begun"


class InterpreterBooked(Conflict):
    """Booked meetings would lose this interpreter. Details: count, reliefs (pairs of meeting id and who steps in)."""

    code = "interpreter_holds"


class InterpreterExists(Conflict):
    """An interpreter of this name is on the list of the event already. Details: name, interpreter_id."""

    code = "interpreter_known"

    def __init__(self, name: str, interpreter_id: int) -> None:
        super().__init__(name=name, interpreter_id=interpreter_id)
        self.interpreter_id = interpreter_id


class RemindedRecently(Conflict):
    """Who must answer was reminded less than a day ago."""

    code = "reminded_lately"


class MeetingsChanged(Conflict):
    """Somebody has acted on meetings that were arranged together. Details: num, how many."""

    code = "acted_upon"


class NoCommonTime(Conflict):
    """No time is left at which both firms and a table are free."""

    code = "no_common_time"


class SeatUnavailable(Conflict):
    """Somebody cannot sit at this meeting. Details: bar (as of ``SubstituteObstacle``)."""

    code = "seat_taken"


class PersonHasSeats(Conflict):
    """Somebody cannot be away: it sits at booked meetings then. Details: meetings (ids), stuck (those at which no
    colleague can sit down)."""

    code = "seats_held"

    def __init__(self, meetings: Sequence[int], stuck: Sequence[int] = ()) -> None:
        super().__init__(meetings=list(meetings), stuck=list(stuck))
        self.meetings, self.stuck = tuple(meetings), tuple(stuck)


class RequestsClosed(Conflict):
    """The last day on which firms may ask before the event has passed. Details: day."""

    code = "requests_closed"


class MeetingStale(Stale):
    """Somebody answered, booked or moved the meeting after the page was made."""

    code = "meeting_moved_on"
