"""The interpreters of an event: the list with its forecast, adding, changing, removing, assigning, the run sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.locale_names import get_language_name
from app.core.clock import Span
from app.core.db import now, transaction
from app.core.errors import DomainError
from app.core.jobs import enqueue
from app.core.web.errors import error_status, error_text
from app.core.web.guards import allow
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event, Interpreter
from app.events.scopes import an_event
from app.interpreters.forecast import SlotForecast
from app.interpreters.forms import (
    InterpreterForm,
    InterpreterRemovalForm,
    RunSheetsForm,
    get_interpreter_draft,
    make_interpreter_form,
)
from app.interpreters.queries import get_interpreter, get_interpreter_forecast, list_interpreters
from app.interpreters.services.interpreters import create_interpreter, delete_interpreter, update_interpreter
from app.interpreters.services.run_sheets import get_run_sheets_file_name, list_working_hours, render_run_sheets
from app.meetings.errors import InterpreterBooked, InterpreterExists
from app.meetings.interpreter_assignment import InterpreterHandover
from app.meetings.interpreters import InterpreterNeed
from app.meetings.lifecycle import PLACED_STATES, MeetingState
from app.meetings.queries.group_meetings import list_event_group_meetings
from app.meetings.queries.lists import MeetingRow, list_event_meetings
from app.meetings.seating import InterpreterObstacle

blueprint = Blueprint("interpreters", __name__)
blueprints = (blueprint,)

_REFUSAL_TEXTS = {
    InterpreterObstacle.TABLE: _l("%(name)s sits at another table"),
    InterpreterObstacle.BUSY: _l("%(name)s works at another meeting then"),
    InterpreterObstacle.AWAY: _l("%(name)s is not there then"),
    InterpreterObstacle.PAUSE: _l("%(name)s needs a pause then"),
    InterpreterObstacle.FAR: _l("%(name)s cannot walk there in time"),
}


def language_pair_text(need: InterpreterNeed) -> str:
    """“Chinese – English”; a side that is not known is left out."""
    known = [sorted(side) for side in (need.first, need.other) if side]
    sides = ["/".join(get_language_name(code, language()) for code in side) for side in known]
    return " – ".join(sorted(sides)) or gettext("languages not known")


def list_refusal_texts(barred: Iterable[tuple[int, InterpreterObstacle]], names: Mapping[int, str]) -> list[str]:
    """Why each of these interpreters cannot come, with its name."""
    return [
        str(_REFUSAL_TEXTS[bar]) % {"name": names[interpreter_id]}
        for interpreter_id, bar in barred
        if interpreter_id in names
    ]


def is_ever_available(times: Iterable[SlotForecast], interpreter: Interpreter) -> bool:
    """Whether any time for meetings lies within its hours."""
    hours = [Span(hour.starts_at, hour.ends_at) for hour in interpreter.hours]
    return not hours or any(span.covers(time.slot.span) for time in times for span in hours)


INTERPRETERS_URL = "/events/<slug:event>/interpreters"
INTERPRETER_URL = f"{INTERPRETERS_URL}/<int:interpreter_id>"
MOST_AT_ONCE = 60
"""Meetings up to which all sheets are set at once; more take longer than a second, and a job does it."""


@blueprint.get(INTERPRETERS_URL)
@allow(Role.ORGANIZER, of=an_event)
def interpreters(event: Event) -> ResponseReturnValue:
    _mark_tab()
    forecast = get_interpreter_forecast(event)  # it reads interpreters anew, without what the list needs of them
    rows = list_interpreters(event.id)
    return render_template(
        "interpreters/index.html",
        event=event,
        rows=rows,
        forecast=forecast,
        between=language_pair_text,
        whys=partial(list_refusal_texts, names={row.interpreter.id: row.interpreter.name for row in rows}),
        hours_of=list_working_hours,
        is_ever_there=partial(is_ever_available, forecast.hours),
        held=sum(row.meetings for row in rows),
        moment=now(),
    )


@blueprint.route(f"{INTERPRETERS_URL}/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def new_interpreter(event: Event) -> ResponseReturnValue:
    _mark_tab()
    form = make_interpreter_form(event)
    if not form.validate_on_submit():
        return _render_form(event, form), 422 if form.is_submitted() else 200
    try:
        create_interpreter(event.id, get_interpreter_draft(event, form), by=current_user.id, again=form.again.data)
    except InterpreterExists as known:
        return _render_form(event, form, known=known), error_status(known)
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        return _render_form(event, form), error_status(refused)
    flash(gettext("%(name)s is on the list of interpreters.", name=form.name.data), "good")
    return _redirect_to_list(event)


@blueprint.route(INTERPRETER_URL, methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def interpreter(event: Event, interpreter_id: int) -> ResponseReturnValue:
    _mark_tab()
    row, post = get_interpreter(event.id, interpreter_id)
    form = make_interpreter_form(event, row, post)
    if not form.validate_on_submit():
        return _render_form(event, form, interpreter_id), 422 if form.is_submitted() else 200
    flags = {"confirmed": form.confirmed.data, "again": form.again.data}
    try:
        handovers = update_interpreter(
            event.id, interpreter_id, get_interpreter_draft(event, form), version=form.seen, by=current_user.id, **flags
        )
    except InterpreterExists as known:
        return _render_form(event, form, interpreter_id, known=known), error_status(known)
    except InterpreterBooked as asked:
        return _render_confirmation(event, asked, form.name.data or ""), 409
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        return _render_form(event, form, interpreter_id), error_status(refused)
    flash(gettext("%(name)s is saved.", name=form.name.data), "good")
    _flash_handovers(handovers)
    return _redirect_to_list(event)


@blueprint.post(f"{INTERPRETER_URL}/removal")
@allow(Role.ORGANIZER, of=an_event)
def remove_interpreter(event: Event, interpreter_id: int) -> ResponseReturnValue:
    """Where booked meetings would lose it, who steps in is shown first."""
    _mark_tab()
    row, _post = get_interpreter(event.id, interpreter_id)
    name, form = row.name, InterpreterRemovalForm()
    version, confirmed = form.version.data or 0, form.confirmed.data
    try:
        handovers = delete_interpreter(
            event.id, interpreter_id, version=version, by=current_user.id, confirmed=confirmed
        )
    except InterpreterBooked as asked:
        return _render_confirmation(event, asked, name), 409
    flash(gettext("%(name)s is off the list of interpreters.", name=name), "good")
    _flash_handovers(handovers)
    return _redirect_to_list(event)


@blueprint.post(f"{INTERPRETERS_URL}/engagement")
@allow(Role.ORGANIZER, of=an_event)
def engage_interpreters(event: Event) -> ResponseReturnValue:
    """Booked meetings that need an interpreter and have none get one, as far as somebody is free."""
    with transaction():
        run = enqueue("engage_interpreters", user_id=current_user.id, event_id=event.id)
    return redirect(url_for("jobs.show", public_id=run.public_id), 303)


@blueprint.post(f"{INTERPRETERS_URL}/run-sheets")
@allow(Role.ORGANIZER, of=an_event)
def run_sheets(event: Event) -> ResponseReturnValue:
    """Of all, or of the one that the field ``interpreter`` names, in the reader's language."""
    only = RunSheetsForm().interpreter.data
    if only is not None:
        get_interpreter(event.id, only)
    elif sum(row.meetings for row in list_interpreters(event.id)) > MOST_AT_ONCE:
        with transaction():
            run = enqueue("run_sheets", user_id=current_user.id, event_id=event.id, language=language())
        return redirect(url_for("jobs.show", public_id=run.public_id), 303)
    content = render_run_sheets(event, language(), only)
    named = f'attachment; filename="{get_run_sheets_file_name(event)}"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})


@dataclass(frozen=True)
class HandedOverMeeting:
    """A meeting that loses its interpreter, and who steps in ("" for nobody)."""

    row: MeetingRow
    by: str


def _render_confirmation(event: Event, asked: InterpreterBooked, name: str) -> str:
    """Which meetings lose it and who steps in; what was sent is kept and goes to the same address again."""
    steps_in = dict(cast("list[tuple[int, int | None]]", asked.details["reliefs"]))
    names = {
        interpreter_row.interpreter.id: interpreter_row.interpreter.name
        for interpreter_row in list_interpreters(event.id)
    }
    rows = [row for row in list_event_meetings(event.id, *PLACED_STATES) if row.id in steps_in]
    return render_template(
        "interpreters/interpreter_question.html",
        event=event,
        name=name,
        relieved=[HandedOverMeeting(row, names.get(steps_in[row.id] or 0, "")) for row in rows],
        groups=[
            (row, names.get(steps_in[row.id] or 0, ""))
            for row in list_event_group_meetings(event.id, MeetingState.BOOKED)
            if row.id in steps_in
        ],
        kept=[each for each in request.form.items(multi=True) if each[0] not in ("csrf_token", "confirmed")],
        action=request.path,
    )


def _flash_handovers(interpreter_handovers: list[InterpreterHandover]) -> None:
    """What it cost meetings; both firms of each have a letter."""
    lost = sum(interpreter_handover.by is None for interpreter_handover in interpreter_handovers)
    if interpreter_handovers:
        words = ngettext(
            "%(num)d meeting has another interpreter or none; both firms are told.",
            "%(num)d meetings have another interpreter or none; both firms of each are told.",
            len(interpreter_handovers),
        )
        flash(words, "wait" if lost else "good")


def _render_form(
    event: Event, form: InterpreterForm, interpreter_id: int | None = None, *, known: InterpreterExists | None = None
) -> str:
    """``known``: another of the same name is on the list."""
    return render_template(
        "interpreters/interpreter.html",
        event=event,
        form=form,
        interpreter_id=interpreter_id,
        name=get_interpreter(event.id, interpreter_id)[0].name if interpreter_id is not None else "",
        days=event.days,
        known=get_interpreter(event.id, known.interpreter_id)[0] if known is not None else None,
    )


def _redirect_to_list(event: Event) -> ResponseReturnValue:
    return redirect(url_for("interpreters.interpreters", event=event), 303)


def _mark_tab() -> None:
    g.tab = "meetings.index"
