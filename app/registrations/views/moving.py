"""A firm goes over to another delegation: what it changes is said first, and it can go back."""

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
from app.core.web.guards import allow, current_roles
from app.core.web.locale import plain
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.services.changing import HoursInUse
from app.events.views.hours_questions import impact_sentence, render_hours_question
from app.registrations.models import Registration
from app.registrations.queries.moving import Going, targets_of, what_changes
from app.registrations.scopes import own_firm
from app.registrations.services import moving as services
from app.registrations.states import OUT_OF_SIGHT
from app.registrations.views.blueprint import FIRM, registrations

ALONE = 0
"""The choice of no delegation, the organizer's alone."""


@registrations.get(f"{FIRM}/delegation")
@allow(Role.ORGANIZER, Role.CHAMBER, of=own_firm)
def move_firm(event: Event, registration: Registration) -> ResponseReturnValue:
    """Where it may go, and, once that is chosen (``?to=``), what it would change."""
    return _page(event, registration, request.args.get("to", type=_number))


@registrations.post(f"{FIRM}/delegation")
@allow(Role.ORGANIZER, Role.CHAMBER, of=own_firm)
def move_firm_there(event: Event, registration: Registration) -> ResponseReturnValue:
    """Move it; where the other delegation is elsewhere while it meets, who loses what is asked first."""
    to, seen = request.form.get("to", type=_number), request.form.get("seen", type=parse_id)
    if to is None:
        return _page(event, registration, None), 422
    _require_offered(registration, to)
    old = registration.delegation
    try:
        impacts = services.move(
            event,
            registration.id,
            to or None,
            seen=seen,
            by=current_user.id,
            confirmed=request.form.get("confirmed", ""),
            keep=request.form.get("clashes") == "keep",
        )
    except HoursInUse as asked:
        return render_hours_question(event, asked, crumb={"label": _name(registration), "url": request.path}), 409
    except Conflict as refused:
        return _page(event, registration, to, refused=error_text(refused)), 409
    _say(registration)
    if lost := impact_sentence(impacts):
        flash(lost, "wait")
    moved = old.id if old is not None else ALONE
    return redirect(url_for("registrations.registration", event=event, registration_id=registration.id, moved=moved))


def may_move(event: Event, registration: Registration) -> bool:
    """Whether there is somewhere for the reader to move it to, now."""
    open_ = is_allowed(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    if not open_ or registration.state in OUT_OF_SIGHT or not current_roles() & {Role.ORGANIZER, Role.CHAMBER}:
        return False
    leaves = _runs() and registration.delegation_id is not None
    return leaves or bool(targets_of(registration, current_user.id, organizer=_runs()))


def _say(registration: Registration) -> None:
    firm, new = _name(registration), registration.delegation
    if new is None:
        flash(gettext("%(firm)s comes without a delegation now.", firm=firm), "good")
    else:
        flash(gettext("%(firm)s is in %(delegation)s now.", firm=firm, delegation=plain(new.name)), "good")


def _page(event: Event, registration: Registration, to: int | None, *, refused: str = "") -> str:
    g.tab = "registrations.index" if _runs() else "registrations.roster"
    targets = targets_of(registration, current_user.id, organizer=_runs())
    alone = _runs() and registration.delegation_id is not None
    going: Going | None = None
    if to is not None:
        _require_offered(registration, to)
        going = what_changes(registration, next((one for one in targets if one.id == to), None))
    return render_template(
        "registrations/move.html",
        event=event,
        registration=registration,
        targets=targets,
        alone=alone,
        going=going,
        to=to,
        refused=refused,
    )


def _name(registration: Registration) -> str:
    return company_label(registration.company) if registration.company is not None else ""


def _require_offered(registration: Registration, to: int | None) -> None:
    """Raises NotFound for a delegation that the reader may not move it to."""
    targets = {one.id for one in targets_of(registration, current_user.id, organizer=_runs())}
    if _runs() and registration.delegation_id is not None:
        targets.add(ALONE)
    if to not in targets or registration.kind != "firm":
        raise NotFound


def _runs() -> bool:
    return Role.ORGANIZER in current_roles()


def _number(text: str) -> int:
    return ALONE if text == str(ALONE) else parse_id(text)
