"""The poster at the entrance with its waiting line, and VIPs with who is to greet them."""

from __future__ import annotations

from flask import flash, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.db import now
from app.core.errors import Invalid, NotFound
from app.core.web import rate_limits
from app.core.web.forms import typed_text
from app.core.web.guards import allow, public
from app.core.web.pages import is_fragment_request
from app.core.web.routing import full_url
from app.core.web.security import client_address
from app.day.forms import GreeterForm, PhoneEndForm, SettlementForm
from app.day.queries.arrivals import list_vip_arrivals, list_waiting
from app.day.queries.people import find_attendee, list_attendees
from app.day.services import check_ins
from app.day.views.blueprint import DESK, PERSON, STAFF, day
from app.documents.qr import qr_path
from app.events.models import Event
from app.events.phases import EventAct
from app.events.scopes import an_event, event_at
from app.events.views.blueprint import may

ARRIVALS_PER_ADDRESS = rate_limits.RateLimit("arrival", "120 per 10 minutes")
"""A hall may share one address, so it is wide."""
ARRIVAL_NUMBER = "arrival"
"""In the session of a phone: the event, and the number in its line."""


@day.route("/events/<slug:event>/arrival", methods=["GET", "POST"])
@public
def arrival(event: str) -> ResponseReturnValue:
    """Four digits, and a number to show. Nothing tells whether anybody has such a phone."""
    opened_event, form = event_at(event), PhoneEndForm()
    if not may(opened_event, EventAct.SEE_EVENT):
        raise NotFound
    if not form.is_submitted():
        slug, number = session.get(ARRIVAL_NUMBER) or ("", 0)
        return render_template(
            "day/arrival.html", event=opened_event, form=form, number=number if slug == opened_event.slug else 0
        )
    rate_limits.spend_attempts(ARRIVALS_PER_ADDRESS, client_address())
    if not form.validate():
        return render_template("day/arrival.html", event=opened_event, form=form, number=0), 422
    session[ARRIVAL_NUMBER] = (
        opened_event.slug,
        check_ins.create_arrival(opened_event, typed_text(form.digits)).number,
    )
    return redirect(url_for("day.arrival", event=opened_event), 303)


@day.get(f"{DESK}/poster")
@allow(*STAFF, of=an_event)
def poster(event: Event) -> ResponseReturnValue:
    """To print and hang beside the door."""
    url = full_url("day.arrival", event=event)
    return render_template("day/poster.html", event=event, qr=qr_path(url), url=url)


@day.post(f"{DESK}/arrivals/settlement")
@allow(*STAFF, of=an_event)
def settle_strangers(event: Event) -> ResponseReturnValue:
    """Of those up to number ``until``, which the desk has seen: all whose digits are nobody's."""
    until = SettlementForm().until.data
    if until is None:
        raise Invalid
    strangers = [
        stranger
        for stranger in list_waiting(event.id, list_attendees(event.id))
        if not stranger.people and stranger.number <= until
    ]
    check_ins.settle_arrivals(event, [stranger.id for stranger in strangers], by=current_user.id)
    return redirect(url_for("day.desk", event=event), 303)


@day.post(f"{DESK}/arrivals/<int:arrival_id>/settlement")
@allow(*STAFF, of=an_event)
def settle(event: Event, arrival_id: int) -> ResponseReturnValue:
    check_ins.settle_arrival(event, arrival_id, by=current_user.id)
    return redirect(url_for("day.desk", event=event), 303)


@day.get(f"{DESK}/vips")
@allow(*STAFF, of=an_event)
def vips(event: Event) -> ResponseReturnValue:
    """The strip alone; 304 to a device that has this one."""
    if not is_fragment_request():
        return redirect(url_for("day.desk", event=event))
    answer = make_response(render_template("day/_vips.html", event=event, vips=list_vip_arrivals(event.id, now())))
    answer.add_etag()
    return answer.make_conditional(request)


@day.route(f"{PERSON}/greeter", methods=["GET", "POST"])
@allow(*STAFF, of=an_event)
def greeter(event: Event, representative_id: int) -> ResponseReturnValue:
    """Who is to meet this guest, named before or as they come."""
    g.tab = "day.desk"
    person = find_attendee(event.id, representative_id)
    if person is None:
        raise NotFound
    form = GreeterForm(name=person.greeter)
    if not form.validate_on_submit():
        page = render_template("day/greeter.html", event=event, person=person, form=form)
        return page, 422 if form.errors else 200
    check_ins.update_greeter(event, person.id, typed_text(form.name), by=current_user.id)
    flash(gettext("Saved."), "good")
    return redirect(url_for("day.desk", event=event), 303)


@day.post(f"{DESK}/check-ins/<int:check_in_id>/greeting")
@allow(*STAFF, of=an_event)
def greet(event: Event, check_in_id: int) -> ResponseReturnValue:
    check_ins.greet_vip(event, check_in_id, by=current_user.id)
    return redirect(url_for("day.desk", event=event), 303)
