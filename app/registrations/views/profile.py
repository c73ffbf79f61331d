"""The whole profile of a firm."""

from __future__ import annotations

from flask import redirect
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.floor.web.guards import allow
from app.registrations.models import Registration
from app.registrations.scopes import own_firm
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations
from app.registrations.views.steps import step_url


@registrations.get(f"{FIRM}/profile")
@allow(*FOR_A_FIRM, of=own_firm)
def profile(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(step_url(event, registration, "work"))
