"""What decides whether two companies may meet, as far as their numbers go: limits, checked before an act, and named
before they bite."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from app.core.errors import Conflict
from app.events.rules import NO_OWN_LIMITS, CompanyLimits
from app.meetings.lifecycle import MeetingState

# what counts against the most meetings of a firm; a missed one gave it nothing
COUNTED_STATES: Final = frozenset({MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD})
FEW_LEFT: Final = 2
LIMITS_ACTION: Final = "registration.limited"
"""The notice of what an organizer says of one firm alone."""


class MeetingTally(NamedTuple):
    """What one firm has now: what it asked or invited to and waits for, and meetings agreed, booked or held; ``own``:
    limits that are said of it alone; ``places``: how many of its people there are at all times together, None where
    that was not counted; ``takes_part``: it is an approved firm, as those are that are counted without their places."""

    open_requests: int = 0
    meetings: int = 0
    own: CompanyLimits = NO_OWN_LIMITS
    places: int | None = None
    takes_part: bool = True


class LimitReached(Conflict):
    """The firm has as many as it may. Details: most, and whose limit it is (``yours`` true or false)."""


class OpenRequestsReached(LimitReached):
    """The firm waits for as many answers as it may."""

    code = "open_requests_reached"


class InvitationsReached(LimitReached):
    """A host would have asked more firms at once than it may; an invitation asks for time as a request does. Details:
    most, and how many it may still invite (``left``)."""

    code = "invitations_reached"


class MostMeetingsReached(LimitReached):
    """The firm has as many meetings as it may."""

    code = "most_meetings_reached"


@dataclass(frozen=True)
class RemainingLimits:
    """What a firm may still have (None: no limit), and how many meetings it lacks to the least number."""

    requests: int | None
    meetings: int | None
    lacking: int


def get_remaining(limits: CompanyLimits, tally: MeetingTally) -> RemainingLimits:
    """What is left to a firm, never below 0. ``limits``: of all firms, as everywhere here."""
    limits = limits.but(tally.own)
    return RemainingLimits(
        requests=_get_left(limits.open_requests, tally.open_requests),
        meetings=_get_left(limits.most_meetings, tally.meetings),
        lacking=count_lacking(limits, tally),
    )


def count_lacking(limits: CompanyLimits, tally: MeetingTally) -> int:
    """How many meetings a firm lacks to the least number."""
    return max(0, (limits.but(tally.own).least_meetings or 0) - tally.meetings)


def _get_left(most: int | None, have: int) -> int | None:
    return None if most is None else max(0, most - have)


def check_request_limits(limits: CompanyLimits, asker: MeetingTally) -> None:
    """Raise OpenRequestsReached or MostMeetingsReached where the firm may not ask another one."""
    if get_remaining(limits, asker).requests == 0:
        raise OpenRequestsReached(most=limits.but(asker.own).open_requests, yours=True)
    check_meeting_limits(limits, asker)


def check_meeting_limits(limits: CompanyLimits, mine: MeetingTally, theirs: MeetingTally | None = None) -> None:
    """Raise MostMeetingsReached where either side has its most; the own side is told first."""
    for tally, yours in ((mine, True), (theirs, False)):
        if tally is not None and get_remaining(limits, tally).meetings == 0:
            raise MostMeetingsReached(most=limits.but(tally.own).most_meetings, yours=yours)


@dataclass(frozen=True)
class LimitNote:
    """One thing to say about a limit. Codes: requests_left, requests_used_up, meetings_left, meetings_used_up, lacking.

    ``count`` is what is left or lacking; ``limit`` the number it is measured against.
    """

    code: str
    count: int
    limit: int


def list_limit_notes(limits: CompanyLimits, tally: MeetingTally) -> Iterable[LimitNote]:
    """What a firm should know: a limit from two before it bites, and the least number while it is not reached."""
    left, limits = get_remaining(limits, tally), limits.but(tally.own)
    for name, count, limit in (
        ("requests", left.requests, limits.open_requests),
        ("meetings", left.meetings, limits.most_meetings),
    ):
        if count is not None and limit is not None and count <= FEW_LEFT:
            yield LimitNote(f"{name}_left" if count else f"{name}_used_up", count, limit)
    if left.lacking and limits.least_meetings is not None:
        yield LimitNote("lacking", left.lacking, limits.least_meetings)
