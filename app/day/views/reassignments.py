"""Two meetings swap their times and tables, or another interpreter comes: shown first, then done and undone in one
tap."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.db import now
from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.day.forms import InterpreterChangeForm, SwapForm, SwapUndoForm
from app.day.queries.reassignments import get_pair_meeting, is_meeting_booked, list_interpreter_choices
from app.day.queries.swaps import get_swap_preview, list_swap_options
from app.day.reassignments import DeskInterpreterChange
from app.day.services import reassignments as services
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.queries.lists import get_company_meeting

SWAPS = f"{DESK}/meetings/<int:meeting_id>/swaps"


@day.get(SWAPS)
@allow(*STAFF, of=an_event)
def choose_swap(event: Event, meeting_id: int) -> ResponseReturnValue:
    """With which meetings it could be done; of ``other`` before and after. Nothing is changed by looking."""
    g.tab = "day.desk"
    meeting = get_pair_meeting(event, meeting_id)
    if (other_id := request.args.get("other", type=parse_id)) is not None:
        get_pair_meeting(event, other_id)
        return render_template("day/swap.html", event=event, seen=get_swap_preview(event, meeting_id, other_id, now()))
    row = get_company_meeting(meeting.low_id, meeting.id, brief=True)
    return render_template("day/swaps.html", event=event, row=row, swaps=list_swap_options(event, meeting_id, now()))


@day.post(SWAPS)
@allow(*STAFF, of=an_event)
def swap(event: Event, meeting_id: int) -> ResponseReturnValue:
    """Raises CannotSwap and Stale where somebody was quicker."""
    get_pair_meeting(event, meeting_id)
    form = SwapForm()
    if form.other.data is None:
        raise Invalid
    services.swap_meetings(event.id, meeting_id, form.other.data, token=form.token.data or "", by=current_user.id)
    flash(gettext("Swapped. Each firm concerned gets one letter."), "good")
    return redirect(url_for("day.late", event=event), 303)


@day.post(f"{DESK}/swaps/undoing")
@allow(*STAFF, of=an_event)
def undo_swap(event: Event) -> ResponseReturnValue:
    form = SwapUndoForm()
    if form.swap.data is None:
        raise Invalid
    services.undo_swap(event.id, form.swap.data, by=current_user.id)
    flash(gettext("Both meetings are as they were, and the same firms are told so."), "good")
    return redirect(url_for("day.late", event=event), 303)


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
