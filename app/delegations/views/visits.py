"""Bus lists of a visit and boarding, who rides where; a company signs up for visits."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.core.errors import Conflict, Invalid
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.delegations.forms import BusListForm, SignUpForm
from app.delegations.programme import NO_BUS
from app.delegations.queries.programme import create_bus_lists, get_visit, list_riders
from app.delegations.queries.visits import open_visits
from app.delegations.services import sign_ups as services
from app.delegations.views.blueprint import blueprint
from app.delegations.views.delegations import set_delegation_tab
from app.delegations.views.programme import PROGRAMME_URL
from app.events.models import Event
from app.registrations.models import Delegation, Registration, VisitBlock
from app.registrations.scopes import a_delegation, own_registration
from app.registrations.views.blueprint import DELEGATION_ROLES, REGISTRATION_ROLES, REGISTRATION_URL

VISIT_URL = f"{PROGRAMME_URL}/<int:visit_id>"
SEAT_FIELD_PREFIX = "seat"
"""Fields of the form are called so, with the person's number after it."""


@blueprint.get(f"{VISIT_URL}/bus")
@allow(*DELEGATION_ROLES, of=a_delegation)
def bus_list(event: Event, delegation: Delegation, visit_id: int) -> ResponseReturnValue:
    """Who rides, with a tick for each; ``?bus=`` one of several, ``?rest=1`` only who is still missing."""
    set_delegation_tab()
    block = get_visit(delegation, visit_id)
    lists = create_bus_lists(block)
    chosen = next(
        (candidate for candidate in lists if candidate.bus == request.args.get("bus")), lists[0] if lists else None
    )
    return render_template(
        "delegations/bus.html",
        event=event,
        delegation=delegation,
        block=block,
        lists=lists,
        chosen=chosen,
        rest=request.args.get("rest") == "1",
    )


@blueprint.post(f"{VISIT_URL}/bus/<int:representative_id>")
@allow(*DELEGATION_ROLES, of=a_delegation)
def board(event: Event, delegation: Delegation, visit_id: int, representative_id: int) -> ResponseReturnValue:
    """Tick somebody off; who was ticked by another hand a moment ago stays ticked."""
    block = get_visit(delegation, visit_id)
    services.board_person(delegation, block, representative_id, by=current_user.id)
    return _redirect_to_list(event, delegation, block, representative_id)


@blueprint.post(f"{VISIT_URL}/bus/<int:representative_id>/removal")
@allow(*DELEGATION_ROLES, of=a_delegation)
def unboard(event: Event, delegation: Delegation, visit_id: int, representative_id: int) -> ResponseReturnValue:
    """Take a tick back."""
    block = get_visit(delegation, visit_id)
    services.unboard_person(delegation, block, representative_id, by=current_user.id)
    return _redirect_to_list(event, delegation, block, representative_id)


@blueprint.route(f"{VISIT_URL}/seats", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=a_delegation)
def seats(event: Event, delegation: Delegation, visit_id: int) -> ResponseReturnValue:
    """Who rides in which bus, or in none."""
    set_delegation_tab()
    block = get_visit(delegation, visit_id)
    if request.method == "GET":
        return _seats_page(event, delegation, block)
    try:
        count = services.assign_seats(delegation, block, _parse_seats(block), by=current_user.id)
    except Invalid as refused:
        flash(error_text(refused), "bad")
        return _seats_page(event, delegation, get_visit(delegation, visit_id)), 422
    flash(ngettext("%(num)d person rides elsewhere now.", "%(num)d people ride elsewhere now.", count), "good")
    return redirect(url_for("delegations.bus_list", event=event, delegation_id=delegation.id, visit_id=visit_id))


def _seats_page(event: Event, delegation: Delegation, block: VisitBlock) -> str:
    choices = [*((bus, gettext("bus %(name)s", name=bus)) for bus in block.buses), (NO_BUS, gettext("does not ride"))]
    return render_template(
        "delegations/seats.html",
        event=event,
        delegation=delegation,
        block=block,
        riders=list_riders(block),
        choices=choices,
        seat=SEAT_FIELD_PREFIX,
    )


def _parse_seats(block: VisitBlock) -> dict[int, str]:
    """Who was put where: of those who are on the list, what was sent."""
    people = (rider.member.id for rider in list_riders(block))
    sent = ((person, request.form.get(f"{SEAT_FIELD_PREFIX}{person}")) for person in people)
    return {person: bus for person, bus in sent if bus is not None}


def _redirect_to_list(event: Event, delegation: Delegation, block: VisitBlock, person_id: int) -> ResponseReturnValue:
    """To the same list, where the person stands in it; what else was sent is no part of an address."""
    form = BusListForm()
    bus, rest = form.bus.data, form.rest.data
    arguments = {"bus": bus if bus in block.buses else None, "rest": "1" if rest == "1" else None}
    anchor = None if arguments["rest"] else f"p{person_id}"
    where: dict[str, Any] = {"event": event, "delegation_id": delegation.id, "visit_id": block.id, **arguments}
    return redirect(url_for("delegations.bus_list", **where, _anchor=anchor))


blueprint.add_app_template_global(open_visits)


@blueprint.post(f"{REGISTRATION_URL}/visits/<int:visit_id>")
@allow(*REGISTRATION_ROLES, of=own_registration)
def sign_up(event: Event, registration: Registration, visit_id: int) -> ResponseReturnValue:
    """Sign up, or say that more or fewer people come."""
    people = SignUpForm().people.data or 0
    try:
        services.sign_up_company(event, registration.id, visit_id, people, by=current_user.id)
    except (Conflict, Invalid) as refused:
        flash(error_text(refused), "wait")
    else:
        flash(ngettext("Signed up: %(num)d person.", "Signed up: %(num)d people.", people), "good")
    return _redirect_to_agenda(event, registration)


@blueprint.post(f"{REGISTRATION_URL}/visits/<int:visit_id>/removal")
@allow(*REGISTRATION_ROLES, of=own_registration)
def withdraw_sign_up(event: Event, registration: Registration, visit_id: int) -> ResponseReturnValue:
    try:
        services.withdraw_sign_up(event, registration.id, visit_id, by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "wait")
    else:
        flash(gettext("Withdrawn. Your places are free for others."), "good")
    return _redirect_to_agenda(event, registration)


def _redirect_to_agenda(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id, _anchor="visits"))
