"""May these companies meet, and why not: the rules of each act, and the limits that count in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.errors import Conflict, DomainError
from app.events.phases import BookingMode, EventAct, Phase, PhaseForbids, find_opening_phase, is_allowed
from app.events.rules import NO_OWN_LIMITS, CompanyLimits, GroupRules
from app.meetings.errors import (
    AcceptsNoMeetings,
    AlreadyMeeting,
    CannotRequest,
    MeetsItself,
    NotTakingPart,
    OwnNeverMark,
    RequestedByOther,
    RequestsClosed,
)
from app.meetings.lifecycle import LIVE_STATES, MeetingState, get_current_state

# what counts against the most meetings of a company; a missed one gave it nothing
COUNTED_STATES: Final = frozenset({MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD})
FEW_LEFT: Final = 2
LIMITS_ACTION: Final = "registration.limited"
"""The notice of what an organizer says of one firm alone."""


class MeetingTally(NamedTuple):
    """What one company has now: what it asked or invited to and waits for, and meetings agreed, booked or held;
    ``own``: limits that are said of it alone; ``places``: how many of its people there are at all times together,
    None where that was not counted; ``takes_part``: it is an approved company, as those are that are counted without
    their places."""

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
    """A host would have asked more companies at once than it may; an invitation asks for time as a request does.
    Details: most, and how many it may still invite (``left``)."""

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


def get_meeting_maximum(limits: CompanyLimits, tally: MeetingTally) -> int | None:
    """How many meetings a company can have: the most that it may have, or one for each of its people at each of its
    times. None without either."""
    bounds = [bound for bound in (limits.but(tally.own).most_meetings, tally.places or None) if bound is not None]
    return min(bounds, default=None)


def is_full(limits: CompanyLimits, tally: MeetingTally) -> bool:
    """Whether a company has all the meetings that it can have."""
    most = get_meeting_maximum(limits, tally)
    return most is not None and tally.meetings >= most


class MeetingAct(StrEnum):
    """What a company is about to do, or who acts for it or brings two together; each act has rules of its own."""

    REQUEST = "request"
    ACCEPT = "accept"  # or propose other times
    ARRANGE = "arrange"
    SCHEDULE = "schedule"  # give a meeting its time, or another one
    OPEN = "open"  # a group meeting, of which it is the host
    INVITE = "invite"  # to a group meeting
    ATTEND = "attend"  # come to a group meeting
    SIT = "sit"  # take the seat that is free there
    SHARE_TABLE = "share_table"  # sit with another there
    SUGGEST = "suggest"  # be shown another
    PIN_UP = "pin_up"  # put two into each other's lists
    PIN_DOWN = "pin_down"  # take two out of them


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What an event rules, and when it is. ``rules`` are read only where another company is named;
    ``requests_close_at``: the end of the day ``requests_until``."""

    phase: Phase
    booking_mode: BookingMode
    now: datetime
    limits: CompanyLimits = NO_OWN_LIMITS
    rules: GroupRules = field(default_factory=lambda: GroupRules(frozenset()))
    requests_until: date | None = None
    requests_close_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """One participant. ``tally``: what it has, as far as the act counts it."""

    registration_id: int
    group_id: int | None
    tally: MeetingTally

    @property
    def takes_part(self) -> bool:
        return self.tally.takes_part


@dataclass(frozen=True, slots=True)
class PairMeeting:
    """A one-to-one meeting of the two in a live state, whose time to be answered may be over."""

    meeting_id: int
    state: MeetingState
    awaiting_id: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """All that decides whether an act is open: to ``own``, towards ``other``.

    Where nobody is named yet (None), the rules about it are left out. Of a group meeting the one of the two is its
    host. ``own_never``: the company itself marked the other; ``other_never``: the other did, or it is not told who.
    ``on_behalf``: organizer or chamber acts; ``has_part``: the company was invited before.
    """

    act: MeetingAct
    event: EventFacts
    own: CompanyFacts | None = None
    other: CompanyFacts | None = None
    live: PairMeeting | None = None
    own_never: bool = False
    other_never: bool = False
    on_behalf: bool = False
    has_part: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against an act, and as which error a service raises it."""

    kind: type[DomainError]
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.kind.code

    def to_error(self) -> DomainError:
        return self.kind(**self.details)


def refusals(facts: MeetingFacts) -> tuple[Refusal, ...]:
    """Why the act is not open, the reason that is told first; empty where it is open."""
    return tuple(refusal for rule in RULES[facts.act] if (refusal := rule(facts)) is not None)


def find_refusal(facts: MeetingFacts) -> DomainError | None:
    """The first reason against the act."""
    return next((refusal.to_error() for refusal in refusals(facts)), None)


def require_allowed(facts: MeetingFacts) -> None:
    """Raise the first reason against the act."""
    if (refused := find_refusal(facts)) is not None:
        raise refused


def find_phase_refusal(event: EventFacts, act: EventAct) -> Refusal | None:
    if is_allowed(event.phase, act, event.booking_mode):
        return None
    opens_in = find_opening_phase(event.phase, act, event.booking_mode)
    return Refusal(PhaseForbids, {"act": act, "phase": event.phase, "opens_in": opens_in})


Rule = Callable[[MeetingFacts], Refusal | None]


def _of_own(rule: Callable[[MeetingFacts, CompanyFacts], Refusal | None]) -> Rule:
    """A rule about the company that acts."""
    return lambda facts: rule(facts, facts.own) if facts.own is not None else None


def _of_pair(rule: Callable[[MeetingFacts, CompanyFacts, CompanyFacts], Refusal | None]) -> Rule:
    """A rule about two companies."""
    return lambda facts: rule(facts, facts.own, facts.other) if facts.own and facts.other else None


def _needs_phase(act: EventAct, *, on_behalf: EventAct | None = None) -> Rule:
    """The event's phase allows the act; ``on_behalf``: the one that counts where somebody else acts."""
    return lambda facts: find_phase_refusal(facts.event, on_behalf if on_behalf and facts.on_behalf else act)


def _check_last_day(facts: MeetingFacts) -> Refusal | None:
    """Once times are given companies may ask again."""
    event = facts.event
    if event.requests_close_at is None or event.phase != Phase.BOOKING or event.now < event.requests_close_at:
        return None
    return Refusal(RequestsClosed, {"day": event.requests_until})


@_of_pair
def _check_two(_facts: MeetingFacts, own: CompanyFacts, other: CompanyFacts) -> Refusal | None:
    return Refusal(MeetsItself) if own.registration_id == other.registration_id else None


@_of_own
def _check_own_approval(_facts: MeetingFacts, own: CompanyFacts) -> Refusal | None:
    return None if own.takes_part else Refusal(NotTakingPart, {"yours": True})


@_of_pair
def _check_other_approval(_facts: MeetingFacts, _own: CompanyFacts, other: CompanyFacts) -> Refusal | None:
    return None if other.takes_part else Refusal(NotTakingPart, {"yours": False})


@_of_pair
def _check_live_meeting(facts: MeetingFacts, own: CompanyFacts, _other: CompanyFacts) -> Refusal | None:
    live = facts.live
    if live is None or get_current_state(live.state, live.expires_at, now=facts.event.now) not in LIVE_STATES:
        return None
    theirs = live.state == MeetingState.REQUESTED and live.awaiting_id == own.registration_id
    details = {"meeting_id": live.meeting_id, "state": live.state.value}
    return Refusal(RequestedByOther if theirs else AlreadyMeeting, details)


@_of_pair
def _check_asking_rules(facts: MeetingFacts, own: CompanyFacts, other: CompanyFacts) -> Refusal | None:
    allowed = facts.event.rules.allows_asking(own.group_id, other.group_id)
    return None if allowed else Refusal(CannotRequest, {"either_way": False})


@_of_pair
def _check_meeting_rules(facts: MeetingFacts, own: CompanyFacts, other: CompanyFacts) -> Refusal | None:
    allowed = facts.event.rules.allows_meeting(own.group_id, other.group_id)
    return None if allowed else Refusal(CannotRequest, {"either_way": True})


@_of_own
def _check_own_requests(facts: MeetingFacts, own: CompanyFacts) -> Refusal | None:
    limits = facts.event.limits
    if get_remaining(limits, own.tally).requests != 0:
        return None
    return Refusal(OpenRequestsReached, {"most": limits.but(own.tally.own).open_requests, "yours": True})


@_of_own
def _check_own_meetings(facts: MeetingFacts, own: CompanyFacts) -> Refusal | None:
    limits = facts.event.limits
    if get_remaining(limits, own.tally).meetings != 0:
        return None
    return Refusal(MostMeetingsReached, {"most": limits.but(own.tally.own).most_meetings, "yours": True})


@_of_pair
def _check_own_mark(facts: MeetingFacts, _own: CompanyFacts, _other: CompanyFacts) -> Refusal | None:
    return Refusal(OwnNeverMark) if facts.own_never else None


@_of_pair
def _check_other_mark(facts: MeetingFacts, _own: CompanyFacts, _other: CompanyFacts) -> Refusal | None:
    return Refusal(AcceptsNoMeetings, {"arranged": False}) if facts.other_never else None


@_of_pair
def _check_other_accepts(facts: MeetingFacts, _own: CompanyFacts, other: CompanyFacts) -> Refusal | None:
    """All that lies with the other side is one refusal: nothing may tell that it marked the company as *never*."""
    accepts = other.takes_part and not facts.other_never and not is_full(facts.event.limits, other.tally)
    return None if accepts else Refusal(AcceptsNoMeetings, {"arranged": False})


@_of_pair
def _check_both_accept(facts: MeetingFacts, own: CompanyFacts, other: CompanyFacts) -> Refusal | None:
    """Who arranges is not told which of the two, nor why."""
    full = any(is_full(facts.event.limits, company.tally) for company in (own, other))
    refused = full or facts.own_never or facts.other_never
    return Refusal(AcceptsNoMeetings, {"arranged": True}) if refused else None


@_of_pair
def _check_guest_accepts(facts: MeetingFacts, own: CompanyFacts, other: CompanyFacts) -> Refusal | None:
    """The host is not told why a company cannot be invited."""
    able = own.takes_part and other.takes_part and not is_full(facts.event.limits, other.tally)
    accepts = able and not facts.own_never and not facts.other_never
    return None if accepts else Refusal(AcceptsNoMeetings, {"arranged": False})


@_of_pair
def _check_host_accepts(facts: MeetingFacts, _own: CompanyFacts, other: CompanyFacts) -> Refusal | None:
    """To a company that has part already, a mark of either looks as if the meeting were full."""
    kept_apart = not facts.has_part and (facts.own_never or facts.other_never)
    accepts = other.takes_part and not kept_apart
    return None if accepts else Refusal(AcceptsNoMeetings, {"arranged": False})


RULES: Final[Mapping[MeetingAct, tuple[Rule, ...]]] = {
    MeetingAct.REQUEST: (
        _check_two,
        _needs_phase(EventAct.ASK),
        _check_last_day,
        _check_own_approval,
        _check_live_meeting,
        _check_asking_rules,
        _check_own_requests,
        _check_own_meetings,
        _check_own_mark,
        _check_other_accepts,
    ),
    MeetingAct.ACCEPT: (
        _needs_phase(EventAct.ANSWER),
        _check_own_approval,
        _check_own_mark,
        _check_other_accepts,
        _check_own_meetings,
    ),
    MeetingAct.ARRANGE: (
        _check_two,
        _needs_phase(EventAct.ARRANGE),
        _check_own_approval,
        _check_other_approval,
        _check_live_meeting,
        _check_meeting_rules,
        _check_both_accept,
    ),
    MeetingAct.SCHEDULE: (_needs_phase(EventAct.BOOK), _check_own_approval, _check_other_approval),
    MeetingAct.OPEN: (
        _needs_phase(EventAct.ASK, on_behalf=EventAct.ARRANGE),
        _needs_phase(EventAct.BOOK),
        _check_own_approval,
        _check_own_meetings,
    ),
    MeetingAct.INVITE: (_check_two, _check_meeting_rules, _check_guest_accepts),
    MeetingAct.ATTEND: (
        _needs_phase(EventAct.ANSWER, on_behalf=EventAct.ARRANGE),
        _check_own_approval,
        _check_two,
        _check_meeting_rules,
        _check_host_accepts,
    ),
    MeetingAct.SIT: (_check_own_meetings,),
    MeetingAct.SHARE_TABLE: (_check_own_mark, _check_other_mark),
    MeetingAct.SUGGEST: (_needs_phase(EventAct.SEE_SUGGESTIONS), _check_own_mark, _check_other_accepts),
    MeetingAct.PIN_UP: (_check_meeting_rules, _check_both_accept),
    MeetingAct.PIN_DOWN: (_check_meeting_rules,),
}
"""Of each act the rules in the order in which they are told."""


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
