"""What must hold before an act about meetings, each with an error of its own; and the limits that an organizer sets
for one company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import Integer, bindparam, case, or_, select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid, NotFound
from app.events.calendar import SlotKind
from app.events.models import Event, Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, require_act
from app.events.rules import CompanyLimits
from app.meetings.errors import (
    AcceptsNoMeetings,
    AlreadyMeeting,
    CannotRequest,
    NotTakingPart,
    OwnNeverMark,
    RequestedByOther,
)
from app.meetings.lifecycle import LIVE_STATES, MeetingState, get_current_state
from app.meetings.models import MESSAGE_LENGTH, Meeting
from app.meetings.policy import LIMITS_ACTION, MeetingTally
from app.meetings.queries.policy import find_full_companies, get_event_limits, get_group_rules, get_own_limits
from app.meetings.services.transitions import lock_companies
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState

_FIRST_ID, _OTHER_ID = (bindparam(name, type_=Integer) for name in ("one_id", "other_id"))
_NEVER_MARKS = select(case((Preference.sealed, Preference.other_id), else_=Preference.registration_id)).where(
    Preference.kind == "never",
    or_(
        (Preference.registration_id == _FIRST_ID) & (Preference.other_id == _OTHER_ID),
        (Preference.registration_id == _OTHER_ID) & (Preference.other_id == _FIRST_ID),
    ),
)
"""Made once, as everybody books in the same minutes."""


def require_phase(event: Event, act: EventAct) -> None:
    """Raises PhaseForbids where the event's phase does not allow the act."""
    require_act(Phase(event.phase), act, BookingMode(event.booking_mode))


def may_book(event: Event) -> bool:
    """Whether the firms themselves give meetings their times now."""
    return is_allowed(Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode))


def may_arrange(event: Event) -> bool:
    """Whether organizer and chambers may bring firms together now."""
    return is_allowed(Phase(event.phase), EventAct.ARRANGE, BookingMode(event.booking_mode))


def require_taking_part(registration: Registration, other: Registration) -> None:
    """Both are approved firms. Raises NotTakingPart; ``one`` is the reader."""
    for company, yours in ((registration, True), (other, False)):
        if not is_taking_part(company):
            raise NotTakingPart(yours=yours)


def require_own_approval(company: Registration) -> None:
    """The reader's own firm is approved. Raises NotTakingPart."""
    if not is_taking_part(company):
        raise NotTakingPart(yours=True)


def is_taking_part(company: Registration) -> bool:
    """Whether it is an approved firm."""
    return company.kind == "firm" and company.state == RegistrationState.APPROVED


def get_meeting_slot(event: Event, slot_id: int) -> Slot:
    """A slot for meetings of this event. Raises Invalid ``slot_unknown``."""
    slot = db.session.get(Slot, slot_id)
    if slot is None or slot.event_id != event.id or slot.kind != SlotKind.MEETING:
        raise Invalid("slot_unknown", slot_id=slot_id)
    return slot


def require_length(event: Event, length: int) -> None:
    """A meeting may take so many slots. Raises Invalid ``length_unknown``."""
    if not 1 <= length <= event.longest_meeting:
        raise Invalid("length_unknown", most=event.longest_meeting)


def require_group_rules(asker: Registration, asked: Registration, *, either_way: bool = False) -> None:
    """The event's rules let the one ask the other (``either_way``: let the two meet). Raises CannotAsk."""
    rules = get_group_rules(asker.event_id)
    allows = rules.allows_meeting if either_way else rules.allows_asking
    if not allows(asker.group_id, asked.group_id):
        raise CannotRequest(either_way=either_way)


def require_accepts_meetings(event: Event, mine: int, other: Registration, tallies: Mapping[int, MeetingTally]) -> None:
    """The other firm can be met: approved, below its most meetings (as counted in ``tallies``), and neither said
    *never*.

    Raises NeverYours for the own mark. All that lies with the other side is TakesNoMore, and all of it is read whatever
    the cause: neither words nor time may tell that it said *never*.
    """
    never = find_never_markers(mine, other.id)
    if mine in never:
        raise OwnNeverMark
    full = find_full_companies(event, {other.id: tallies[other.id]})
    if other.id in never or full or not is_taking_part(other):
        raise AcceptsNoMeetings(arranged=False)


def find_never_markers(one_id: int, other_id: int) -> frozenset[int]:
    """Which of two firms marked the other as *never*; a mark that is sealed counts as the other's, of whom no cause is
    told."""
    return frozenset(db.session.execute(_NEVER_MARKS, {"one_id": one_id, "other_id": other_id}).scalars())


def require_no_live_meeting(one_id: int, other_id: int, event_id: int) -> Meeting | None:
    """A request between the two whose time is over, which nobody has let lapse yet; None where there is none.

    Raises AlreadyMeeting, or TheyAskedFirst where the other side's request waits for ``one``.
    """
    low, high = sorted((one_id, other_id))
    meeting = db.session.scalar(
        select(Meeting)
        .where(
            Meeting.event_id == event_id,
            Meeting.low_id == low,
            Meeting.high_id == high,
            Meeting.state.in_(LIVE_STATES),
            Meeting.kind == "one_to_one",
        )
        .execution_options(populate_existing=True)
    )
    if (
        meeting is not None
        and get_current_state(MeetingState(meeting.state), meeting.expires_at, now=now()) in LIVE_STATES
    ):
        theirs = meeting.state == MeetingState.REQUESTED and meeting.awaiting_id == one_id
        raise (RequestedByOther if theirs else AlreadyMeeting)(meeting_id=meeting.id, state=meeting.state)
    return meeting


def clean_message(words: str) -> str | None:
    """What somebody wrote to the other side, None for nothing. Raises Invalid ``message_too_long``."""
    if len(words) > MESSAGE_LENGTH:
        raise Invalid("message_too_long", most=MESSAGE_LENGTH)
    return words.strip() or None


LIMIT_NAMES: Final = ("least_meetings", "most_meetings", "longest_run")


class LeastAboveMost(Invalid):
    """The firm would be to have more meetings than it may. Details: least, most."""

    code = "least_above_most"


def set_company_limits(event_id: int, registration_id: int, own: CompanyLimits, *, by: int | None) -> bool:
    """Say of one firm alone what it may have (None: as all firms); whether that is something else than before.

    What it has already it keeps. Raises NotFound, PhaseForbids, LeastAboveMost.
    """
    with transaction():
        event, company = _lock_company(event_id, registration_id)
        least, most = own.least_meetings, get_event_limits(event).but(own).most_meetings
        if least is not None and most is not None and least > most:
            raise LeastAboveMost(least=least, most=most)
        return _write_limits(company, own, by=by)


def raise_meeting_limit(event_id: int, registration_id: int, *, by: int | None) -> int:
    """A firm may have one meeting more than it may now; how many then. Raises NotFound where it has no limit,
    PhaseForbids."""
    with transaction():
        event, company = _lock_company(event_id, registration_id)
        own = get_own_limits(company)
        most = get_event_limits(event).but(own).most_meetings
        if most is None:
            raise NotFound
        _write_limits(company, replace(own, most_meetings=most + 1), by=by)
        return most + 1


def _lock_company(event_id: int, registration_id: int) -> tuple[Event, Registration]:
    event, companies = lock_companies(event_id, registration_id)
    require_phase(event, EventAct.CHANGE_TIMES)
    return event, companies[registration_id]


def _write_limits(company: Registration, own: CompanyLimits, *, by: int | None) -> bool:
    changed = [name for name in LIMIT_NAMES if getattr(company, name) != getattr(own, name)]
    for name in changed:
        setattr(company, name, getattr(own, name))
    db.session.flush()
    if changed:
        audit.log_action(LIMITS_ACTION, company, event_id=company.event_id, by=by, fields=changed)
    return bool(changed)
