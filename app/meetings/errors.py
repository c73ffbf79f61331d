"""Why an act about a meeting was refused, in business words."""

from __future__ import annotations

from app.kernel.errors import Conflict, NotAllowed, Stale


class CannotAsk(NotAllowed):
    """The event's rules do not let the one group ask the other. Details: either_way, whether they may not meet at all.

    Rules are known to all; what a firm keeps to itself is ``TakesNoMore``.
    """

    code = "cannot_ask"


class TakesNoMore(Conflict):
    """The other firm takes no further meeting: it is not approved, has its most, or said *never*. It is not said which.

    Details: arranged, whether it may be either of the two.
    """

    code = "takes_no_more"


class NeverYours(Conflict):
    """The firm itself marked the other as *never*."""

    code = "never_yours"


class NotTakingPart(Conflict):
    """One of the two is not (or no longer) approved for the event. Details: yours."""

    code = "not_taking_part"


class AlreadyMeeting(Conflict):
    """The pair already has a live meeting. Details: meeting_id, state."""

    code = "already_meeting"


class TheyAskedFirst(AlreadyMeeting):
    """The other side's request waits for this firm's answer."""

    code = "they_asked_first"


class SlotTaken(Conflict):
    """The time was free when the page was made and is not now. Details: slot_id, reason."""

    code = "slot_taken"


class RequestsClosed(Conflict):
    """The last day on which firms may ask before the event has passed. Details: day."""

    code = "requests_closed"


class MeetingMovedOn(Stale):
    """Somebody answered, booked or moved the meeting after the page was made."""

    code = "meeting_moved_on"
