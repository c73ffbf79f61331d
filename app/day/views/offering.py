"""A free time is offered to two firms: the desk sees when and where, asks both, and books once both have said yes."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.day.forms import OfferForm
from app.day.queries.offering import offered
from app.day.queries.people import people_of
from app.day.services.offering import book_agreed
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event

OFFERS = f"{DESK}/late/offers"


@day.get(OFFERS)
@allow(*STAFF, of=an_event)
def ask_both(event: Event) -> ResponseReturnValue:
    """Whom to ask, and for what; nothing is held by looking. Without a pair: back to who is alone."""
    g.tab = "day.desk"
    one, other, slot = (request.args.get(name, type=parse_id) for name in ("one", "other", "slot"))
    if one is None or other is None or slot is None:
        return redirect(url_for("day.late", event=event))
    return render_template("day/offer.html", event=event, offer=offered(event, one, other, slot, people_of(event.id)))


@day.post(OFFERS)
@allow(*STAFF, of=an_event)
def offer(event: Event) -> ResponseReturnValue:
    """Both have said yes. Raises SlotTaken where somebody was quicker."""
    form = OfferForm()
    if not form.validate() or not (form.one.data and form.other.data and form.slot.data):
        raise Invalid
    book_agreed(event, form.one.data, form.other.data, form.slot.data, by=current_user.id)
    flash(gettext("Booked. Both firms have it in their calendars."), "good")
    return redirect(url_for("day.late", event=event), 303)
