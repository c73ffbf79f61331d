"""The bus lists of a visit: on paper, on a phone where people are ticked off as they board, and who rides where."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.core.errors import Invalid
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.events.models import Event
from app.registrations.buses import NO_BUS
from app.registrations.models import Delegation, VisitBlock
from app.registrations.queries.buses import bus_lists, riders_of
from app.registrations.queries.programme import visit_of
from app.registrations.scopes import a_delegation
from app.registrations.services import buses as services
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE, tab
from app.registrations.views.programme import PROGRAMME

VISIT = f"{PROGRAMME}/<int:visit_id>"
SEAT = "seat"
"""Fields of the form are called so, with the person's number after it."""


@registrations.get(f"{VISIT}/bus")
@allow(*OWN_SIDE, of=a_delegation)
def bus_list(event: Event, delegation: Delegation, visit_id: int) -> ResponseReturnValue:
    """Who rides, with a tick for each; ``?bus=`` one of several, ``?rest=1`` only who is still missing."""
    tab()
    block = visit_of(delegation, visit_id)
    lists = bus_lists(block)
    chosen = next((one for one in lists if one.bus == request.args.get("bus")), lists[0] if lists else None)
    return render_template(
        "registrations/bus.html",
        event=event,
        delegation=delegation,
        block=block,
        lists=lists,
        chosen=chosen,
        rest=request.args.get("rest") == "1",
    )


@registrations.post(f"{VISIT}/bus/<int:representative_id>")
@allow(*OWN_SIDE, of=a_delegation)
def board(event: Event, delegation: Delegation, visit_id: int, representative_id: int) -> ResponseReturnValue:
    """Tick somebody off; who was ticked by another hand a moment ago stays ticked."""
    block = visit_of(delegation, visit_id)
    services.board(delegation, block, representative_id, by=current_user.id)
    return _back(event, delegation, block, representative_id)


@registrations.post(f"{VISIT}/bus/<int:representative_id>/removal")
@allow(*OWN_SIDE, of=a_delegation)
def unboard(event: Event, delegation: Delegation, visit_id: int, representative_id: int) -> ResponseReturnValue:
    """Take a tick back."""
    block = visit_of(delegation, visit_id)
    services.unboard(delegation, block, representative_id, by=current_user.id)
    return _back(event, delegation, block, representative_id)


@registrations.route(f"{VISIT}/seats", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=a_delegation)
def seats(event: Event, delegation: Delegation, visit_id: int) -> ResponseReturnValue:
    """Who rides in which bus, or in none."""
    tab()
    block = visit_of(delegation, visit_id)
    if request.method == "GET":
        return _seats(event, delegation, block)
    try:
        count = services.seat(delegation, block, _sent(block), by=current_user.id)
    except Invalid as refused:
        flash(error_text(refused), "bad")
        return _seats(event, delegation, visit_of(delegation, visit_id)), 422
    flash(ngettext("%(num)d person rides elsewhere now.", "%(num)d people ride elsewhere now.", count), "good")
    return redirect(url_for("registrations.bus_list", event=event, delegation_id=delegation.id, visit_id=visit_id))


def _seats(event: Event, delegation: Delegation, block: VisitBlock) -> str:
    choices = [*((bus, gettext("bus %(name)s", name=bus)) for bus in block.buses), (NO_BUS, gettext("does not ride"))]
    return render_template(
        "registrations/seats.html",
        event=event,
        delegation=delegation,
        block=block,
        riders=riders_of(block),
        choices=choices,
        seat=SEAT,
    )


def _sent(block: VisitBlock) -> dict[int, str]:
    """Who was put where: of those who are on the list, what was sent."""
    people = (one.member.id for one in riders_of(block))
    return {one: request.form[f"{SEAT}{one}"] for one in people if f"{SEAT}{one}" in request.form}


def _back(event: Event, delegation: Delegation, block: VisitBlock, person_id: int) -> ResponseReturnValue:
    """To the same list, where the person stands in it; what else was sent is no part of an address."""
    bus = request.form.get("bus")
    kept = {"bus": bus if bus in block.buses else None, "rest": "1" if request.form.get("rest") == "1" else None}
    anchor = None if kept["rest"] else f"p{person_id}"
    where: dict[str, Any] = {"event": event, "delegation_id": delegation.id, "visit_id": block.id, **kept}
    return redirect(url_for("registrations.bus_list", **where, _anchor=anchor))
