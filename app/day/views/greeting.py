"""The strip that names guests of honour as they come: it asks again by itself, and stands on the desk's page."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.day.queries.vips import vips_just_in
from app.day.services import greeting
from app.day.views.blueprint import DESK, STAFF, day
from app.db import now
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.guards import allow
from app.floor.web.htmx import wants_fragment


@day.get(f"{DESK}/vips")
@allow(*STAFF, of=an_event)
def vips(event: Event) -> ResponseReturnValue:
    """The strip alone; 304 to a device that has this one."""
    if not wants_fragment():
        return redirect(url_for("day.desk", event=event))
    answer = make_response(render_template("day/_vips.html", event=event, vips=vips_just_in(event.id, now())))
    answer.add_etag()
    return answer.make_conditional(request)


@day.post(f"{DESK}/check-ins/<int:check_in_id>/greeting")
@allow(*STAFF, of=an_event)
def greet(event: Event, check_in_id: int) -> ResponseReturnValue:
    greeting.greet(event, check_in_id, by=current_user.id)
    return redirect(url_for("day.desk", event=event), 303)
