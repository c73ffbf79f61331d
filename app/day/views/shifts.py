"""The day runs late: choose what becomes of its rest, compare before and after, do it, undo it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.models import User
from app.core.clock import Span
from app.core.db import db, now
from app.core.errors import Invalid
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.core.web.locale import clock, plain
from app.day.day_stages import DaySlot
from app.day.forms import ShiftForm
from app.day.models import Shift
from app.day.queries.boards import list_day_slots
from app.day.queries.shifts import ShiftPreview, get_latest_shift, get_shift_preview
from app.day.services import shifts as services
from app.day.shift_plan import SHIFT_MINUTES, MovedSpan, ShiftRequest, list_absorbing_breaks, list_slots_ahead
from app.day.views.blueprint import STAFF, day
from app.day.wording import done_words
from app.events.calendar import SlotKind
from app.events.models import Event
from app.events.scopes import an_event


@dataclass(frozen=True)
class ShiftLine:
    """Something of the day before and after; ``meetings``: how many, None where it holds none; ``is_bad``: what the
    ``note`` says is to be looked at."""

    start: datetime
    what: str
    before: str
    after: str
    meetings: int | None = None
    note: str = ""
    is_bad: bool = False


def list_shift_lines(looked: ShiftPreview) -> list[ShiftLine]:
    """In order of time, with what does not move between what does."""
    lines = [
        *_list_slot_lines(looked),
        *_list_piece_lines(looked),
        *_list_fixed_lines(looked),
    ]
    return sorted(lines, key=lambda line: line.start)


def _list_slot_lines(looked: ShiftPreview) -> Iterator[ShiftLine]:
    bad = {trouble.before for trouble in looked.troubles}
    for moved in looked.plan.times:
        time = looked.times[moved.id]
        is_meeting, is_bad = time.kind is SlotKind.MEETING, moved.before in bad
        what = gettext("Meetings") if is_meeting else plain(time.label) or gettext("Break")
        count = looked.counts.get(moved.id, 0) if is_meeting else None
        yield _build_line(what, moved, count, gettext("look below") if is_bad else _get_note(moved), is_bad=is_bad)


def _list_piece_lines(looked: ShiftPreview) -> Iterator[ShiftLine]:
    for moved in looked.plan.pieces:
        yield _build_line(plain(looked.pieces[moved.id].title), moved, None, _get_note(moved))


def _list_fixed_lines(looked: ShiftPreview) -> Iterator[ShiftLine]:
    for appointment in looked.fixed:
        whose = plain(appointment.delegation)
        what = gettext("%(delegation)s departs", delegation=whose) if appointment.departs else plain(appointment.title)
        note = gettext("stays; meetings go on beyond it") if appointment.is_met else gettext("stays")
        yield ShiftLine(
            appointment.at, what, clock(appointment.at), clock(appointment.at), None, note, appointment.is_met
        )


def _build_line(what: str, moved: MovedSpan, meetings: int | None, note: str, *, is_bad: bool = False) -> ShiftLine:
    return ShiftLine(
        moved.before.start, what, _format_span(moved.before), _format_span(moved.after), meetings, note, is_bad
    )


def _get_note(moved: MovedSpan) -> str:
    if moved.before.start == moved.after.start:
        return str(gettext("goes on"))
    less = moved.before.minutes - moved.after.minutes
    return str(ngettext("%(num)d minute shorter", "%(num)d minutes shorter", less)) if less else ""


def _format_span(span: Span) -> str:
    return f"{clock(span.start)} – {clock(span.end)}"


SHIFT = "/events/<slug:event>/shift"
DEFAULT_MINUTES = 15


day.add_app_template_global(done_words)


@day.get(SHIFT)
@allow(*STAFF, of=an_event)
def shift(event: Event) -> ResponseReturnValue:
    """What the last shift did, while it can be undone; else, or where more is asked for, the form with its preview."""
    g.tab = "day.desk"
    zone, times, last = ZoneInfo(event.zone), list_day_slots(event.id), get_latest_shift(event.id)
    left = list_slots_ahead(times, now(), zone)
    can_undo = last is not None and now() < last.undo_until
    asked = _parse_request(_parse_form(), left) if "minutes" in request.args or not can_undo else None
    looked, refused = None, ""
    if asked is not None:
        try:
            looked = get_shift_preview(event, asked)
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
        lines=list_shift_lines(looked) if looked is not None else [],
        minutes=list(SHIFT_MINUTES),
        pauses=list_absorbing_breaks(times, asked.first) if asked is not None else [],
        words_length=services.MESSAGE_LENGTH,
        last=last,
        shifted_by=_get_shifter_name(last),
        can_undo=can_undo,
    )


@day.post(SHIFT)
@allow(*STAFF, of=an_event)
def shift_day(event: Event) -> ResponseReturnValue:
    form = _parse_form()
    asked = _parse_request(form, list_slots_ahead(list_day_slots(event.id), now(), ZoneInfo(event.zone)))
    if asked is None:
        raise Invalid("shift_first")
    made = services.shift_day(
        event.id,
        asked,
        token=typed_text(form.token),
        give_up=set(form.give_up.data or ()) - {None},
        words=typed_text(form.words),
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


def _parse_form() -> ShiftForm:
    return ShiftForm(request.values, meta={"csrf": False})


def _parse_request(form: ShiftForm, left: list[DaySlot]) -> ShiftRequest | None:
    """What the page asks about, the usual where it says nothing yet; None on a day without any time ahead."""
    if not left:
        return None
    return ShiftRequest(
        form.first.data if form.first.data in {time.id for time in left} else left[0].id,
        _parse_number(form.minutes.data, DEFAULT_MINUTES),
        _parse_number(form.until.data, 0),
    )


def _parse_number(text: str | None, usual: int) -> int:
    """What no form would send is as wrong as 0 is."""
    if not text:
        return usual
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _get_shifter_name(last: Shift | None) -> str:
    user = db.session.get(User, last.shifted_by) if last is not None and last.shifted_by is not None else None
    return user.name if user is not None and user.name else ""
