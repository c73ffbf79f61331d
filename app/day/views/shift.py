"""The day runs late: choose what becomes of its rest, look at it, do it, undo it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.models import User
from app.core.clock import local_to_utc, parse_time
from app.core.db import db, now
from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.day.models import Shift
from app.day.queries.hall import times_of
from app.day.queries.shifting import latest_shift, look, shift_of_today
from app.day.services import shifting as services
from app.day.shift import LEAST_MINUTES, MINUTES, Asked, How, ahead, pauses
from app.day.stages import Time
from app.day.views.blueprint import STAFF, day
from app.day.views.shift_lines import chart_for, groups_of, lines_of, lost_of
from app.day.wording import done_words
from app.events.models import Event
from app.events.scopes import an_event

SHIFT = "/events/<slug:event>/shift"
USUAL_MINUTES = 15


day.add_app_template_global(done_words)


@day.get(SHIFT)
@allow(*STAFF, of=an_event)
def shift(event: Event) -> ResponseReturnValue:
    """What the last shift did, while it can be undone; else, or where more is asked for, the form with its preview."""
    g.tab = "day.desk"
    zone, times, last = ZoneInfo(event.zone), times_of(event.id), latest_shift(event.id)
    left = ahead(times, now(), zone)
    can_undo = last is not None and now() < last.undo_until
    asks_for_more = "how" in request.args
    asked = _asked(left, zone) if asks_for_more or not can_undo else None
    looked, refused = None, ""
    if asked is not None:
        try:
            looked = look(event, asked)
        except Invalid as why:
            refused = error_text(why)
    return render_template(
        "day/shift.html",
        event=event,
        left=left,
        asked=asked,
        looked=looked,
        refused=refused,
        at=now(),
        lines=lines_of(looked) if looked is not None else [],
        chart=chart_for(looked, event.zone) if looked is not None else None,
        lost=lost_of(looked) if looked is not None else [],
        groups=groups_of(looked) if looked is not None else [],
        ends=f"{asked.ends.astimezone(zone):%H:%M}" if asked is not None and asked.ends is not None else "",
        minutes=list(MINUTES),
        pauses=pauses(times, asked.first) if asked is not None else [],
        least=LEAST_MINUTES,
        words_length=services.WORDS_LENGTH,
        last=last,
        of_today=shift_of_today(event) is not None,
        shifted_by=_by(last),
        can_undo=can_undo,
    )


@day.post(SHIFT)
@allow(*STAFF, of=an_event)
def shift_day(event: Event) -> ResponseReturnValue:
    form = request.form
    zone = ZoneInfo(event.zone)
    asked = _asked(ahead(times_of(event.id), now(), zone), zone)
    if asked is None:
        raise Invalid("shift_first")
    made = services.shift_day(
        event.id,
        asked,
        token=form.get("token", ""),
        give_up=form.getlist("give_up", type=parse_id),
        words=" ".join(form.get("words", "").split()),
        by=current_user.id,
    )
    flash(done_words(made), "good")
    return redirect(url_for("day.shift", event=event), 303)


@day.post(f"{SHIFT}/<int:shift_id>/undoing")
@allow(*STAFF, of=an_event)
def undo_shift(event: Event, shift_id: int) -> ResponseReturnValue:
    services.undo_shift(event.id, shift_id, by=current_user.id)
    flash(
        gettext(
            "The day is as it was before. Whoever was told of the shift is told so; letters still held are not sent."
        ),
        "good",
    )
    return redirect(url_for("day.shift", event=event), 303)


def _asked(left: list[Time], zone: ZoneInfo) -> Asked | None:
    """What the page asks about, the usual where it says nothing yet; None on a day without any time ahead."""
    if not left:
        return None
    sent = request.values
    how = sent.get("how", How.SHIFT.value)
    first = sent.get("first", type=parse_id)
    return Asked(
        How(how) if how in set(How) else How.SHIFT,
        first if first is not None and first in {time.id for time in left} else left[0].id,
        _number("minutes", USUAL_MINUTES),
        _number("shortest", max(LEAST_MINUTES, left[0].span.minutes - 5)),
        sent.get("breaks") == "1",
        _number("until", 0),
        _moment(sent.get("ends", ""), left[0], zone),
        other_days=sent.get("other_days") == "1",
    )


def _moment(text: str, time: Time, zone: ZoneInfo) -> datetime | None:
    """The moment on the day of this time at which a clock shows so; None for nothing that a clock shows."""
    try:
        clock = parse_time(text)
    except Invalid:
        return None
    return local_to_utc(time.span.start.astimezone(zone).date(), clock, zone)


def _number(name: str, usual: int) -> int:
    """What no form would send is as wrong as 0 is."""
    text = request.values.get(name, "").strip()
    if not text:
        return usual
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _by(last: Shift | None) -> str:
    user = db.session.get(User, last.shifted_by) if last is not None and last.shifted_by is not None else None
    return user.name if user is not None and user.name else ""
