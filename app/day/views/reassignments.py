"""Two meetings swap their times and tables, or another interpreter comes: shown first, then done and undone in one
tap."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.errors import Invalid
from app.core.web.guards import allow
from app.day.forms import InterpreterChangeForm
from app.day.queries.reassignments import (
    DeskInterpreterChange,
    is_meeting_booked,
    list_interpreter_choices,
)
from app.day.services import reassignments as services
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event

INTERPRETER = f"{DESK}/meetings/<int:meeting_id>/interpreter"


@day.get(INTERPRETER)
@allow(*STAFF, of=an_event)
def choose_interpreter(event: Event, meeting_id: int) -> ResponseReturnValue:
    g.tab = "day.desk"
    if not is_meeting_booked(event, meeting_id):
        return redirect(url_for("day.desk", event=event))
    meeting, choices = list_interpreter_choices(event, meeting_id)
    return render_template("day/interpreter.html", event=event, meeting=meeting, choices=choices)


@day.post(INTERPRETER)
@allow(*STAFF, of=an_event)
def change_interpreter(event: Event, meeting_id: int) -> ResponseReturnValue:
    """Raises CannotInterpret where somebody was quicker."""
    form = InterpreterChangeForm()
    if not form.validate() or not form.interpreter.data:
        raise Invalid
    services.change_interpreter(
        event.id, meeting_id, DeskInterpreterChange(form.interpreter.data, form.other.data or None), by=current_user.id
    )
    flash(gettext("Changed. The firms of each meeting are told who interprets."), "good")
    return redirect(url_for("day.desk", event=event), 303)
