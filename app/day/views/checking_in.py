"""People are let in at a desk: by their badge, or by whom the desk has found; and what was a mistake is taken back."""

from __future__ import annotations

from contextlib import suppress

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.errors import NotFound
from app.core.parsing import parse_whole_number
from app.core.web.forms import typed_text as typed_in
from app.core.web.guards import allow, public
from app.day.forms import LetInForm, ScanForm
from app.day.queries.badges import Read, read_badge
from app.day.queries.people import person_at
from app.day.services import checking_in
from app.day.services.arriving import settle
from app.day.services.checking_in import Noted, Scan
from app.day.typed import read_typed
from app.day.views.blueprint import DESK, STAFF, day, desk_name
from app.day.ways import Way
from app.events.models import Event
from app.events.scopes import an_event, event_at, roles_in
from app.registrations.models import Representative


@day.get("/b/<token>")
@public
def badge(token: str) -> ResponseReturnValue:
    """The page of a badge: to a desk of its event whose it is, to anybody else that it is one."""
    found = read_badge(token)
    event = event_at(found.event.slug)
    if not roles_in(event) & set(STAFF):
        return render_template("day/badge.html", event=event)
    person = person_at(event.id, found.person.id)
    page = render_template("day/badge_read.html", event=event, token=token, read=found, person=person)
    return page, 200 if person is not None and found.is_live else 410


@day.post(f"{DESK}/scans")
@allow(*STAFF, of=an_event)
def scan(event: Event) -> ResponseReturnValue:
    """What a scanner or a hand typed: a badge checks its bearer in, anything else is looked for."""
    text = typed_in(ScanForm().typed)
    code = read_typed(text).code
    if not code:
        return redirect(url_for("day.desk", event=event, q=text or None), 303)
    try:
        person = _bearer(event, code)
    except NotFound:
        flash(gettext("This code is no badge of this event, or was replaced. Nobody was checked in."), "bad")
        return redirect(url_for("day.desk", event=event), 303)
    return _said(event, _let_in(event, person.id, Way.QR))


@day.post(f"{DESK}/people/<int:representative_id>/check-in")
@allow(*STAFF, of=an_event)
def let_in(event: Event, representative_id: int) -> ResponseReturnValue:
    form = LetInForm()
    way = Way.PHONE if form.digits.data else Way.NAME
    if code := typed_in(form.code):
        if _bearer(event, code).id != representative_id:
            raise NotFound
        way = Way.QR
    noted = _let_in(event, representative_id, way)
    if (arrival_id := parse_whole_number(typed_in(form.arrival))) is not None:
        with suppress(NotFound):
            settle(event, arrival_id, by=current_user.id)
    return _said(event, noted)


@day.post(f"{DESK}/check-ins/<int:check_in_id>/undo")
@allow(*STAFF, of=an_event)
def take_back(event: Event, check_in_id: int) -> ResponseReturnValue:
    checking_in.undo(event, check_in_id, by=current_user.id)
    flash(gettext("The check-in is undone."), "info")
    return redirect(url_for("day.desk", event=event), 303)


def _bearer(event: Event, code: str) -> Representative:
    """Whose live badge it is. Raises NotFound for another event's, and for one that was replaced."""
    found: Read = read_badge(code)
    if found.event.id != event.id or not found.is_live:
        raise NotFound
    return found.person


def _let_in(event: Event, person_id: int, way: Way) -> Noted:
    return checking_in.check_in(event, person_id, Scan(way, desk=desk_name()), by=current_user.id)


def _said(event: Event, noted: Noted) -> ResponseReturnValue:
    """Back at the desk, which says who came: no notice takes the focus from the field for the next scan."""
    again = None if noted.is_first else "1"
    return redirect(url_for("day.desk", event=event, just=noted.check_in.id, again=again), 303)
