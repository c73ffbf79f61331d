"""What must hold before an act about meetings, each with an error of its own: read, never written."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Integer, bindparam, case, or_, select

from app.core.db import db, now
from app.core.errors import Invalid
from app.events.calendar import SlotKind
from app.events.models import Event, Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, require_act
from app.meetings.errors import (
    AlreadyMeeting,
    CannotAsk,
    NeverYours,
    NotTakingPart,
    TakesNoMore,
    TheyAskedFirst,
)
from app.meetings.lapsing import stands
from app.meetings.lifecycle import LIVE, State
from app.meetings.limits import Tally
from app.meetings.models import MESSAGE_LENGTH, Meeting
from app.meetings.queries.group_rules import rules_of
from app.meetings.queries.tallies import full_among
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState

_ONE, _OTHER = (bindparam(name, type_=Integer) for name in ("one_id", "other_id"))
_NEVER = select(case((Preference.sealed, Preference.other_id), else_=Preference.registration_id)).where(
    Preference.kind == "never",
    or_(
        (Preference.registration_id == _ONE) & (Preference.other_id == _OTHER),
        (Preference.registration_id == _OTHER) & (Preference.other_id == _ONE),
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


def require_taking_part(one: Registration, other: Registration) -> None:
    """Both are approved firms. Raises NotTakingPart; ``one`` is the reader."""
    for firm, yours in ((one, True), (other, False)):
        if not takes_part(firm):
            raise NotTakingPart(yours=yours)


def require_own_part(firm: Registration) -> None:
    """The reader's own firm is approved. Raises NotTakingPart."""
    if not takes_part(firm):
        raise NotTakingPart(yours=True)


def takes_part(firm: Registration) -> bool:
    """Whether it is an approved firm."""
    return firm.kind == "firm" and firm.state == RegistrationState.APPROVED


def slot_of(event: Event, slot_id: int) -> Slot:
    """A slot for meetings of this event. Raises Invalid ``slot_unknown``."""
    slot = db.session.get(Slot, slot_id)
    if slot is None or slot.event_id != event.id or slot.kind != SlotKind.MEETING:
        raise Invalid("slot_unknown", slot_id=slot_id)
    return slot


def require_length(event: Event, length: int) -> None:
    """A meeting may take so many slots. Raises Invalid ``length_unknown``."""
    if not 1 <= length <= event.longest_meeting:
        raise Invalid("length_unknown", most=event.longest_meeting)


def require_rules(asker: Registration, asked: Registration, *, either_way: bool = False) -> None:
    """The event's rules let the one ask the other (``either_way``: let the two meet). Raises CannotAsk."""
    rules = rules_of(asker.event_id)
    allows = rules.allows_meeting if either_way else rules.allows_asking
    if not allows(asker.group_id, asked.group_id):
        raise CannotAsk(either_way=either_way)


def require_takes_more(event: Event, mine: int, other: Registration, tallies: Mapping[int, Tally]) -> None:
    """The other firm can be met: approved, below its most meetings (as counted in ``tallies``), and neither said
    *never*.

    Raises NeverYours for the own mark. All that lies with the other side is TakesNoMore, and all of it is read whatever
    the cause: neither words nor time may tell that it said *never*.
    """
    never = who_said_never(mine, other.id)
    if mine in never:
        raise NeverYours
    full = full_among(event, {other.id: tallies[other.id]})
    if other.id in never or full or not takes_part(other):
        raise TakesNoMore(arranged=False)


def who_said_never(one_id: int, other_id: int) -> frozenset[int]:
    """Which of two firms marked the other as *never*; a mark that is sealed counts as the other's, of whom no cause is
    told."""
    return frozenset(db.session.execute(_NEVER, {"one_id": one_id, "other_id": other_id}).scalars())


def require_no_live_meeting(one_id: int, other_id: int, event_id: int) -> Meeting | None:
    """A request between the two whose time is over, which nobody has let lapse yet; None where there is none.

    Raises AlreadyMeeting, or TheyAskedFirst where the other side's request waits for ``one``.
    """
    low, high = sorted((one_id, other_id))
    found = db.session.scalar(
        select(Meeting)
        .where(
            Meeting.event_id == event_id,
            Meeting.low_id == low,
            Meeting.high_id == high,
            Meeting.state.in_(LIVE),
            Meeting.kind == "one_to_one",
        )
        .execution_options(populate_existing=True)
    )
    if found is not None and stands(State(found.state), found.expires_at, now=now()) in LIVE:
        theirs = found.state == State.REQUESTED and found.awaiting_id == one_id
        raise (TheyAskedFirst if theirs else AlreadyMeeting)(meeting_id=found.id, state=found.state)
    return found


def written(words: str) -> str | None:
    """What somebody wrote to the other side, None for nothing. Raises Invalid ``message_too_long``."""
    if len(words) > MESSAGE_LENGTH:
        raise Invalid("message_too_long", most=MESSAGE_LENGTH)
    return words.strip() or None
