"""Private notes about a firm: on its page, and at each meeting with it. Who writes one reads it, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.parsing import local_path
from app.core.web.guards import allow, current_roles
from app.core.web.pages import is_data_request
from app.day.phone.forms import NoteForm
from app.day.phone.models import PrivateNote
from app.day.phone.queries.notes import notes_of
from app.day.phone.services import noting
from app.day.phone.views.blueprint import phone
from app.day.phone.views.keeping import met_by
from app.events.models import Event
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.rounds import RoundRow
from app.meetings.views.blueprint import FIRM
from app.registrations.models import Registration
from app.registrations.scopes import a_firm


@phone.post(f"{FIRM}/note")
@allow(Role.COMPANY, of=a_firm)
def note(event: Event, registration: Registration) -> ResponseReturnValue:
    """About the firm of the address. A script asks for data, and shows them where they were written."""
    form = NoteForm()
    made = noting.note(registration, form.said, seen=form.seen.data or 0, by=current_user.id)
    if is_data_request():
        return jsonify(words=made.words, seen=made.version)
    flash(gettext("Kept. Nobody but you reads this note."), "good")
    back = local_path(request.form.get("back", ""))
    return redirect(back or url_for("registrations.firm", event=event, registration_id=registration.id), 303)


@phone.app_template_global()
def my_notes(registration_ids: Iterable[int]) -> Mapping[int, PrivateNote] | None:
    """The reader's own, by the firm that they are about; None for who keeps none here: only a firm's people do."""
    if Role.COMPANY not in current_roles():
        return None
    return notes_of(current_user.id, list(registration_ids))


@phone.app_template_global()
def my_notes_at(
    rows: Iterable[MeetingRow], groups: Iterable[RoundRow], registration_id: int
) -> Mapping[int, PrivateNote] | None:
    """The same about all whom the firm meets, alone or in groups."""
    return my_notes(met_by(registration_id, rows, groups))
