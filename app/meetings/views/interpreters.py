"""Who interprets at an event: the list with its forecast, adding, changing, letting go, the run sheets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import cast

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import now, transaction
from app.core.errors import DomainError
from app.core.jobs import enqueue
from app.core.parsing import parse_id
from app.core.web.errors import error_status, error_text
from app.core.web.guards import allow
from app.core.web.locale import language
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings import services
from app.meetings.errors import InterpreterHolds, InterpreterKnown
from app.meetings.lifecycle import PLACED, State
from app.meetings.queries.forecast import forecast_of
from app.meetings.queries.lists import MeetingRow, meetings_in
from app.meetings.queries.rounds import rounds_in
from app.meetings.queries.voices import interpreter_at, interpreters_of
from app.meetings.relieving import Relief
from app.meetings.services.run_sheets import file_name, hours_of, run_sheets_pdf
from app.meetings.views.blueprint import meetings
from app.meetings.views.interpreter_form import InterpreterForm, draft_of, form_for
from app.meetings.views.interpreter_words import between, is_ever_there, whys

ALL = "/events/<slug:event>/interpreters"
ONE = f"{ALL}/<int:interpreter_id>"
MOST_AT_ONCE = 60
"""Meetings up to which all sheets are set at once; more take longer than a second, and a job does it."""


@meetings.get(ALL)
@allow(Role.ORGANIZER, of=an_event)
def interpreters(event: Event) -> ResponseReturnValue:
    _tab()
    forecast = forecast_of(event)  # it reads interpreters anew, without what the list needs of them
    rows = interpreters_of(event.id)
    return render_template(
        "meetings/interpreters.html",
        event=event,
        rows=rows,
        forecast=forecast,
        between=between,
        whys=partial(whys, names={row.interpreter.id: row.interpreter.name for row in rows}),
        hours_of=hours_of,
        is_ever_there=partial(is_ever_there, forecast.hours),
        held=sum(row.meetings for row in rows),
        moment=now(),
    )


@meetings.route(f"{ALL}/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def new_interpreter(event: Event) -> ResponseReturnValue:
    _tab()
    form = form_for(event)
    if not form.validate_on_submit():
        return _page(event, form), 422 if form.is_submitted() else 200
    try:
        services.add_interpreter(event.id, draft_of(event, form), by=current_user.id, again=_said("again"))
    except InterpreterKnown as known:
        return _page(event, form, known=known), error_status(known)
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        return _page(event, form), error_status(refused)
    flash(gettext("%(name)s is on the list of interpreters.", name=form.name.data), "good")
    return _back(event)


@meetings.route(ONE, methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def interpreter(event: Event, interpreter_id: int) -> ResponseReturnValue:
    _tab()
    row, post = interpreter_at(event.id, interpreter_id)
    form = form_for(event, row, post)
    if not form.validate_on_submit():
        return _page(event, form, interpreter_id), 422 if form.is_submitted() else 200
    said = {name: _said(name) for name in ("confirmed", "again")}
    try:
        told = services.change_interpreter(
            event.id, interpreter_id, draft_of(event, form), version=form.seen, by=current_user.id, **said
        )
    except InterpreterKnown as known:
        return _page(event, form, interpreter_id, known=known), error_status(known)
    except InterpreterHolds as asked:
        return _question(event, asked, form.name.data or ""), 409
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        return _page(event, form, interpreter_id), error_status(refused)
    flash(gettext("%(name)s is saved.", name=form.name.data), "good")
    _tell(told)
    return _back(event)


@meetings.post(f"{ONE}/removal")
@allow(Role.ORGANIZER, of=an_event)
def remove_interpreter(event: Event, interpreter_id: int) -> ResponseReturnValue:
    """Where booked meetings would lose it, who steps in is shown first."""
    _tab()
    row, _post = interpreter_at(event.id, interpreter_id)
    name, given = row.name, request.form.get("version", "")
    version = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    try:
        told = services.remove_interpreter(
            event.id, interpreter_id, version=version, by=current_user.id, confirmed=_said("confirmed")
        )
    except InterpreterHolds as asked:
        return _question(event, asked, name), 409
    flash(gettext("%(name)s is off the list of interpreters.", name=name), "good")
    _tell(told)
    return _back(event)


@meetings.post(f"{ALL}/engagement")
@allow(Role.ORGANIZER, of=an_event)
def engage_interpreters(event: Event) -> ResponseReturnValue:
    """Booked meetings that need an interpreter and have none get one, as far as somebody is free."""
    with transaction():
        run = enqueue("engage_interpreters", user_id=current_user.id, event_id=event.id)
    return redirect(url_for("jobs.show", public_id=run.public_id), 303)


@meetings.post(f"{ALL}/run-sheets")
@allow(Role.ORGANIZER, of=an_event)
def run_sheets(event: Event) -> ResponseReturnValue:
    """Of all, or of the one that the field ``interpreter`` names, in the reader's language."""
    only = request.form.get("interpreter", type=parse_id)
    if only is not None:
        interpreter_at(event.id, only)
    elif sum(row.meetings for row in interpreters_of(event.id)) > MOST_AT_ONCE:
        with transaction():
            run = enqueue("run_sheets", user_id=current_user.id, event_id=event.id, language=language())
        return redirect(url_for("jobs.show", public_id=run.public_id), 303)
    content = run_sheets_pdf(event, language(), only)
    named = f'attachment; filename="{file_name(event)}"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})


@dataclass(frozen=True)
class Relieved:
    """A meeting that loses its interpreter, and who steps in ("" for nobody)."""

    row: MeetingRow
    by: str


def _question(event: Event, asked: InterpreterHolds, name: str) -> str:
    """Which meetings lose it and who steps in; what was sent is kept and goes to the same address again."""
    steps_in = dict(cast("list[tuple[int, int | None]]", asked.details["reliefs"]))
    names = {one.interpreter.id: one.interpreter.name for one in interpreters_of(event.id)}
    rows = [row for row in meetings_in(event.id, *PLACED) if row.id in steps_in]
    return render_template(
        "meetings/interpreter_question.html",
        event=event,
        name=name,
        relieved=[Relieved(row, names.get(steps_in[row.id] or 0, "")) for row in rows],
        groups=[
            (row, names.get(steps_in[row.id] or 0, ""))
            for row in rounds_in(event.id, State.BOOKED)
            if row.id in steps_in
        ],
        kept=[each for each in request.form.items(multi=True) if each[0] not in ("csrf_token", "confirmed")],
        action=request.path,
    )


def _tell(told: list[Relief]) -> None:
    """What it cost meetings; both firms of each have a letter."""
    lost = sum(one.by is None for one in told)
    if told:
        words = ngettext(
            "%(num)d meeting has another interpreter or none; both firms are told.",
            "%(num)d meetings have another interpreter or none; both firms of each are told.",
            len(told),
        )
        flash(words, "wait" if lost else "good")


def _said(name: str) -> bool:
    """Whether somebody pressed the button that does it all the same."""
    return request.form.get(name) == "1"


def _page(
    event: Event, form: InterpreterForm, interpreter_id: int | None = None, *, known: InterpreterKnown | None = None
) -> str:
    """``known``: another of the same name is on the list."""
    return render_template(
        "meetings/interpreter.html",
        event=event,
        form=form,
        interpreter_id=interpreter_id,
        name=interpreter_at(event.id, interpreter_id)[0].name if interpreter_id is not None else "",
        days=event.days,
        known=interpreter_at(event.id, known.interpreter_id)[0] if known is not None else None,
    )


def _back(event: Event) -> ResponseReturnValue:
    return redirect(url_for("meetings.interpreters", event=event), 303)


def _tab() -> None:
    g.tab = "meetings.index"
