"""A desk moves a meeting: it sees where it could go, and what would change, before it does."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.db import now
from app.core.errors import Invalid
from app.core.web.guards import allow
from app.day.forms import MoveForm
from app.day.queries.moving import meeting_at, places_for
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings import services
from app.meetings.lifecycle import Actor

MOVE = f"{DESK}/meetings/<int:meeting_id>/move"


@day.get(MOVE)
@allow(*STAFF, of=an_event)
def choose_time(event: Event, meeting_id: int) -> ResponseReturnValue:
    g.tab = "day.desk"
    row, places = places_for(event, meeting_at(event, meeting_id), now())
    return render_template("day/move.html", event=event, row=row, places=places)


@day.post(MOVE)
@allow(*STAFF, of=an_event)
def move(event: Event, meeting_id: int) -> ResponseReturnValue:
    """Raises SlotTaken and MeetingMovedOn where somebody was quicker."""
    meeting, form = meeting_at(event, meeting_id), MoveForm()
    if not form.validate() or not form.slot.data:
        raise Invalid
    seen = form.seen_on_page
    services.move(meeting.id, meeting.low_id, form.slot.data, by=current_user.id, actor=Actor.ORGANIZER, seen=seen)
    flash(gettext("Moved. Both firms are told."), "good")
    return redirect(url_for("day.late", event=event), 303)
