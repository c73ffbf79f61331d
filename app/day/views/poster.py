"""The poster at the entrance: its page for anybody's phone, and the line that it makes."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.errors import Invalid, NotFound
from app.core.parsing import parse_id
from app.core.web import rate_limits
from app.core.web.forms import typed_text
from app.core.web.guards import allow, public
from app.core.web.routing import full_url
from app.core.web.security import client_address
from app.day.forms import EndOfPhoneForm
from app.day.queries.people import people_of
from app.day.queries.waiting import waiting_at
from app.day.services import arriving
from app.day.views.blueprint import DESK, STAFF, day
from app.documents.qr import qr_path
from app.events.models import Event
from app.events.phases import EventAct
from app.events.scopes import an_event, event_at
from app.events.views.blueprint import may

FROM_ADDRESS = rate_limits.RateLimit("arrival", "120 per 10 minutes")
"""A hall may share one address, so it is wide."""
NUMBER = "arrival"
"""In the session of a phone: the event, and the number in its line."""


@day.route("/events/<slug:event>/arrival", methods=["GET", "POST"])
@public
def arrival(event: str) -> ResponseReturnValue:
    """Four digits, and a number to show. Nothing tells whether anybody has such a phone."""
    found, form = event_at(event), EndOfPhoneForm()
    if not may(found, EventAct.SEE_EVENT):
        raise NotFound
    if not form.is_submitted():
        slug, number = session.get(NUMBER) or ("", 0)
        return render_template("day/arrival.html", event=found, form=form, number=number if slug == found.slug else 0)
    rate_limits.spend_attempts(FROM_ADDRESS, client_address())
    if not form.validate():
        return render_template("day/arrival.html", event=found, form=form, number=0), 422
    session[NUMBER] = (found.slug, arriving.stand_in_line(found, typed_text(form.digits)).number)
    return redirect(url_for("day.arrival", event=found), 303)


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
    until = request.form.get("until", type=parse_id)
    if until is None:
        raise Invalid
    strangers = [one for one in waiting_at(event.id, people_of(event.id)) if not one.people and one.number <= until]
    arriving.settle_all(event, [one.id for one in strangers], by=current_user.id)
    return redirect(url_for("day.desk", event=event), 303)


@day.post(f"{DESK}/arrivals/<int:arrival_id>/settlement")
@allow(*STAFF, of=an_event)
def settle(event: Event, arrival_id: int) -> ResponseReturnValue:
    arriving.settle(event, arrival_id, by=current_user.id)
    return redirect(url_for("day.desk", event=event), 303)
