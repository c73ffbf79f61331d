"""Make a file of a list, the log of all such files, and what a firm can read of it."""

from __future__ import annotations

import hashlib
import json

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import Conflict, Invalid
from app.core.files import get_file
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import plain
from app.events.models import Event
from app.events.scopes import an_event
from app.lists import wording
from app.lists.answers import START
from app.lists.forms import ExportForm
from app.lists.queries.history import news_of
from app.lists.queries.listing import listing
from app.lists.queries.log import Taken, exports_of, whereabouts
from app.lists.queries.own_columns import own_columns, terms_of
from app.lists.queries.reach import reach_of
from app.lists.services import Wish
from app.lists.services import export as make
from app.lists.services.asked import begin
from app.lists.services.making import MOST_PRINTED
from app.lists.views.attendees import page
from app.lists.views.blueprint import ATTENDEES, LISTERS, Choice, choice_in, lists
from app.registrations.models import Registration
from app.registrations.queries.gate import sealed_questions
from app.registrations.scopes import own_firm

LONG = 5_000
"""Rows from which on a file takes more than a second: then a job makes it."""
LONG_IN_PRINT = 1_000
MOST_PASTED = 2_000_000
"""Bytes."""


@lists.post(f"{ATTENDEES}/exports")
@allow(*LISTERS, of=an_event)
def export(event: Event) -> ResponseReturnValue:
    choice, form = choice_in(event), ExportForm()
    if not form.validate():
        return page(choice, form), 422
    wish = _wish(choice, form)
    rows = listing(choice.selection, choice.reach, 1, terms_of(event, form.language.data)).page.total
    printed = form.kind.data == "pdf"  # one that is too long is refused below, at once
    if rows > (LONG_IN_PRINT if printed else LONG) and not (printed and rows > MOST_PRINTED):
        return redirect(url_for("jobs.show", public_id=begin("attendee_list", event, wish, form.key.data)), 303)
    try:
        log = make(event, wish, key=_key(form, wish))
    except Invalid as refusal:
        form.reason.errors = [*form.reason.errors, error_text(refusal)]
        return page(choice, form), 422
    return redirect(url_for("lists.exports", event=event, made=log.id), 303)


@lists.get(f"{ATTENDEES}/exports")
@allow(*LISTERS, of=an_event)
def exports(event: Event) -> ResponseReturnValue:
    """The organizer sees every export, everybody else their own."""
    g.tab = "lists.attendees"
    everybody = Role.ORGANIZER in current_roles()
    reach = reach_of(current_user.id, event, current_roles())
    taken = exports_of(event, user_id=current_user.id, everybody=everybody)
    made = next((one for one in taken if str(one.log.id) == request.args.get("made")), None)
    return render_template(
        "lists/exports.html",
        event=event,
        taken=taken,
        made=made,
        pasted=_pasted(made),
        news=news_of(event, made.log, reach) if made is not None else None,
        labels=_labels(event),
        everybody=everybody,
        words=wording,
    )


@lists.get("/events/<slug:event>/firms/<int:registration_id>/lists")
@allow(Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER, of=own_firm)
def in_lists(event: Event, registration: Registration) -> ResponseReturnValue:
    """In which lists a firm and its people stood, and who made them for what."""
    rows = whereabouts(registration.id)
    return render_template(
        "lists/in_lists.html",
        event=event,
        registration=registration,
        rows=rows,
        lists=len({log.id for _row, log, *_ in rows}),
        with_own_name=len({log.id for _row, log, _by, _person, user_id in rows if user_id == current_user.id}),
        labels={**_labels(event), **wording.BESIDES},
        may_withdraw=Role.COMPANY in current_roles(),
        words=wording,
    )


def _labels(event: Event) -> dict[str, str]:
    """What columns are called, also those for answers that only the gate's list opens."""
    own = {one.name: plain(one.label) for one in own_columns(event.id)}
    sealed = {START + one.key: plain(one.label) for one in sealed_questions(event.id)}
    return {**wording.column_labels(), **own, **sealed}


def _pasted(made: Taken | None) -> str:
    """What is to be copied into a spreadsheet; "" for a file, and for more than a page can well hold."""
    if made is None or made.log.format != "tsv" or not made.file:
        return ""
    try:
        content = get_file(made.file, current_user.id).content
    except Conflict:  # its download says why
        return ""
    return content.decode() if len(content) <= MOST_PASTED else ""


def _wish(choice: Choice, form: ExportForm) -> Wish:
    return Wish(
        selection=choice.selection,
        reach=choice.reach,
        kind=form.kind.data,
        language=form.language.data,
        by=current_user.id,
        reason=typed_text(form.reason),
        recipient=typed_text(form.recipient),
        view=choice.view.name if choice.view is not None and not choice.changed else "",
    )


def _key(form: ExportForm, wish: Wish) -> str:
    """The form's key for just this wish: who goes back and asks the same page for another file gets that one."""
    if not form.key.data:
        return ""
    asked = json.dumps([form.key.data, wish.body], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()
