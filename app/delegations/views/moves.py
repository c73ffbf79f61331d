"""Move a company to another delegation: the consequences are shown first, and it can go back."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.errors import Conflict, NotFound
from app.core.parsing import parse_id
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.core.web.locale import plain
from app.delegations.forms import MoveForm
from app.delegations.queries.delegations import MovePreview, preview_move
from app.delegations.services import delegations as services
from app.delegations.views.blueprint import blueprint
from app.events.models import Event
from app.events.services.changing import HoursInUse
from app.events.views.hours_questions import impact_sentence, render_hours_question
from app.registrations.models import Registration
from app.registrations.queries.delegation_members import list_target_delegations
from app.registrations.scopes import is_organizer, own_registration
from app.registrations.views.blueprint import REGISTRATION_URL

NO_DELEGATION = 0
"""The choice of no delegation, the organizer's alone."""


@blueprint.get(f"{REGISTRATION_URL}/delegation")
@allow(Role.ORGANIZER, Role.CHAMBER, of=own_registration)
def move_firm(event: Event, registration: Registration) -> ResponseReturnValue:
    """Where it may go, and, once that is chosen (``?to=``), what it would change."""
    return _move_page(event, registration, request.args.get("to", type=parse_id))


@blueprint.post(f"{REGISTRATION_URL}/delegation")
@allow(Role.ORGANIZER, Role.CHAMBER, of=own_registration)
def move_firm_there(event: Event, registration: Registration) -> ResponseReturnValue:
    """Move it; where the other delegation is elsewhere while it meets, who loses what is asked first."""
    form = MoveForm()
    to = form.to.data
    if to is None:
        return _move_page(event, registration, None), 422
    _require_target(registration, to)
    old = registration.delegation
    try:
        impacts = services.move_company(
            event,
            registration.id,
            to or None,
            seen=form.seen.data,
            by=current_user.id,
            confirmed=typed_text(form.confirmed),
            keep=form.keeps_clashes,
        )
    except HoursInUse as asked:
        return render_hours_question(
            event, asked, crumb={"label": _get_company_name(registration), "url": request.path}
        ), 409
    except Conflict as refused:
        return _move_page(event, registration, to, refused=error_text(refused)), 409
    _flash_moved(registration)
    if lost := impact_sentence(impacts):
        flash(lost, "wait")
    moved = old.id if old is not None else NO_DELEGATION
    return redirect(url_for("registrations.registration", event=event, registration_id=registration.id, moved=moved))


def _flash_moved(registration: Registration) -> None:
    company, new = _get_company_name(registration), registration.delegation
    if new is None:
        flash(gettext("%(firm)s comes without a delegation now.", firm=company), "good")
    else:
        flash(gettext("%(firm)s is in %(delegation)s now.", firm=company, delegation=plain(new.name)), "good")


def _move_page(event: Event, registration: Registration, to: int | None, *, refused: str = "") -> str:
    g.tab = "registrations.index" if is_organizer() else "delegations.roster"
    targets = list_target_delegations(registration, current_user.id, organizer=is_organizer())
    alone = is_organizer() and registration.delegation_id is not None
    going: MovePreview | None = None
    if to is not None:
        _require_target(registration, to)
        going = preview_move(registration, next((target for target in targets if target.id == to), None))
    return render_template(
        "delegations/move.html",
        event=event,
        registration=registration,
        targets=targets,
        alone=alone,
        going=going,
        to=to,
        refused=refused,
    )


def _get_company_name(registration: Registration) -> str:
    return company_label(registration.company) if registration.company is not None else ""


def _require_target(registration: Registration, to: int | None) -> None:
    """Raises NotFound for a delegation that the reader may not move it to."""
    targets = {
        target_delegation.id
        for target_delegation in list_target_delegations(registration, current_user.id, organizer=is_organizer())
    }
    if is_organizer() and registration.delegation_id is not None:
        targets.add(NO_DELEGATION)
    if to not in targets or registration.kind != "firm":
        raise NotFound
