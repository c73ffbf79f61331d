"""Places and approval: how many firms of each side come, who is approved at once, who waits and is offered a place."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import db
from app.core.errors import Conflict
from app.core.web.errors import error_text
from app.core.web.guards import allow, current_roles
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.forms.places import PlacesForm, approves_name, places_form, quota_name
from app.registrations.models import Registration
from app.registrations.queries.places import open_offers, places_of, waiting_counts
from app.registrations.scopes import own_firm
from app.registrations.services import places, standing
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations


@registrations.route("/events/<slug:event>/places", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def event_places(event: Event) -> ResponseReturnValue:
    """Set the places and the rules; what is free then is offered to who waits."""
    g.tab = "registrations.index"
    form = places_form(event.groups)(data=_stored(event))
    form.offer_sectors()
    if not form.validate_on_submit():
        return _page(event, form), 422 if form.errors else 200
    offered = places.set_rules(
        event,
        quotas={one.id: form[quota_name(one.id)].data for one in event.groups},
        approving={one.id for one in event.groups if form[approves_name(one.id)].data},
        invited=bool(form.invited.data),
        sectors=form.sectors.data or [],
        offer_days=form.offer_days.data or event.offer_days,
        by=current_user.id,
    )
    flash(gettext("Saved."), "good")
    if offered:
        told = ngettext("%(num)d place is offered now.", "%(num)d places are offered now.", len(offered))
        flash(told, "good")
    return redirect(url_for("registrations.event_places", event=event))


@registrations.post(f"{FIRM}/place")
@allow(*FOR_A_FIRM, of=own_firm)
def take_place(event: Event, registration: Registration) -> ResponseReturnValue:
    """The firm takes the place that is kept for it."""
    try:
        standing.take_place(event, registration.id, by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "wait")
    else:
        flash(gettext("The firm takes part."), "good")
    if Role.COMPANY in current_roles():
        return redirect(url_for("events.home", event=event))
    return redirect(url_for("registrations.registration", event=event, registration_id=registration.id))


def _stored(event: Event) -> dict[str, object]:
    return {
        **{quota_name(one.id): one.quota for one in event.groups},
        **{approves_name(one.id): one.approves for one in event.groups},
        "invited": event.approve_invited,
        "sectors": event.approve_sectors,
        "offer_days": event.offer_days,
    }


def _page(event: Event, form: PlacesForm) -> str:
    offers = open_offers(event.id)
    firms = {one.registration_id: db.session.get_one(Registration, one.registration_id) for one in offers}
    return render_template(
        "registrations/places.html",
        event=event,
        form=form,
        places=places_of(event.id),
        waiting=waiting_counts(event.id),
        offers=offers,
        firms=firms,
        quota_name=quota_name,
        approves_name=approves_name,
    )
