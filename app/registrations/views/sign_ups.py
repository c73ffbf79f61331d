"""A company signs up for visits that are open to it, from its agenda."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.core.errors import Conflict, Invalid
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.queries.visits import open_visits
from app.registrations.scopes import own_firm
from app.registrations.services import sign_ups as services
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations

registrations.add_app_template_global(open_visits)


@registrations.post(f"{FIRM}/visits/<int:visit_id>")
@allow(*FOR_A_FIRM, of=own_firm)
def sign_up(event: Event, registration: Registration, visit_id: int) -> ResponseReturnValue:
    """Sign up, or say that more or fewer people come."""
    typed = request.form.get("people", "")
    people = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    try:
        services.sign_up(event, registration.id, visit_id, people, by=current_user.id)
    except (Conflict, Invalid) as refused:
        flash(error_text(refused), "wait")
    else:
        flash(ngettext("Signed up: %(num)d person.", "Signed up: %(num)d people.", people), "good")
    return _back(event, registration)


@registrations.post(f"{FIRM}/visits/<int:visit_id>/removal")
@allow(*FOR_A_FIRM, of=own_firm)
def withdraw_sign_up(event: Event, registration: Registration, visit_id: int) -> ResponseReturnValue:
    try:
        services.withdraw(event, registration.id, visit_id, by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "wait")
    else:
        flash(gettext("Withdrawn. Your places are free for others."), "good")
    return _back(event, registration)


def _back(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id, _anchor="visits"))
