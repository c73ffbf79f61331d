"""At which group meetings a seat is offered to a company, and what keeps it from one, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.group_meeting_seats import SeatRefusal, SeatStep, is_step_allowed
from app.meetings.queries.availability import EventAvailability
from app.meetings.queries.group_meeting_parties import list_waited_meetings
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.policy import is_taking_part
from app.meetings.queries.visible_group_meetings import find_seat_refusals
from app.meetings.services.policy import may_arrange
from app.meetings.views.blueprint import is_acting_for_other
from app.registrations.models import Registration

SEAT_REFUSAL_TEXTS = {
    SeatRefusal.BEGUN: _l("It has begun."),
    SeatRefusal.NEVER: _l(
        "You marked a firm that sits here as “never”, so no seat is offered to you. Take that back on its page to come."
    ),
    SeatRefusal.FULL: _l("All seats are taken; one that is given back shows here at once."),
    SeatRefusal.LIMIT: _l("You have your most meetings. Give one up to make room for another."),
    SeatRefusal.NOBODY: _l("Nobody of yours is registered, so nobody can sit there."),
    SeatRefusal.AWAY: _l("You are away then."),
    SeatRefusal.BUSY: _l("You meet somebody else then."),
    SeatRefusal.RUN: _l("It would be too many meetings in a row for you."),
    SeatRefusal.WALK: _l("The time is too short for you to walk there."),
    SeatRefusal.NO_INTERPRETER: _l("You share no language with the host, and no interpreter is free then."),
}
"""Said before anybody tries."""


def can_take_seats(event: Event) -> bool:
    """Whether seats can be taken now."""
    return (
        may_arrange(event)
        if is_acting_for_other()
        else is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    )


def is_seat_offered(event: Event, registration: Registration, row: GroupMeetingRow) -> bool:
    """Whether a seat is offered: it is ahead, and open to the firm, which is approved, as its answer stands."""
    open_to = is_step_allowed(row.answer_of(registration.id), SeatStep.TAKE, is_open=row.is_open)
    free_to = is_taking_part(registration) and not row.is_host(registration.id)
    return can_take_seats(event) and row.is_ahead and open_to and free_to


@dataclass(frozen=True)
class SeatOffers:
    """Of group meetings in a list: at which a seat is offered (``takes``), and what keeps the company from one
    (``bars``, in words) though it may come; ``waits``: where it waits for a seat; ``keeps_away``: where its own
    *never* is why. By meeting."""

    takes: frozenset[int]
    bars: dict[int, str]
    waits: frozenset[int] = frozenset()
    keeps_away: frozenset[int] = frozenset()


def find_seat_offers(
    event: Event, registration: Registration, rows: Iterable[GroupMeetingRow], hall: EventAvailability | None = None
) -> SeatOffers:
    """What the lists offer, by the rule of the page of each; ``hall``: where that is read already."""
    may = [row for row in rows if is_seat_offered(event, registration, row)]
    bars = get_seat_refusals(event, registration, may, hall)
    full = frozenset(meeting_id for meeting_id, bar in bars.items() if bar is SeatRefusal.FULL)
    words = {meeting_id: seat_refusal_text(bar) for meeting_id, bar in bars.items()}
    takes = frozenset(row.id for row in may) - bars.keys()
    own = frozenset(meeting_id for meeting_id, bar in bars.items() if bar is SeatRefusal.NEVER)
    return SeatOffers(takes, words, full and full & list_waited_meetings(registration.id), own)


def get_seat_refusals(
    event: Event, registration: Registration, rows: Iterable[GroupMeetingRow], hall: EventAvailability | None = None
) -> dict[int, SeatRefusal]:
    return find_seat_refusals(event, registration.id, rows, tells_own=not is_acting_for_other(), hall=hall)


def seat_refusal_text(bar: SeatRefusal | None) -> str:
    """Why a firm cannot have a seat, before it tries; "" where it can."""
    return str(SEAT_REFUSAL_TEXTS[bar]) if bar is not None else ""
