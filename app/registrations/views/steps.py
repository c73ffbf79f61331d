"""The steps of the welcome: where each leads, and how each is shown."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, render_template, url_for

from app.accounts.permissions import Role
from app.core.web.guards import current_roles
from app.core.web.pages import is_fragment_request
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.queries.roster import readiness_of
from app.registrations.states import RegistrationState, is_handed_in

SWAPPED = ("work",)
"""Steps whose form a script swaps while one works at it."""


def step_url(event: Event, registration: Registration, step: str) -> str:
    return url_for("registrations.welcome", event=event, registration_id=registration.id, step=step)


def next_page(event: Event, registration: Registration) -> str:
    """After consent: the partners, which a feature above shows; without it the profile."""
    endpoint = "matching.partners" if "matching.partners" in current_app.view_functions else "registrations.profile"
    return url_for(endpoint, event=event, registration_id=registration.id)


def where_stopped(registration: Registration) -> str:
    """The first step that is still to do; who handed in and lacks nothing of it, or was turned down, goes home."""
    event, state = registration.event, registration.state
    handed_in = is_handed_in(state)
    turned_down = state == RegistrationState.REJECTED
    whole = turned_down or (handed_in and readiness_of(registration).complete)
    if registration.confirmed_at is None and not whole:
        return step_url(event, registration, "work")
    if not handed_in:
        return step_url(event, registration, "consent")
    endpoint = "dashboard.firm" if "dashboard.firm" in current_app.view_functions else "registrations.profile"
    return url_for(endpoint, event=event, registration_id=registration.id)


def render_step(step: str, event: Event, registration: Registration, **context: Any) -> str:
    """The page of a step, without tabs: it asks one thing. For htmx the form alone where it swaps that."""
    g.bare = True
    form = "_" if step in SWAPPED and is_fragment_request() else ""
    return render_template(
        f"registrations/{form}welcome_{step}.html",
        event=event,
        registration=registration,
        company=registration.company,
        acting_for=Role.COMPANY not in current_roles(),
        **context,
    )
