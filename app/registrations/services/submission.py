"""A firm that has said what it does hands its registration in by itself."""

from __future__ import annotations

from app.core.db import now
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.queries.answers import open_of
from app.registrations.queries.links import may_register
from app.registrations.services.standing import act_on, open_invitation
from app.registrations.states import Act, Actor, RegistrationState


def submit_if_ready(event: Event, registration: Registration, *, by: int | None) -> RegistrationState:
    """Hand in a draft while firms may register; the state it is in then (approved, where that goes by itself). It stays
    a draft while a question that must be answered is open."""
    open_invitation(registration, by=by)
    ready = registration.state == RegistrationState.DRAFT and not open_of(registration).needed
    if ready and may_register(event, now()):
        return act_on(event, registration.id, Act.SUBMIT, actor=Actor.COMPANY, by=by)
    return RegistrationState(registration.state)
