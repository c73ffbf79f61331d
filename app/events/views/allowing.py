"""What an event's phase allows, asked by pages: the table that refuses an act also decides whether it is offered."""

from __future__ import annotations

from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, PhaseForbids, allows, require
from app.events.views.blueprint import events
from app.events.wording import phase_reason


@events.app_template_global()
def may(event: Event, act: str) -> bool:
    """Whether the event's phase allows the act now; ``act`` a word of ``Act``, else ValueError."""
    return allows(Phase(event.phase), Act(act), BookingMode(event.booking_mode))


@events.app_template_global()
def phase_bar(event: Event, act: str) -> str:
    """Why the event's phase does not allow the act, "" where it does."""
    try:
        require(Phase(event.phase), Act(act), BookingMode(event.booking_mode))
    except PhaseForbids as refused:
        return phase_reason(**refused.details)
    return ""
