"""The desk: who is here, who is not, and whom to look for."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.day.queries.presence import tally_of
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.guards import allow


@day.get(DESK)
@allow(*STAFF, of=an_event)
def desk(event: Event) -> ResponseReturnValue:
    return render_template("day/desk.html", event=event, tally=tally_of(event.id))
