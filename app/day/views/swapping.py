"""Two meetings exchange their times and tables: the desk sees whom it touches, does it, and can undo it."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.db import now
from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.day.queries.moving import meeting_at
from app.day.queries.swapping import swap_between
from app.day.queries.swaps_offered import swaps_for
from app.day.services import swapping as services
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.queries.lists import meeting_of

SWAPS = f"{DESK}/meetings/<int:meeting_id>/swaps"


@day.get(SWAPS)
@allow(*STAFF, of=an_event)
def choose_swap(event: Event, meeting_id: int) -> ResponseReturnValue:
    """With which meetings it could be done; of ``other`` before and after. Nothing is changed by looking."""
    g.tab = "day.desk"
    meeting = meeting_at(event, meeting_id)
    if (other_id := request.args.get("other", type=parse_id)) is not None:
        meeting_at(event, other_id)
        return render_template("day/swap.html", event=event, seen=swap_between(event, meeting_id, other_id, now()))
    row = meeting_of(meeting.low_id, meeting.id, brief=True)
    return render_template("day/swaps.html", event=event, row=row, swaps=swaps_for(event, meeting_id, now()))


@day.post(SWAPS)
@allow(*STAFF, of=an_event)
def swap(event: Event, meeting_id: int) -> ResponseReturnValue:
    """Raises CannotSwap and Stale where somebody was quicker."""
    meeting_at(event, meeting_id)
    other_id = request.form.get("other", type=parse_id)
    if other_id is None:
        raise Invalid
    services.swap(event.id, meeting_id, other_id, token=request.form.get("token", ""), by=current_user.id)
    flash(gettext("Swapped. Each firm concerned gets one letter."), "good")
    return redirect(url_for("day.late", event=event), 303)


@day.post(f"{DESK}/swaps/undoing")
@allow(*STAFF, of=an_event)
def undo_swap(event: Event) -> ResponseReturnValue:
    """``swap``: which one."""
    number = request.form.get("swap", type=parse_id)
    if number is None:
        raise Invalid
    services.undo_swap(event.id, number, by=current_user.id)
    flash(gettext("Both meetings are as they were, and the same firms are told so."), "good")
    return redirect(url_for("day.late", event=event), 303)
