"""Guests of honour: who is to meet each, and the strip on the desk's page that names them as they come."""

from __future__ import annotations

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.db import now
from app.core.errors import NotFound
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.core.web.pages import is_fragment_request
from app.day.forms import GreeterForm
from app.day.queries.people import person_at
from app.day.queries.vips import vips_just_in
from app.day.services import greeting
from app.day.views.blueprint import DESK, PERSON, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event


@day.get(f"{DESK}/vips")
@allow(*STAFF, of=an_event)
def vips(event: Event) -> ResponseReturnValue:
    """The strip alone; 304 to a device that has this one."""
    if not is_fragment_request():
        return redirect(url_for("day.desk", event=event))
    answer = make_response(render_template("day/_vips.html", event=event, vips=vips_just_in(event.id, now())))
    answer.add_etag()
    return answer.make_conditional(request)


@day.route(f"{PERSON}/greeter", methods=["GET", "POST"])
@allow(*STAFF, of=an_event)
def greeter(event: Event, representative_id: int) -> ResponseReturnValue:
    """Who is to meet this guest, named before or as they come."""
    g.tab = "day.desk"
    person = person_at(event.id, representative_id)
    if person is None:
        raise NotFound
    form = GreeterForm(name=person.greeter)
    if not form.validate_on_submit():
        page = render_template("day/greeter.html", event=event, person=person, form=form)
        return page, 422 if form.errors else 200
    greeting.name_greeter(event, person.id, typed_text(form.name), by=current_user.id)
    flash(gettext("Saved."), "good")
    return redirect(url_for("day.desk", event=event), 303)


@day.post(f"{DESK}/check-ins/<int:check_in_id>/greeting")
@allow(*STAFF, of=an_event)
def greet(event: Event, check_in_id: int) -> ResponseReturnValue:
    greeting.greet(event, check_in_id, by=current_user.id)
    return redirect(url_for("day.desk", event=event), 303)
