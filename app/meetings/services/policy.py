"""What must hold before an act about meetings, each with an error of its own; and the limits that an organizer sets
for one company."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.events.calendar import SlotKind
from app.events.models import Event, Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, require_act
from app.events.rules import CompanyLimits
from app.meetings.errors import NotTakingPart
from app.meetings.models import MESSAGE_LENGTH
from app.meetings.policy import LIMITS_ACTION
from app.meetings.queries.policy import get_event_limits, get_own_limits, is_taking_part
from app.meetings.services.transitions import lock_companies
from app.registrations.models import Registration


def require_phase(event: Event, act: EventAct) -> None:
    """Raises PhaseForbids where the event's phase does not allow the act."""
    require_act(Phase(event.phase), act, BookingMode(event.booking_mode))


def may_book(event: Event) -> bool:
    """Whether the firms themselves give meetings their times now."""
    return is_allowed(Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode))


def may_arrange(event: Event) -> bool:
    """Whether organizer and chambers may bring firms together now."""
    return is_allowed(Phase(event.phase), EventAct.ARRANGE, BookingMode(event.booking_mode))


def require_own_approval(company: Registration) -> None:
    """The reader's own firm is approved. Raises NotTakingPart."""
    if not is_taking_part(company):
        raise NotTakingPart(yours=True)


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
    """Say of one company alone what it may have (None: as all companies); whether that is something else than before.

    What it has already it keeps. Raises NotFound, PhaseForbids, LeastAboveMost.
    """
    with transaction():
        event, company = _lock_company(event_id, registration_id)
        least, most = own.least_meetings, get_event_limits(event).but(own).most_meetings
        if least is not None and most is not None and least > most:
            raise LeastAboveMost(least=least, most=most)
        return _write_limits(company, own, by=by)


def raise_meeting_limit(event_id: int, registration_id: int, *, by: int | None) -> int:
    """A company may have one meeting more than it may now; how many then. Raises NotFound where it has no limit,
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
