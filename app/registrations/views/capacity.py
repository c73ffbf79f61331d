"""Capacity and approval: how many companies of each group come, who is approved at once, who waits and is offered a
place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from wtforms import BooleanField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.errors import Conflict
from app.core.web.errors import error_text
from app.core.web.forms import CountField, Form, select_choices
from app.core.web.guards import allow, current_roles
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event, Group
from app.events.scopes import an_event
from app.registrations.models import Registration
from app.registrations.queries.capacity import count_waiting, get_capacities, list_open_offers
from app.registrations.scopes import own_registration
from app.registrations.services import capacity, transitions
from app.registrations.services.capacity import MAX_OFFER_DAYS, MAX_PLACES
from app.registrations.views.blueprint import REGISTRATION_ROLES, REGISTRATION_URL, registrations


class CapacityForm(Form):
    invited = BooleanField(_l("Firms that were invited"))
    sectors = SelectMultipleField(
        _l("Firms of these sectors"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    offer_days = CountField(_l("A place on offer is kept for, in days"), least=1, most=MAX_OFFER_DAYS)

    def offer_sectors(self) -> None:
        self.sectors.choices = select_choices(
            [(code, f"{code} {plain(sector_tree()[code].label)}") for code in sector_tree().sections]
        )


def get_quota_field(group_id: int) -> str:
    return f"quota{group_id}"


def get_approves_field(group_id: int) -> str:
    return f"approves{group_id}"


def create_capacity_form(groups: Iterable[Group]) -> type[CapacityForm]:
    """The form with a number of places and a tick for each side."""
    fields: dict[str, Any] = {}
    for group in groups:
        name = plain(group.names)
        fields[get_quota_field(group.id)] = CountField(
            gettext("Places for %(side)s", side=name), least=0, most=MAX_PLACES
        )
        fields[get_approves_field(group.id)] = BooleanField(gettext("Firms of %(side)s", side=name))
    return type("PlacesForm", (CapacityForm,), fields)


@registrations.route("/events/<slug:event>/places", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def event_places(event: Event) -> ResponseReturnValue:
    """Set the places and the rules; what is free then is offered to who waits."""
    g.tab = "registrations.index"
    form = create_capacity_form(event.groups)(data=_stored_values(event))
    form.offer_sectors()
    if not form.validate_on_submit():
        return _render_capacity(event, form), 422 if form.errors else 200
    offered = capacity.update_capacity(
        event,
        quotas={group.id: form[get_quota_field(group.id)].data for group in event.groups},
        approving={group.id for group in event.groups if form[get_approves_field(group.id)].data},
        invited=bool(form.invited.data),
        sectors=form.sectors.data or [],
        offer_days=form.offer_days.data or event.offer_days,
        by=current_user.id,
    )
    flash(gettext("Saved."), "good")
    if offered:
        text = ngettext("%(num)d place is offered now.", "%(num)d places are offered now.", len(offered))
        flash(text, "good")
    return redirect(url_for("registrations.event_places", event=event))


@registrations.post(f"{REGISTRATION_URL}/place")
@allow(*REGISTRATION_ROLES, of=own_registration)
def take_place(event: Event, registration: Registration) -> ResponseReturnValue:
    """The firm takes the place that is kept for it."""
    try:
        transitions.accept_offer(event, registration.id, by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "wait")
    else:
        flash(gettext("The firm takes part."), "good")
    if Role.COMPANY in current_roles():
        return redirect(url_for("events.home", event=event))
    return redirect(url_for("registrations.registration", event=event, registration_id=registration.id))


def _stored_values(event: Event) -> dict[str, object]:
    return {
        **{get_quota_field(group.id): group.quota for group in event.groups},
        **{get_approves_field(group.id): group.approves for group in event.groups},
        "invited": event.approve_invited,
        "sectors": event.approve_sectors,
        "offer_days": event.offer_days,
    }


def _render_capacity(event: Event, form: CapacityForm) -> str:
    offers = list_open_offers(event.id)
    companies = {offer.registration_id: db.session.get_one(Registration, offer.registration_id) for offer in offers}
    return render_template(
        "registrations/places.html",
        event=event,
        form=form,
        places=get_capacities(event.id),
        waiting=count_waiting(event.id),
        offers=offers,
        firms=companies,
        quota_name=get_quota_field,
        approves_name=get_approves_field,
    )
