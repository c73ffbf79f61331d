"""The blueprint of events; what an event's phase allows, asked by pages."""

from __future__ import annotations

from flask import Blueprint

from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, PhaseForbids, is_allowed, require_act
from app.events.wording import dates_of, phase_reason, when_and_where

events = Blueprint("events", __name__)
events.add_app_template_global(dates_of)
events.add_app_template_global(when_and_where)


@events.app_template_global()
def may(event: Event, act: str) -> bool:
    """Whether the event's phase allows the act now; ``act`` a word of ``RegistrationAct``, else ValueError."""
    return is_allowed(Phase(event.phase), EventAct(act), BookingMode(event.booking_mode))


@events.app_template_global()
def phase_bar(event: Event, act: str) -> str:
    """Why the event's phase does not allow the act, "" where it does."""
    try:
        require_act(Phase(event.phase), EventAct(act), BookingMode(event.booking_mode))
    except PhaseForbids as refused:
        return phase_reason(**refused.details)
    return ""
